import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import type { OrderEvent } from './events.js';
import { evolve, orderEvolution } from './evolve.js';
import { asBindingId } from './ids.js';
import { clocksOf, isLate, recordMissed, type Clock } from './stage-clocks.js';
import { defaultTargets } from './stage-targets.js';
import { historyOf, instant, wall, type Timeline } from './test-timelines.js';
import { binding, shirtAllocation } from './samples.js';

const given = sentences(orderEvolution);
const START = [['13 09:00', 'paid'], ['13 09:05', 'imported'], ['13 09:05', 'approved']] as const;
const events = (steps: Timeline['steps'], more: Partial<Timeline> = {}): readonly OrderEvent[] =>
  historyOf({ what: '', steps, asOf: '', expected: { state: '', faults: [], segments: [] }, ...more }).map(({ event }) => event);
const clocks = (history: readonly OrderEvent[], targets = defaultTargets): readonly Clock[] => clocksOf(history.reduce(evolve, orderEvolution.initial), targets);
const shown = (history: readonly OrderEvent[]): readonly string[] => clocks(history).map(({ stage, owner, startedAt, dueAt, endedAt }) => `${stage} ${owner} ${wall(startedAt)} – ${dueAt === null ? '?' : wall(dueAt)}${endedAt === null ? '' : ` ended ${wall(endedAt)}`}`);
const at = (now: string) => ({ targets: defaultTargets, at: instant(now) });
const ALLOCATED = [...START, ['13 09:30', 'allocated']] as const;
const SHIPPED = [...ALLOCATED, ['13 10:00', 'asked'], ['13 10:01', 'numbered'], ['13 11:00', 'printed'], ['13 12:00', 'returned'], ['13 13:00', 'shipped']] as const;

describe('F-SL-01 F-SL-02: the clocks of an order', () => {
  test('run from stage to stage, each beginning where the one before ended', () => {
    expect(shown(events([...SHIPPED, ['13 20:00', 'scanned']]))).toEqual([
      'SHIP_BY MERCHANT 13 09:00 – 13 18:00 ended 13 13:00', 'ALLOCATE MERCHANT 13 09:05 – 13 11:05 ended 13 09:30', 'ACCEPT FACTORY 13 09:30 – 13 11:30 ended 13 10:00',
      'PRINT FACTORY 13 10:00 – 13 14:00 ended 13 11:00', 'RETURN FACTORY 13 11:00 – 13 13:00 ended 13 12:00', 'SHIP MERCHANT 13 12:00 – 13 14:00 ended 13 13:00',
      'FIRST_SCAN FACTORY 13 13:00 – 14 13:00 ended 13 20:00',
    ]);
  });
  test('are at risk from 80 % of their time', () => {
    expect(clocks(events(START)).map(({ stage, atRiskAt }) => [stage, wall(atRiskAt ?? '')])).toEqual([['SHIP_BY', '13 16:12'], ['ALLOCATE', '13 10:41']]);
  });
  test('have the binding’s own targets', () => {
    const slow = [...defaultTargets, { stage: 'ACCEPT', bindingId: binding.bindingId, minutes: 600 }, { stage: 'ACCEPT', bindingId: asBindingId('another'), minutes: 1 }] as const;
    expect(clocks(events(ALLOCATED), slow).find(({ stage }) => stage === 'ACCEPT')?.dueAt).toBe(instant('13 19:30'));
  });
  test('F-AS-03 RS-01 go on when a refund took the allocation back and was withdrawn: nothing restarts', () => {
    const history = events([...ALLOCATED, ['13 10:00', 'held AFTER_SALE'], ['13 10:00', 'cancelled AFTER_SALE'], ['13 12:00', 'released AFTER_SALE'], ['13 12:01', 'allocated']]);
    expect(shown(history)).toEqual(['SHIP_BY MERCHANT 13 09:00 – 13 18:00', 'ALLOCATE MERCHANT 13 09:05 – 13 11:05 ended 13 09:30', 'ACCEPT FACTORY 13 12:01 – 13 14:01']);
  });
  test('do not stop for a hold, unless the channel’s rule says so', () => {
    const held = [...START, ['13 10:00', 'held RISK_REVIEW']] as const;
    const [running] = clocks(events(held));
    expect(running && [running.dueAt, isLate(running, instant('13 18:01'))]).toEqual([instant('13 18:00'), true]);
    const [paused] = clocks(events(held, { pausesOn: ['RISK_REVIEW'] }));
    expect(paused && [paused.paused, isLate(paused, instant('20 18:00'))]).toEqual([true, false]);
    const again = [...held, ['13 14:00', 'released RISK_REVIEW'], ['13 21:00', 'held RISK_REVIEW'], ['13 23:00', 'released RISK_REVIEW'], ['14 01:00', 'held RISK_REVIEW']] as const;
    expect(clocks(events(again, { pausesOn: ['RISK_REVIEW'] }))[0]).toMatchObject({ paused: false, dueAt: instant('14 00:00') });
  });
  test('TB-01 of an order whose payment nobody dated is one, and nobody knows its end', () => {
    expect(shown(events([['13 09:05', 'imported'], ['13 09:05', 'approved']]))).toEqual(['SHIP_BY MERCHANT 13 09:05 – ?']);
  });
  test('ML-03 a payment on delivery has none before it is confirmed', () => {
    expect(shown(events([['13 09:05', 'imported'], ['13 09:05', 'held COD_CONFIRM']]))).toEqual([]);
  });
  test('stop where nobody waits any more', () => {
    expect(shown(events([...ALLOCATED, ['13 10:00', 'held BUYER_CANCEL'], ['13 10:00', 'cancelled BUYER_CANCEL']]))).toEqual([]);
    expect(shown([...events(ALLOCATED), { type: 'OrderClosed', reason: 'REFUNDED', at: instant('13 10:00') }])).toEqual([]);
  });
});

