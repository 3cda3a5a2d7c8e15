import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { notOpen } from './guards.js';
import type { AllocationId, FactoryId } from './ids.js';
import type { Order } from './order.js';
import type { Refusal } from './refusals.js';

/** The acceptance room: a factory says that it has taken an allocation up, before it prints anything. */

export type AcceptAllocation = { readonly factoryId: FactoryId; readonly allocationId: AllocationId; readonly at: string };

/** Ends the ACCEPT stage of its clock (F-SL-02). A factory that asked for a label, printed or accepted before has taken it up already. */
export function acceptAllocation({ factoryId, allocationId, at }: AcceptAllocation, order: Order): Decision<OrderEvent, Refusal> {
  const closed = notOpen(order, allocationId, factoryId);
  if (closed) return refuse(closed);
  const taken = order.times.parcels.some((parcel) => parcel.allocationId === allocationId && parcel.takenUpAt !== null);
  return accept(taken ? [] : [{ type: 'AllocationAccepted', allocationId, factoryId, at }]);
}
