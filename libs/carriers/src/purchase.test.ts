import type { Timers } from '@daifa/ports/ports';
import fc from 'fast-check';
import { carrierContract, sampleParcel } from './contract.js';
import { purchase } from './purchase.js';
import { TestCarrier, type Fault, type Step } from './test-carrier.js';

const label = '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.L1';
const FAULTS_MAX = 40;
const timers: Timers = { sleep: async () => undefined };

let contracts = 0;
carrierContract('the carrier in memory', async () => {
  const carrier = new TestCarrier();
  return { code: 'YTO', carrier, requestId: `request-${++contracts}`, purchases: async (requestId) => carrier.purchases(requestId) };
});

/** The one named call fails the first time; everything else works. */
const failingOnce = (step: Step, fault: Fault): ((asked: Step) => Fault) => {
  let failed = false;
  return (asked) => (asked === step && !failed ? ((failed = true), fault) : 'none');
};

describe('one purchase', () => {
  test('asks, prepares and buys', async () => {
    const carrier = new TestCarrier();
    const bought = await purchase(carrier, label, sampleParcel, { timers });
    expect(bought).toEqual({ kind: 'bought', number: carrier.numberOf(label) });
    expect(carrier.calls).toEqual(['query', 'precreate', 'create']);
  });

  test.each([
    ['query', 'before', ['query', 'query', 'precreate', 'create']],
    ['query', 'after', ['query', 'query', 'precreate', 'create']],
    ['precreate', 'before', ['query', 'precreate', 'query', 'precreate', 'create']],
    ['precreate', 'after', ['query', 'precreate', 'query', 'create']],
    ['create', 'before', ['query', 'precreate', 'create', 'query', 'create']],
    ['create', 'after', ['query', 'precreate', 'create', 'query']],
  ] as const)('whose %s is lost %s its effect finds out what happened and does only what is missing', async (step, fault, calls) => {
    const carrier = new TestCarrier(failingOnce(step, fault));
    expect(await purchase(carrier, label, sampleParcel, { timers })).toEqual({ kind: 'bought', number: carrier.numberOf(label) });
    expect(carrier.calls).toEqual(calls);
    expect(carrier.purchases(label)).toBe(1);
  });

  test('of a carrier that never answers is not yet known, after a bounded number of attempts', async () => {
    const carrier = new TestCarrier(() => 'before');
    expect(await purchase(carrier, label, sampleParcel, { timers, attemptsMax: 4 })).toEqual({ kind: 'not-yet-known' });
    expect(carrier.calls).toHaveLength(4);
  });

  test('that the carrier refuses is refused, without a second try', async () => {
    const carrier = new TestCarrier();
    carrier.refusal = 'balance-empty';
    expect(await purchase(carrier, label, sampleParcel, { timers })).toEqual({ kind: 'refused', reason: 'balance-empty' });
    expect(carrier.calls).toEqual(['query', 'precreate', 'create']);
    expect(carrier.purchases(label)).toBe(0);
  });

  test('whose number was voided meanwhile buys no other', async () => {
    const carrier = new TestCarrier();
    await purchase(carrier, label, sampleParcel, { timers });
    await carrier.void(carrier.numberOf(label)?.waybillNo ?? '', label);
    expect(await purchase(carrier, label, sampleParcel, { timers })).toEqual({ kind: 'refused', reason: 'voided' });
    expect(carrier.purchases(label)).toBe(1);
  });

  test('stops between two attempts when it is told to', async () => {
    const stop = new AbortController();
    const carrier = new TestCarrier(() => (stop.abort(), 'after'));
    expect(await purchase(carrier, label, sampleParcel, { timers, signal: stop.signal })).toEqual({ kind: 'not-yet-known' });
    expect(carrier.calls).toEqual(['query']);
  });

  test('lets an adapter\'s mistake through', async () => {
    const carrier = new TestCarrier(() => { throw new TypeError('a mistake'); });
    await expect(purchase(carrier, label, sampleParcel, { timers })).rejects.toBeInstanceOf(TypeError);
  });

  test('waits longer before each further attempt, and not after the last', async () => {
    const waits: number[] = [];
    const noting: Timers = { sleep: async (delayMs) => void waits.push(delayMs) };
    await purchase(new TestCarrier(() => 'before'), label, sampleParcel, { timers: noting, attemptsMax: 4 });
    expect(waits).toEqual([100, 200, 400]);
  });
});

test('whatever is lost, and however often the buyer breaks off and asks again: one number at most, and the number told is the one sold', async () => {
  const faults = fc.array(fc.constantFrom<Fault>('none', 'before', 'after'), { maxLength: FAULTS_MAX });
  const sessions = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 });
  await fc.assert(fc.asyncProperty(faults, sessions, async (script, attempts) => {
    const left = [...script];
    const carrier = new TestCarrier(() => left.shift() ?? 'none');
    const told = new Set<string>();
    for (const attemptsMax of [...attempts, FAULTS_MAX + 1]) {
      const answer = await purchase(carrier, label, sampleParcel, { timers, attemptsMax });
      if (answer.kind === 'bought') told.add(answer.number.waybillNo);
      expect(carrier.purchases(label)).toBeLessThanOrEqual(1);
    }
    expect([...told]).toEqual([carrier.numberOf(label)?.waybillNo]);
    expect(carrier.purchases(label)).toBe(1);
  }), { numRuns: 500 });
});
