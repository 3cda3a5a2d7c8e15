import { accept, refuse, unreachable, type Decision } from '@daifa/decider/decision';
import { isDay } from './business-day.js';
import { reviewFaults, type ReviewRule } from './review-rules.js';
import { defaultPolicies, type ShipPolicy } from './ship-policy.js';
import { defaultTargets, targetFaults, type StageTarget } from './stage-targets.js';
import { calendarFaults, defaultCalendar, type WorkingCalendar } from './working-calendar.js';

/**
 * A merchant's rule book in its own stream: what it works by, in numbered versions, none of which is ever changed. What was
 * decided by a rule carries the version it was decided under, so that it can be looked up, and decided again, for ever.
 */
export type RuleEvent =
  | { readonly type: 'WorkingCalendarPublished'; readonly version: number; readonly calendar: WorkingCalendar; readonly at: string }
  | { readonly type: 'ShippingRulesPublished'; readonly version: number; readonly policies: readonly ShipPolicy[]; readonly targets: readonly StageTarget[]; readonly at: string }
  | { readonly type: 'ReviewRulesPublished'; readonly version: number; readonly rules: readonly ReviewRule[]; readonly at: string };

export type Rules = {
  readonly version: number;
  readonly calendar: WorkingCalendar;
  readonly policies: readonly ShipPolicy[];
  readonly targets: readonly StageTarget[];
  readonly review: readonly ReviewRule[];
  /** When this version was published; null for the rules everybody begins with. */
  readonly publishedAt: string | null;
};

/** All versions, by their number: at least one. */
export type RuleBook = { readonly versions: readonly [Rules, ...Rules[]] };

/** Version 0: what counts until something is published. Every paid order is approved. */
export const defaultRules: Rules = { version: 0, calendar: defaultCalendar, policies: defaultPolicies, targets: defaultTargets, review: [], publishedAt: null };

export const ruleEvolution = { initial: { versions: [defaultRules] } satisfies RuleBook as RuleBook, evolve: evolveRules } as const;

function evolveRules({ versions }: RuleBook, event: RuleEvent): RuleBook {
  const { version, at } = event;
  return { versions: [...versions, { ...(versions.at(-1) ?? defaultRules), ...published(event), version, publishedAt: at }] };
}

function published(event: RuleEvent): Partial<Rules> {
  switch (event.type) {
    case 'WorkingCalendarPublished': return { calendar: event.calendar };
    case 'ShippingRulesPublished': return { policies: event.policies, targets: event.targets };
    case 'ReviewRulesPublished': return { review: event.rules };
    default: return unreachable(event);
  }
}

export const currentRules = ({ versions }: RuleBook): Rules => versions.at(-1) ?? defaultRules;

/** @throws RangeError for a version the book does not have */
export function rulesAt({ versions }: RuleBook, version: number): Rules {
  const rules = versions[version];
  if (!rules) throw new RangeError(`there is no version ${version} of these rules`);
  return rules;
}

export type RuleRefusal = { readonly code: 'RULES_INVALID'; readonly faults: readonly string[] };

/** One part of the book. */
export type Publish =
  | { readonly calendar: WorkingCalendar }
  | { readonly policies: readonly ShipPolicy[]; readonly targets: readonly StageTarget[] }
  | { readonly review: readonly ReviewRule[] };

/** The next version. What is published already is no new version. */
export function publishRules(command: Publish & { readonly at: string }, book: RuleBook): Decision<RuleEvent, RuleRefusal> {
  const now = currentRules(book);
  const version = now.version + 1;
  const { at } = command;
  if ('calendar' in command) return decided(faultsOf(command.calendar), same(command.calendar, now.calendar), { type: 'WorkingCalendarPublished', version, calendar: command.calendar, at });
  if ('review' in command) return decided(reviewFaults(command.review), same(command.review, now.review), { type: 'ReviewRulesPublished', version, rules: command.review, at });
  const { policies, targets } = command;
  return decided([...policyFaults(policies), ...targetFaults(targets)], same([policies, targets], [now.policies, now.targets]), { type: 'ShippingRulesPublished', version, policies, targets, at });
}

function decided(faults: readonly string[], already: boolean, event: RuleEvent): Decision<RuleEvent, RuleRefusal> {
  if (faults.length > 0) return refuse({ code: 'RULES_INVALID', faults });
  return accept(already ? [] : [event]);
}

const faultsOf = (calendar: WorkingCalendar): readonly string[] =>
  [...calendarFaults(calendar), ...calendar.exceptions.filter(({ day }) => !isDay(day)).map(({ day }) => `${day} is no day`)];

function policyFaults(policies: readonly ShipPolicy[]): readonly string[] {
  const channels = policies.map(({ channel }) => channel);
  const twice = channels.find((channel, n) => channels.indexOf(channel) !== n);
  const early = policies.flatMap(({ channel, cutoffs }) => cutoffs.filter(({ cutoff, shipBy }) => shipBy < cutoff).map(({ cutoff, shipBy }) => `${channel}: paid at ${cutoff} cannot leave by ${shipBy}`));
  return [...(twice === undefined ? [] : [`${twice} has two policies`]), ...early];
}

/** Built from the same fields in the same order, so text tells. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
