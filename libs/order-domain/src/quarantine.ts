import type { LabelId } from './ids.js';
import type { Label, Order } from './order.js';

/** Numbers a carrier did not take back for its cap: kept aside, and good for their own order only (F-EW-07). */

/** A number is not used again after this time: platforms take it for another parcel's (requirements.md section 10, KS2). */
export const WAYBILL_REUSE_GAP_MS = 30 * 24 * 3_600_000;

export type KeptNumber = Pick<Label, 'sortCode' | 'packageCenter' | 'markDestination'> & { readonly waybillNo: string; readonly reusedFrom: LabelId };

/**
 * The newest number that can serve this order again with this carrier: of the address as it is now, young enough, on no paper
 * and never scanned. A second paper of one number, or one that says where the parcel does not go, is worse than a new number.
 */
export function keptNumber(order: Order, carrier: string, at: string): KeptNumber | undefined {
  const label = order.labels.findLast((one) => one.state === 'quarantined' && one.carrier === carrier && isUnused(order, one, at));
  if (!label || label.waybillNo === null) return undefined;
  const { waybillNo, sortCode, packageCenter, markDestination, labelId } = label;
  return { waybillNo, sortCode, packageCenter, markDestination, reusedFrom: labelId };
}

function isUnused(order: Order, { labelId, addressVersion, waybillNo, requestedAt, sortCode }: Label, at: string): boolean {
  const printed = order.permits.some((permit) => permit.labelId === labelId && permit.consumedAt !== null);
  const young = Date.parse(at) - Date.parse(requestedAt) <= WAYBILL_REUSE_GAP_MS;
  return addressVersion === order.addressVersion && young && !printed && sortCode !== '' && waybillNo !== null && !isScanned(order, waybillNo);
}

/** A carrier has seen the parcel: its number cannot be given back any more. */
export const isScanned = (order: Order, waybillNo: string): boolean => order.scans.some((scan) => scan.startsWith(`${waybillNo}\x1f`));
