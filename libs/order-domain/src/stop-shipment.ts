import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { wasPrinted } from './guards.js';
import { activeHoldOf, placed } from './holds.js';
import { isReturned, type Order } from './order.js';

/** The platform asks whether an order can still be stopped (pdd.fds, 1001 to 1003): yes only once the hold stands in the stream. */

export type StopShipment = {
  /** The platform's own number of the question: the same again is the same hold. */
  readonly stopId: string;
  readonly reason: string;
  readonly at: string;
};

/**
 * - `NOT_SYNCED`: the order is not here;
 * - `ALREADY_SHIPPED`: a part of it has left, here or by what the platform itself says;
 * - `LABEL_PRINTED`: paper exists, or the factory has returned the number: a parcel may be on its way.
 */
export type StopFailure = { readonly code: 'NOT_SYNCED' | 'ALREADY_SHIPPED' | 'LABEL_PRINTED' };

/** Stops the whole order, or says why it cannot and leaves it as it is: half a yes would be believed. */
export function stopShipment({ stopId, reason, at }: StopShipment, order: Order): Decision<OrderEvent, StopFailure> {
  if (order.merchantId === null) return refuse({ code: 'NOT_SYNCED' });
  if (activeHoldOf(order, 'BUYER_CANCEL', stopId)) return accept([]);
  const kept = order.allocations.filter(({ state }) => state.kind !== 'cancelled');
  if (kept.some(({ state }) => state.kind === 'shipped') || LEFT.has(order.platformStatus)) return refuse({ code: 'ALREADY_SHIPPED' });
  if (kept.some((one) => isReturned(one) || wasPrinted(order, one.allocationId))) return refuse({ code: 'LABEL_PRINTED' });
  return accept(placed(order, { type: 'BUYER_CANCEL', effect: 'CANCEL', lines: [], causeId: stopId, causeVersion: 1, placedBy: 'platform', reason, at }));
}

const LEFT: ReadonlySet<Order['platformStatus']> = new Set(['PARTLY_SHIPPED', 'SHIPPED', 'COMPLETED']);
