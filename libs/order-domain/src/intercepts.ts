import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { waybillOf, isOwnedBy } from './guards.js';
import { asInterceptId, numberedIdOf, orderIdWithin, type HoldId, type InterceptId, type MerchantId } from './ids.js';
import type { Allocation, Order } from './order.js';
import type { Refusal } from './refusals.js';
import type { HoldType, InterceptOutcome } from './words.js';

/** After the waybill is returned nothing blocks: a person asks the carrier to stop or re-route the parcel, on record. */

/** The hold that reaches a parcel; an address change of parcels that are all under way places none. */
export type InterceptCause = { readonly type: HoldType; readonly holdId: HoldId | null };

/** One case for each parcel the hold reaches and no open case covers. It never changes what was shipped (PDD-31). */
export function interceptsFor(order: Order, returned: readonly Allocation[], hold: InterceptCause, at: string): readonly OrderEvent[] {
  const kind = hold.type === 'ADDRESS_CHANGED' ? 'REROUTE' : 'STOP';
  const numbers = [...new Set(returned.map(waybillOf))].filter((waybillNo) => !order.intercepts.some((open) => open.waybillNo === waybillNo && open.kind === kind && open.outcome === null));
  return numbers.flatMap((waybillNo, n): OrderEvent[] => {
    const parcel = returned.filter((allocation) => waybillOf(allocation) === waybillNo);
    const [first] = parcel;
    const orderId = first ? orderIdWithin(first.allocationId) : null;
    if (!first || !orderId) return [];
    const interceptId = asInterceptId(numberedIdOf(orderId, 'I', order.intercepts.length + 1 + n));
    const carrier = first.state.kind === 'returned' || first.state.kind === 'shipped' ? first.state.carrier : '';
    return [{ type: 'InterceptOpened', interceptId, kind, allocationIds: parcel.map(({ allocationId }) => allocationId), carrier, waybillNo, holdId: hold.holdId, at }];
  });
}

export type CloseIntercept = { readonly merchantId: MerchantId; readonly interceptId: InterceptId; readonly outcome: InterceptOutcome; readonly note: string; readonly at: string };

export function closeIntercept(command: CloseIntercept, order: Order): Decision<OrderEvent, Refusal> {
  const { interceptId, outcome, note, at } = command;
  const intercept = order.intercepts.find((open) => open.interceptId === interceptId);
  if (!isOwnedBy(order, command.merchantId) || !intercept) return refuse({ code: 'INTERCEPT_NOT_FOUND', interceptId });
  return accept(intercept.outcome === null ? [{ type: 'InterceptClosed', interceptId, outcome, note, at }] : []);
}
