import { accept, type Decision } from '@daifa/decider/decision';
import { MINUTE_MS } from './business-day.js';
import type { OrderEvent } from './events.js';
import type { AllocationId, FactoryId } from './ids.js';
import { orderStatus, type Order } from './order.js';
import { clockKey, type ParcelTimes, type ShipClock } from './order-times.js';
import { isCod } from './ship-clock.js';
import { targetMinutes, type Stage, type StageTarget } from './stage-targets.js';

/**
 * The clocks of an order: by when it must leave, and how long each stage may take. Everything is told by the order's events and
 * the targets of the rules it lives by; what time it is now only says which of them are late.
 */
export type Clock = {
  readonly stage: Stage | 'SHIP_BY';
  /** null for what concerns the whole order. */
  readonly allocationId: AllocationId | null;
  readonly factoryId: FactoryId | null;
  /** Whose turn it is. */
  readonly owner: 'MERCHANT' | 'FACTORY';
  readonly startedAt: string;
  /** From here on it is at risk: AT_RISK_SHARE of its time is gone. null where nobody knows the deadline. */
  readonly atRiskAt: string | null;
  /** The last instant in time; null: nobody knows (SLA_UNKNOWN). */
  readonly dueAt: string | null;
  readonly endedAt: string | null;
  /** Paused by a hold, and by the channel's rule: not due while that lasts. */
  readonly paused: boolean;
  /** When it was recorded as missed. */
  readonly missedAt: string | null;
};

/** F-SL-02: on the list of what is at risk from 80 % of its time. */
export const AT_RISK_SHARE = 0.8;

/** Every clock of an order that was not taken off it; none of one that nobody waits for. */
export function clocksOf(order: Order, targets: readonly StageTarget[]): readonly Clock[] {
  const { times: { clock, importedAt } } = order;
  if (importedAt === null || isOver(order)) return [];
  if (clock === null) return isWaited(order) ? [clockOf(order, { stage: 'SHIP_BY', startedAt: importedAt, dueAt: null, endedAt: null, owner: 'MERCHANT', parcel: null })] : [];
  return [shipByClock(order, clock, importedAt), ...allocateClock(order, clock, targets), ...order.times.parcels.filter(({ cancelledAt }) => cancelledAt === null).flatMap((parcel) => parcelClocks(order, parcel, targets))];
}

/** Closed, cancelled by the buyer or refunded whole: nobody waits for it any more. */
function isOver(order: Order): boolean {
  const { closedReason, holds, lines } = order;
  return closedReason !== null || holds.some(({ type, released }) => type === 'BUYER_CANCEL' && !released) || lines.every(({ quantity, refunded }) => refunded >= quantity);
}

/** Paid, or told to be, so that there ought to be a deadline. */
function isWaited(order: Order): boolean {
  const { platformStatus, times: { confirmedAt } } = order;
  return (platformStatus === 'AWAITING_SHIPMENT' || platformStatus === 'PARTLY_SHIPPED') && (!isCod(order) || confirmedAt !== null);
}

function shipByClock(order: Order, clock: ShipClock, importedAt: string): Clock {
  const startedAt = clock.basisAt ?? importedAt;
  const { ms, paused } = pausedFor(order, clock, startedAt);
  const shipped = order.times.parcels.flatMap(({ shippedAt }) => shippedAt ?? []).sort();
  const endedAt = orderStatus(order) === 'SHIPPED' ? (shipped.at(-1) ?? null) : null;
  return { ...clockOf(order, { stage: 'SHIP_BY', startedAt, dueAt: iso(Date.parse(clock.shipBy) + ms), endedAt, owner: 'MERCHANT', parcel: null }), paused };
}

/**
 * How long holds of the types the channel's rule names have lasted since the clock started; several at once count once. One that
 * came after the deadline changes nothing.
 */
function pausedFor({ holds }: Order, { pausesOn, shipBy }: ShipClock, startedAt: string): { readonly ms: number; readonly paused: boolean } {
  const pauses = holds.filter(({ type }) => pausesOn.includes(type)).sort((one, other) => (one.placedAt < other.placedAt ? -1 : 1));
  let ms = 0;
  let until = Date.parse(startedAt);
  for (const { placedAt, releasedAt } of pauses) {
    const from = Math.max(until, Date.parse(placedAt));
    if (from > Date.parse(shipBy) + ms) break;
    if (releasedAt === null) return { ms, paused: true };
    until = Math.max(from, Date.parse(releasedAt));
    ms += until - from;
  }
  return { ms, paused: false };
}

