import { MINUTE_MS } from './business-day.js';
import { evolve } from './evolve.js';
import { unborn, type Order } from './order.js';
import { clocksOf, isLate, type Clock } from './stage-clocks.js';
import { STAGES, targetMinutes, type StageTarget } from './stage-targets.js';
import { segmentsOf, type Owner, type Told, type Turn, type TurnSegment } from './turns.js';

/**
 * Who caused it that an order left late, or seems not to have left at all (PDD-32, PDD-33). Towards the platform the merchant is
 * liable, always; what the merchant needs is who it has to turn to. The same events give the same answer, on any machine.
 *
 * The time from payment to shipping is cut into segments, each with the one whose turn it was. Each has its allowance: the stage's
 * target, nothing for a hold. Who overran the most is the cause; where nobody did, whoever's turn it was when time ran out.
 */
export type Liability = {
  /** UNKNOWN: nobody knows by when it had to leave. */
  readonly state: 'IN_TIME' | 'LATE' | 'FAKE' | 'UNKNOWN';
  readonly faults: readonly Fault[];
  readonly segments: readonly Segment[];
};

export type Fault = {
  readonly kind: 'LATE_SHIPMENT' | 'FAKE_SHIPPING';
  readonly dueAt: string;
  /** Whole minutes after it, until it left or until now. */
  readonly lateMinutes: number;
  readonly liableToPlatform: 'MERCHANT';
  readonly causedBy: Owner;
  readonly because: 'OVERRAN_MOST' | 'HELD_AT_DEADLINE' | 'NO_SCAN_AFTER_RETURN' | 'SHIPPED_VIRTUALLY';
};

export type Segment = TurnSegment & { readonly minutes: number; readonly allowedMinutes: number; readonly overrunMinutes: number };

/** What has no stage target: a sync window of the platforms (30 minutes), a carrier's answer, and a person's look. A hold excuses nobody but its cause. */
const ALLOWED: Readonly<Record<Exclude<Turn, StageTarget['stage']>, number>> = { IMPORT: 30, LABEL: 30, REVIEW: 120, CONFIRM: 120, HOLD: 0 };

/** @param asOf the instant up to which everything is judged, ISO 8601 UTC; what the events tell later is left out */
export function liabilityOf(history: readonly Told[], targets: readonly StageTarget[], asOf: string): Liability {
  const known = history.filter(({ event }) => event.at <= asOf);
  const order = known.reduce((folded, { event }) => evolve(folded, event), unborn);
  const clocks = clocksOf(order, targets);
  const shipBy = clocks.find(({ stage }) => stage === 'SHIP_BY');
  const until = shipBy?.endedAt ?? asOf;
  const segments = measured(since(segmentsOf(known, until), shipBy?.startedAt ?? ''), order, targets);
  if (!shipBy?.dueAt) return { state: 'UNKNOWN', faults: [], segments };
  const faults = [...lateShipment(shipBy, segments, asOf), ...clocks.filter(({ stage }) => stage === 'FIRST_SCAN').flatMap((clock) => fakeShipping(order, clock, asOf))];
  const state = faults.some(({ kind }) => kind === 'FAKE_SHIPPING') ? 'FAKE' : faults.length > 0 ? 'LATE' : 'IN_TIME';
  return { state, faults, segments };
}

/** What was before the time ran is nobody's fault: a payment on delivery is confirmed when it is. */
const since = (segments: readonly TurnSegment[], startedAt: string): readonly TurnSegment[] =>
  segments.filter(({ to }) => to > startedAt).map((segment) => (segment.from < startedAt ? { ...segment, from: startedAt } : segment));

/** Turns of one kind share one allowance: cut in two by a hold, a stage has not twice its time. */
function measured(segments: readonly TurnSegment[], order: Order, targets: readonly StageTarget[]): readonly Segment[] {
  const left = new Map<string, number>();
  return segments.map((segment) => {
    const key = `${segment.owner} ${segment.turn}`;
    const minutes = minutesBetween(segment.from, segment.to);
    const allowedMinutes = left.get(key) ?? allowed(segment.turn, order, targets);
    left.set(key, Math.max(0, allowedMinutes - minutes));
    return { ...segment, minutes, allowedMinutes, overrunMinutes: Math.max(0, minutes - allowedMinutes) };
  });
}

function allowed(turn: Turn, { times }: Order, targets: readonly StageTarget[]): number {
  const stage = STAGES.find((one) => one === turn);
  if (stage) return targetMinutes(targets, stage, times.parcels.at(-1)?.bindingId ?? null);
  return turn in ALLOWED ? ALLOWED[turn as keyof typeof ALLOWED] : 0;
}

function lateShipment(shipBy: Clock, segments: readonly Segment[], asOf: string): readonly Fault[] {
  const { dueAt, endedAt } = shipBy;
  if (dueAt === null || !isLate(shipBy, asOf)) return [];
  const lateMinutes = minutesBetween(dueAt, endedAt ?? asOf);
  const fault = { kind: 'LATE_SHIPMENT', dueAt, lateMinutes, liableToPlatform: 'MERCHANT' } as const;
  const lastFirst = [...new Set(segments.map(({ owner }) => owner).reverse())];
  const overruns = lastFirst.map((owner) => ({ owner, minutes: segments.reduce((sum, one) => (one.owner === owner ? sum + one.overrunMinutes : sum), 0) }));
  const most = overruns.reduce((found, one) => Math.max(found, one.minutes), 0);
  // Of two who overran alike, the one whose turn came last could still have saved it.
  const culprit = overruns.find(({ minutes }) => minutes === most)?.owner;
  if (most > 0 && culprit) return [{ ...fault, causedBy: culprit, because: 'OVERRAN_MOST' }];
  const atDeadline = segments.findLast(({ from }) => from <= dueAt)?.owner ?? 'MERCHANT';
  return [{ ...fault, causedBy: atDeadline, because: 'HELD_AT_DEADLINE' }];
}

/** Told to be shipped, and no carrier has seen it in its time (PDD-32, DXM-10). */
function fakeShipping({ times }: Order, clock: Clock, asOf: string): readonly Fault[] {
  const { dueAt, endedAt } = clock;
  if (dueAt === null || !isLate(clock, asOf)) return [];
  const returned = times.parcels.some(({ allocationId, returnedAt }) => allocationId === clock.allocationId && returnedAt !== null);
  const lateMinutes = minutesBetween(dueAt, endedAt ?? asOf);
  return [{ kind: 'FAKE_SHIPPING', dueAt, lateMinutes, liableToPlatform: 'MERCHANT', causedBy: returned ? 'FACTORY' : 'MERCHANT', because: returned ? 'NO_SCAN_AFTER_RETURN' : 'SHIPPED_VIRTUALLY' }];
}

const minutesBetween = (from: string, to: string): number => Math.floor((Date.parse(to) - Date.parse(from)) / MINUTE_MS);
