import type { OrderEvent } from './events.js';
import { evolve } from './evolve.js';
import { activeHolds, allocatableQuantity, liveLabelOf, unborn, type Hold, type Order } from './order.js';
import type { ParcelTimes } from './order-times.js';
import type { Stage } from './stage-targets.js';

/** Whose turn it was, from event to event: the life of an order cut into segments, each with one owner. */

export type Owner = 'MERCHANT' | 'FACTORY' | 'CARRIER' | 'PLATFORM' | 'BUYER';

/** What is waited for in a segment: the stages that have clocks, and what has none. */
export type Turn = Stage | 'IMPORT' | 'CONFIRM' | 'REVIEW' | 'HOLD' | 'LABEL';

export type TurnNow = { readonly owner: Owner; readonly turn: Turn; readonly detail: string };

export type TurnSegment = TurnNow & {
  readonly from: string;
  readonly to: string;
  /** Revision of the event that began it; -1 for what came before the order was here. */
  readonly sinceRevision: number;
};

export type Told = { readonly revision: number; readonly event: OrderEvent };

/** The segments from the moment the time runs until `until`, without gaps. */
export function segmentsOf(history: readonly Told[], until: string): readonly TurnSegment[] {
  const segments: TurnSegment[] = [];
  let order = unborn;
  let open = null as Omit<TurnSegment, 'to'> | null;
  for (const { revision, event } of history.filter((told) => told.event.at <= until)) {
    order = evolve(order, event);
    if (event.type === 'OrderImported' && event.paidAt !== null && event.paidAt < event.at) segments.push({ owner: 'PLATFORM', turn: 'IMPORT', detail: event.channel, from: event.paidAt, to: event.at, sinceRevision: -1 });
    const now = turnOf(order);
    if (now?.owner === open?.owner && now?.turn === open?.turn && now?.detail === open?.detail) continue;
    segments.push(...closed(open, event.at));
    open = now && { ...now, from: event.at, sinceRevision: revision };
  }
  return [...segments, ...closed(open, until)];
}

/** A turn that took no time is none. */
const closed = (open: Omit<TurnSegment, 'to'> | null, to: string): readonly TurnSegment[] => (open && open.from < to ? [{ ...open, to }] : []);

/** Whose turn it is now; null before the order is here, and when there is nothing left to do. */
export function turnOf(order: Order): TurnNow | null {
  if (order.merchantId === null || order.closedReason !== null) return null;
  const unpaid = order.platformStatus === 'AWAITING_PAYMENT';
  if (unpaid) return { owner: 'BUYER', turn: 'CONFIRM', detail: 'AWAITING_PAYMENT' };
  const unsent = order.times.parcels.filter(({ cancelledAt, returnedAt }) => cancelledAt === null && returnedAt === null);
  const waiting = order.lines.some((line) => line.mode === 'DROPSHIP' && allocatableQuantity(order, line) > 0);
  const hold = waiting || unsent.length > 0 ? heldBy(order) : null;
  if (hold) return hold;
  if (waiting) return order.review === 'APPROVED' ? { owner: 'MERCHANT', turn: 'ALLOCATE', detail: '' } : { owner: 'MERCHANT', turn: 'REVIEW', detail: order.review };
  return unsent.length > 0 ? factoryTurn(order, unsent) : sentTurn(order);
}

/** Who holds the order back, of several the one who came first. */
function heldBy(order: Order): TurnNow | null {
  const [first] = activeHolds(order);
  return first ? { owner: holder(first), turn: first.type === 'COD_CONFIRM' ? 'CONFIRM' : 'HOLD', detail: first.type } : null;
}

/** A hold type of a newer writer is its placer's. */
function holder({ type, placedBy }: Hold): Owner {
  if (type === 'AFTER_SALE' || type === 'BUYER_CANCEL' || type === 'ADDRESS_CHANGED') return 'BUYER';
  if (type === 'RISK_REVIEW' || type === 'SHOP_CLOSED') return 'PLATFORM';
  return placedBy === 'platform' ? 'PLATFORM' : 'MERCHANT';
}

/** The parcel that is furthest behind; a number that the carrier has not given yet is the carrier's turn. */
function factoryTurn(order: Order, unsent: readonly ParcelTimes[]): TurnNow {
  const asked = unsent.map(({ allocationId }) => liveLabelOf(order, allocationId)).find((label) => label?.state === 'requested');
  if (asked && unsent.every(({ takenUpAt }) => takenUpAt !== null)) return { owner: 'CARRIER', turn: 'LABEL', detail: asked.carrier };
  const turn = unsent.some(({ takenUpAt }) => takenUpAt === null) ? 'ACCEPT' : unsent.some(({ printedAt }) => printedAt === null) ? 'PRINT' : 'RETURN';
  return { owner: 'FACTORY', turn, detail: unsent[0]?.factoryId ?? '' };
}

/** Returned but not shipped; shipped but not scanned; nothing. */
function sentTurn(order: Order): TurnNow | null {
  const sent = order.times.parcels.filter(({ cancelledAt, returnedAt }) => cancelledAt === null && returnedAt !== null);
  const returned = sent.find(({ shippedAt }) => shippedAt === null);
  if (returned) return { owner: returned.serviceType === 'PRINT_AND_SHIP' ? 'FACTORY' : 'MERCHANT', turn: 'SHIP', detail: '' };
  const unscanned = sent.find(({ scannedAt }) => scannedAt === null);
  return unscanned ? { owner: 'FACTORY', turn: 'FIRST_SCAN', detail: unscanned.factoryId } : null;
}