/** From when the order is here, paid and approved, until each of its lines was promised to a factory for the first time. */
function allocateClock(order: Order, { basisAt }: ShipClock, targets: readonly StageTarget[]): readonly Clock[] {
  const { times: { importedAt, approvedAt, parcels }, lines, allocations } = order;
  const dropship = lines.filter(({ mode, quantity, refunded }) => mode === 'DROPSHIP' && refunded < quantity);
  if (approvedAt === null || importedAt === null || dropship.length === 0) return [];
  const startedAt = [importedAt, approvedAt, basisAt ?? importedAt].sort().at(-1) ?? importedAt;
  const firsts = dropship.map(({ lineId }) => allocations.find((one) => one.lineId === lineId)?.allocationId).map((id) => parcels.find(({ allocationId }) => allocationId === id)?.allocatedAt ?? null);
  const endedAt = firsts.includes(null) ? null : (firsts.flatMap((at) => at ?? []).sort().at(-1) ?? null);
  return [clockOf(order, { stage: 'ALLOCATE', startedAt, dueAt: after(startedAt, targetMinutes(targets, 'ALLOCATE', null)), endedAt, owner: 'MERCHANT', parcel: null })];
}

/** Each stage begins where the one before it ended. */
function parcelClocks(order: Order, parcel: ParcelTimes, targets: readonly StageTarget[]): readonly Clock[] {
  const { bindingId, allocatedAt, takenUpAt, printedAt, returnedAt, shippedAt, virtuallyShippedAt, scannedAt, serviceType } = parcel;
  const shipper = serviceType === 'PRINT_AND_SHIP' ? 'FACTORY' : 'MERCHANT';
  const carrier = virtuallyShippedAt !== null && returnedAt === null ? 'MERCHANT' : 'FACTORY';
  const stages: readonly (readonly [Stage, string | null, string | null, Clock['owner']])[] = [
    ['ACCEPT', allocatedAt, takenUpAt, 'FACTORY'], ['PRINT', takenUpAt, printedAt, 'FACTORY'], ['RETURN', printedAt, returnedAt, 'FACTORY'],
    ['SHIP', returnedAt, shippedAt, shipper], ['FIRST_SCAN', virtuallyShippedAt ?? shippedAt, scannedAt, carrier],
  ];
  return stages.flatMap(([stage, startedAt, endedAt, owner]) =>
    startedAt === null ? [] : [clockOf(order, { stage, startedAt, dueAt: after(startedAt, targetMinutes(targets, stage, bindingId)), endedAt, owner, parcel })]);
}

type Timing = Pick<Clock, 'stage' | 'startedAt' | 'dueAt' | 'endedAt' | 'owner'> & { readonly parcel: ParcelTimes | null };

function clockOf(order: Order, { stage, startedAt, dueAt, endedAt, owner, parcel }: Timing): Clock {
  const key = clockKey(stage, parcel?.allocationId ?? null);
  const from = Date.parse(startedAt);
  const atRiskAt = dueAt === null ? null : iso(from + (Date.parse(dueAt) - from) * AT_RISK_SHARE);
  const missedAt = order.times.missed.find((one) => one.key === key)?.at ?? null;
  return { stage, allocationId: parcel?.allocationId ?? null, factoryId: parcel?.factoryId ?? null, owner, startedAt, atRiskAt, dueAt, endedAt, paused: false, missedAt };
}

const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();
const after = (from: string, minutes: number): string => iso(Date.parse(from) + minutes * MINUTE_MS);

/** Whether it ended, or goes on, after its last instant in time. A clock that was late is so, whenever somebody looks. */
export const isLate = ({ dueAt, endedAt, paused }: Clock, now: string): boolean => dueAt !== null && !(paused && endedAt === null) && dueAt < (endedAt ?? now);

export type RecordMissed = { readonly targets: readonly StageTarget[]; readonly at: string };

/** Records every deadline that is missed by now and was not recorded before: each once, whoever looks, and however often. */
export function recordMissed({ targets, at }: RecordMissed, order: Order): Decision<OrderEvent, never> {
  const late = clocksOf(order, targets).filter((clock) => clock.missedAt === null && isLate(clock, at));
  return accept(late.flatMap((clock) => missedEvent(order, clock, at)));
}

function missedEvent({ times }: Order, { stage, allocationId, owner, startedAt, dueAt }: Clock, at: string): readonly OrderEvent[] {
  const ruleVersion = times.clock?.ruleVersion;
  if (dueAt === null || ruleVersion === undefined) return [];
  return [stage === 'SHIP_BY' ? { type: 'ShipByMissed', shipBy: dueAt, ruleVersion, at } : { type: 'StageMissed', stage, allocationId, owner, startedAt, dueAt, ruleVersion, at }];
}
