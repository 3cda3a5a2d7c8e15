import { normalizeWaybillNo } from '@daifa/carriers/catalogue';
import { problems, type Guard } from '@daifa/service-shell/problems';

export type ParcelNumbers = { readonly carrier: string; readonly waybillNo: string; readonly extraWaybillNos: readonly string[] };

/**
 * The numbers a person typed, as they are stored.
 *
 * @throws Problem naming every number that is none, or another carrier's: CARRIER_UNKNOWN, WAYBILL_NO_INVALID, CARRIER_WAYBILL_MISMATCH
 */
export function parcelNumbers({ carrier, waybillNo, extraWaybillNos }: ParcelNumbers): ParcelNumbers {
  const typed = [waybillNo, ...extraWaybillNos];
  const checked = typed.map((text) => normalizeWaybillNo(carrier, text));
  const guards = checked.flatMap((one, n): Guard[] => {
    if (one.kind === 'valid') return [];
    const { code } = one;
    if (code === 'CARRIER_UNKNOWN') return n === 0 ? [{ code, facts: { carrier } }] : [];
    return [{ code, facts: { carrier, waybillNo: typed[n] ?? '', ...(code === 'CARRIER_WAYBILL_MISMATCH' && { fits: one.fits }) } }];
  });
  const [first, ...others] = guards;
  if (first) throw problems([first, ...others]);
  const [main = '', ...extra] = checked.flatMap((one) => (one.kind === 'valid' ? [one.waybillNo] : []));
  return { carrier, waybillNo: main, extraWaybillNos: extra };
}
