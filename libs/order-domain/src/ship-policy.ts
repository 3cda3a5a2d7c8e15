import { dayAfter, dayOf, instantOf, MINUTE_MS, type TimeOfDay } from './business-day.js';
import { afterWorkingTime, isWorkingDay, workingDayFrom, type WorkingCalendar } from './working-calendar.js';
import type { Channel, HoldType } from './words.js';

/**
 * By when an order must leave, as data for each channel: from which instant the time runs, cut-offs, durations, and what a
 * date the channel promised counts for. Inside one policy the earliest deadline wins.
 */
export type ShipPolicy = {
  readonly channel: Channel;
  readonly basis: Basis;
  /** The same for an order paid on delivery, which nobody has paid yet. */
  readonly codBasis: Basis;
  /** `REPLACES`: the channel's date counts instead of the rules below (TB-01). `TIGHTENS`: it counts where it is earlier; a later one excuses nothing (ML-09). */
  readonly promise: 'REPLACES' | 'TIGHTENS';
  readonly cutoffs: readonly Cutoff[];
  readonly limits: readonly Limit[];
  /** Holds of these types stop the clock while they are active. None by default: a hold is no excuse (F-SL-01). */
  readonly pausesOn: readonly HoldType[];
};

/** CONFIRMED_AT: customer service's confirmation of a payment on delivery, the merchant's approval of any other order. */
export type Basis = 'PAID_AT' | 'CONFIRMED_AT';

/** Strictly before `cutoff`: the same day by `shipBy`; at the cut-off or later: the next day. `days` says which days count. */
export type Cutoff = { readonly cutoff: TimeOfDay; readonly shipBy: TimeOfDay; readonly days: 'WORKING' | 'EVERY' };

/** Within so many minutes, of working days only or of all. */
export type Limit = { readonly minutes: number; readonly time: 'WORKING' | 'EVERY' };

const simple = (channel: Channel, hours: number): ShipPolicy => ({
  channel, basis: 'PAID_AT', codBasis: 'CONFIRMED_AT', promise: 'REPLACES', cutoffs: [], limits: [{ minutes: hours * 60, time: 'EVERY' }], pausesOn: [],
});

/** The online mall's own orders: 17:00 and 18:00 Monday to Saturday (ML-06, ML-07), and 24 working hours (ML-08). */
export const mallPolicy: ShipPolicy = {
  channel: 'API', basis: 'PAID_AT', codBasis: 'CONFIRMED_AT', promise: 'TIGHTENS',
  cutoffs: [{ cutoff: '17:00', shipBy: '18:00', days: 'WORKING' }], limits: [{ minutes: 24 * 60, time: 'WORKING' }], pausesOn: [],
};

/** Taobao: three days from payment (TB-01). The other platforms name a date themselves; where one does not, 48 hours (WX1). */
export const defaultPolicies: readonly ShipPolicy[] = [simple('TAOBAO', 72), simple('PDD', 48), simple('DOUYIN', 48), mallPolicy];

/** Tmall: paid before 16:00 leaves the same day (TB-07). For a shop that is on Tmall, in place of Taobao's. */
export const tmallPolicy: ShipPolicy = { ...simple('TAOBAO', 72), promise: 'TIGHTENS', cutoffs: [{ cutoff: '16:00', shipBy: '24:00', days: 'EVERY' }] };

/** What is known of an order when its deadline is asked for. Instants are ISO 8601 UTC. */
export type ShipFacts = { readonly cod: boolean; readonly paidAt: string | null; readonly confirmedAt: string | null; readonly promisedShipAt: string | null };

export type ShipByRule = 'PROMISE' | 'CUTOFF' | 'LIMIT';

export type ShipBy = { readonly shipBy: string; readonly rule: ShipByRule; readonly basis: Basis; readonly basisAt: string | null };

/** The deadline; null when what it runs from is not known: such an order is flagged, never silently on time (TB-01). */
export function shipByOf(policy: ShipPolicy, calendar: WorkingCalendar, facts: ShipFacts): ShipBy | null {
  const basis = facts.cod ? policy.codBasis : policy.basis;
  const basisAt = basis === 'PAID_AT' ? facts.paidAt : facts.confirmedAt;
  const { promisedShipAt } = facts;
  if (promisedShipAt !== null && policy.promise === 'REPLACES') return { shipBy: promisedShipAt, rule: 'PROMISE', basis, basisAt };
  if (basisAt === null) return null;
  const from = Date.parse(basisAt);
  const candidates: readonly Candidate[] = [
    ...policy.cutoffs.map((cutoff): Candidate => ({ rule: 'CUTOFF', ms: afterCutoff(cutoff, calendar, from) })),
    ...policy.limits.map(({ minutes, time }): Candidate => ({ rule: 'LIMIT', ms: time === 'WORKING' ? afterWorkingTime(calendar, from, minutes * MINUTE_MS) : from + minutes * MINUTE_MS })),
    ...(promisedShipAt === null ? [] : [{ rule: 'PROMISE', ms: Date.parse(promisedShipAt) } as const]),
  ];
  const [first, ...others] = candidates;
  if (!first) return null;
  const { rule, ms } = others.reduce((earliest, one) => (one.ms < earliest.ms ? one : earliest), first);
  return { shipBy: new Date(ms).toISOString(), rule, basis, basisAt };
}

type Candidate = { readonly rule: ShipByRule; readonly ms: number };

function afterCutoff({ cutoff, shipBy, days }: Cutoff, calendar: WorkingCalendar, from: number): number {
  const today = dayOf(from);
  const inTime = from < instantOf(today, cutoff) && (days === 'EVERY' || isWorkingDay(calendar, today));
  if (inTime) return instantOf(today, shipBy);
  return instantOf(days === 'EVERY' ? dayAfter(today) : workingDayFrom(calendar, dayAfter(today)), shipBy);
}
