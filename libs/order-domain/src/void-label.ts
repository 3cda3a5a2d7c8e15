import { accept, refuse, unlessRefused, unreachable, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { isOwnedBy, present, waybillOf } from './guards.js';
import type { FactoryId, LabelId, MerchantId } from './ids.js';
import { voidRequest } from './labels.js';
import { findAllocation, findLabel, isReturned, type Label, type Order } from './order.js';
import { destroyTask, isPrinted, revocations } from './print.js';
import { isScanned } from './quarantine.js';
import type { Refusal } from './refusals.js';

/** A person gives a number back. What was allocated stays allocated: the void of a number is a fact of its own (F-EW-08). */

export type VoidLabel = {
  readonly labelId: LabelId;
  readonly by: { readonly kind: 'factory'; readonly factoryId: FactoryId } | { readonly kind: 'merchant'; readonly merchantId: MerchantId };
  readonly at: string;
};

/**
 * Takes the label out of use and asks the carrier for its number back, or asks again where the carrier had refused. One that is
 * being voided, or is, is so already. Not once the parcel was returned or a carrier has scanned it (30002).
 */
export function voidLabel({ labelId, by, at }: VoidLabel, order: Order): Decision<OrderEvent, Refusal> {
  const label = findLabel(order, labelId);
  if (!label || !isOf(order, label, by)) return refuse({ code: 'LABEL_NOT_FOUND', labelId });
  const { state, waybillNo } = label;
  if (state === 'void-pending' || state === 'voided') return accept([]);
  if (waybillNo === null || state === 'reused') return unlessRefused(notIssued(label), () => []);
  const cause = by.kind === 'factory' ? 'FACTORY' : 'MERCHANT';
  return unlessRefused([...tooLate(order, label, waybillNo)], () => [...outOfUse(order, label, at), voidRequest(label, waybillNo, cause, at)]);
}

function isOf(order: Order, label: Label, by: VoidLabel['by']): boolean {
  switch (by.kind) {
    case 'factory': return label.factoryId === by.factoryId;
    case 'merchant': return isOwnedBy(order, by.merchantId);
    default: return unreachable(by);
  }
}

function notIssued({ allocationIds, state }: Label): readonly Refusal[] {
  return allocationIds.slice(0, 1).map((allocationId) => ({ code: 'LABEL_NOT_ISSUED', allocationId, state }));
}

function tooLate(order: Order, { labelId, allocationIds, state }: Label, waybillNo: string): readonly Refusal[] {
  const sent = state === 'issued' ? allocationIds.map((id) => findAllocation(order, id)).filter(present).filter(isReturned) : [];
  return [
    ...sent.map((one) => ({ code: 'ALLOCATION_RETURNED', allocationId: one.allocationId, waybillNo: waybillOf(one) }) as const),
    ...(isScanned(order, waybillNo) ? [{ code: 'VOID_AFTER_PICKUP', labelId, waybillNo } as const] : []),
  ];
}

/** Its permits are taken back and its paper is called back; a label that is dead already has none. */
function outOfUse(order: Order, label: Label, at: string): readonly OrderEvent[] {
  if (label.state !== 'issued') return [];
  return [...revocations(order, label, null, at), ...(isPrinted(order, label.labelId) ? [destroyTask(label, at)] : [])];
}
