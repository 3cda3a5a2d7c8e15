import { cancelledByHold } from './allocation.js';
import type { OrderEvent } from './events.js';
import { interceptsFor } from './intercepts.js';
import { voidRequest } from './labels.js';
import { coversLine, isReturned, liveLabelOf, type Allocation, type Hold, type Label, type Order } from './order.js';
import { destroyTask, isPrinted, revocations } from './print.js';

/** A factory that prints where no fence reaches is called within this time. */
const CALL_FACTORY_WITHIN_MS = 30 * 60_000;

/**
 * The fence: what a hold does to the order at the moment it is placed, in the same append. What is not returned is taken
 * back (`CANCEL`) or stopped (`SUSPEND`), its permits revoked, its label voided, printed paper called back. What is
 * returned is not touched: an intercept case opens instead (PDD-08, races ).
 */
export function consequencesOf(order: Order, hold: Hold, at: string): readonly OrderEvent[] {
  const inScope = order.allocations.filter(({ lineId, state }) => state.kind !== 'cancelled' && coversLine(hold, lineId));
  const open = inScope.filter((allocation) => !isReturned(allocation));
  return [...stopped(order, open, hold, at), ...interceptsFor(order, inScope.filter(isReturned), hold, at)];
}

/** The same for open allocations alone, such as those whose return was just revoked while holds were active. */
export function stopped(order: Order, open: readonly Allocation[], hold: Hold, at: string): readonly OrderEvent[] {
  const ids = open.map(({ allocationId }) => allocationId);
  const labels = [...new Set(ids.map((id) => liveLabelOf(order, id)).filter((label) => label !== undefined))];
  return [
    ...(hold.effect === 'CANCEL' ? open.map((allocation) => cancelledByHold(allocation, hold, at)) : []),
    ...labels.flatMap((label) => revocations(order, label, hold.holdId, at)),
    ...labels.flatMap((label) => paperAndNumber(order, label, hold, label.allocationIds.every((id) => ids.includes(id)), at)),
    ...open.flatMap((allocation) => callFactory(allocation, at)),
    ...open.flatMap((allocation) => unbacked(allocation, hold, at)),
  ];
}

/**
 * A label that is cancelled, outdated, on paper already or left by one of its members is dead: its number is voided. A
 * number still on its way from the carrier is orphaned when it arrives. Only a whole, unprinted, suspended label lives on.
 */
function paperAndNumber(order: Order, label: Label, hold: Hold, whole: boolean, at: string): readonly OrderEvent[] {
  const printed = isPrinted(order, label.labelId);
  const outdated = label.addressVersion !== order.addressVersion;
  const dead = hold.effect === 'CANCEL' || outdated || printed || !whole;
  return [
    ...(printed ? [destroyTask(label, at)] : []),
    ...(dead && label.waybillNo !== null ? [voidRequest(label, label.waybillNo, outdated ? 'ADDRESS_CHANGED' : 'HOLD', at)] : []),
  ];
}

/** An unfenced factory prints without asking: somebody has to call it. */
function callFactory({ fenced, factoryId, allocationId }: Allocation, at: string): readonly OrderEvent[] {
  const dueAt = new Date(Date.parse(at) + CALL_FACTORY_WITHIN_MS).toISOString();
  return fenced ? [] : [{ type: 'FactoryTaskOpened', task: 'CALL_FACTORY', factoryId, allocationIds: [allocationId], labelId: null, dueAt, at }];
}

function unbacked({ allocationId, virtualWaybillNo }: Allocation, hold: Hold, at: string): readonly OrderEvent[] {
  return virtualWaybillNo === null ? [] : [{ type: 'VirtualShipUnbacked', allocationIds: [allocationId], waybillNo: virtualWaybillNo, holdId: hold.holdId, at }];
}
