import { carriers, type CarrierCode } from '@daifa/carriers/catalogue';
import type { ServiceRegion } from '@daifa/order-domain/carrier-service';

/** A courier's branch (网点), as the simulated couriers have them: some in every district of the list, none across the border. */
export type Branch = { readonly branchId: string; readonly name: string; readonly region: ServiceRegion };

const BRANCHES_PER_DISTRICT = 2;
/** Taiwan, Hong Kong and Macao by the first two digits of a district's code: parcels from there cross a customs border. */
const ACROSS_THE_BORDER = new Set(['71', '81', '82']);
const NUMERALS = ['一', '二'] as const;

/** The branches that serve a district; none for a district nobody knows. The same for ever. */
export function branchesIn(carrier: CarrierCode, region: ServiceRegion): readonly Branch[] {
  if (!/^\d{6}$/.test(region.code) || ACROSS_THE_BORDER.has(region.code.slice(0, 2))) return [];
  const { name } = carriers[carrier];
  return NUMERALS.slice(0, BRANCHES_PER_DISTRICT).map((numeral, n) => ({ branchId: `${carrier}-${region.code}-${n + 1}`, name: `${name.zh}${region.district || region.city}${numeral}部`, region }));
}