describe('F-SL-02: a missed deadline is recorded', () => {
  test('once, however often and by whomever it is looked for', () => {
    given(...events(ALLOCATED)).when(recordMissed, at('13 11:30')).then();
    given(...events(ALLOCATED)).when(recordMissed, at('13 11:30:00.001')).then({ type: 'StageMissed', stage: 'ACCEPT', allocationId: shirtAllocation, owner: 'FACTORY', dueAt: instant('13 11:30'), ruleVersion: 0 });
    given(...events(ALLOCATED)).when(recordMissed, at('13 18:00:00.001')).then({ type: 'ShipByMissed', shipBy: instant('13 18:00') }, { type: 'StageMissed', stage: 'ACCEPT' });
  });
  test('also when it was made up for before anybody looked', () => {
    const late = events([...ALLOCATED, ['13 12:00', 'asked'], ['13 12:01', 'numbered']]);
    given(...late).when(recordMissed, at('13 12:05')).then({ type: 'StageMissed', stage: 'ACCEPT', dueAt: instant('13 11:30') });
    given(...events(SHIPPED)).when(recordMissed, at('13 19:00')).then();
  });
  test('for each stage of an allocation, also one that comes again after a return was taken back', () => {
    const missed = events([...ALLOCATED, ['13 10:00', 'asked'], ['13 10:01', 'numbered'], ['13 11:00', 'printed']]);
    const first = given(...missed).when(recordMissed, at('13 14:00')).events;
    expect(first).toMatchObject([{ type: 'StageMissed', stage: 'RETURN' }]);
    const revoked = [...missed, ...first, ...events([...SHIPPED, ['13 15:00', 'revoked']]).slice(-2)];
    given(...revoked).when(recordMissed, at('13 17:00')).then();
  });
  test('not for an order whose deadline nobody knows', () => {
    given(...events([['13 09:05', 'imported'], ['13 09:05', 'approved']])).when(recordMissed, at('20 09:00')).then();
  });
});
