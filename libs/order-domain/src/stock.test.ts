import { describe, expect, test } from '@jest/globals';
import { accept } from '@daifa/decider/decision';
import { sentences } from '@daifa/decider/given-when-then';
import fc from 'fast-check';
import { allocationIdOf, asLineId, type AllocationId } from './ids.js';
import { at, factory, order1 } from './samples.js';
import { freeUnits, reservedUnits, stockEvolution, waitingUnits, type StockEvent, type StockLedger } from './stock-ledger.js';
import { carryStock, closeStockPage, countStock, deductStock, moveToStock, rebalanceStock, receiveStock, releaseStock, reserveStock, UNITS_MAX } from './stock.js';

const given = sentences(stockEvolution);
const a = (n: number): AllocationId => allocationIdOf(order1, asLineId('1'), n);
const count = { factoryId: factory, sku: 'TS-W-L', onHand: 10, backorderMax: 0, supply: 'MAKE', note: '盘点', at } as const;
const counted = { type: 'StockCounted', ...count } as const satisfies StockEvent;
const want = (n: number, quantity: number, shipBy: string | null = null) => ({ allocationId: a(n), quantity, shipBy, at });
const reserved = (n: number, quantity: number, shipBy: string | null = null): StockEvent => ({ type: 'StockReserved', ...want(n, quantity, shipBy) });
const short = (n: number, quantity: number, shipBy: string | null = null): StockEvent => ({ type: 'StockShort', ...want(n, quantity, shipBy) });
const fold = (events: readonly StockEvent[]): StockLedger => events.reduce(stockEvolution.evolve, stockEvolution.initial);

describe('a shelf', () => {
  test('DXM-08 F-ST-01: nobody has counted: nothing is reserved, everything is assumed', () => {
    given().when(reserveStock, want(1, 2)).then();
    given().when(receiveStock, { quantity: 5, note: '', at }).thenRefused({ code: 'STOCK_NOT_COUNTED' });
  });
  test('DXM-07 F-ST-03: an allocation is checked and reserved in one decision, once', () => {
    given(counted).when(reserveStock, want(1, 10)).then({ type: 'StockReserved', allocationId: a(1), quantity: 10 });
    given(counted, reserved(1, 8)).when(reserveStock, want(2, 3)).then({ type: 'StockShort', allocationId: a(2) });
    given(counted, reserved(1, 8), { type: 'StockReleased', allocationId: a(1), quantity: 8, at }).when(reserveStock, want(1, 8)).then();
  });
  test('F-ST-03: a release is for what is there, once', () => {
    given(counted, reserved(1, 8)).when(releaseStock, want(1, 8)).then({ type: 'StockReleased', quantity: 8 });
    given(counted).when(releaseStock, want(1, 8)).then();
    expect(freeUnits(fold([counted, reserved(1, 8), { type: 'StockReleased', allocationId: a(1), quantity: 8, at }]))).toBe(10);
  });
  test('DXM-11: what has left is deducted once; what was short and left all the same is told apart', () => {
    given(counted, reserved(1, 8)).when(deductStock, want(1, 8)).then({ type: 'StockDeducted', quantity: 8, unbacked: 0 });
    given(counted, reserved(1, 8), short(2, 5)).when(deductStock, want(2, 5)).then({ type: 'StockDeducted', quantity: 5, unbacked: 3 });
    given(counted).when(deductStock, want(1, 8)).then();
    expect(fold([counted, reserved(1, 8), short(2, 5), { type: 'StockDeducted', allocationId: a(2), quantity: 5, unbacked: 3, at }]).onHand).toBe(8);
  });
  test('F-ST-04 DXM-12: what comes goes to who has to ship first, then to whoever it is enough for', () => {
    const waiting = [counted, reserved(1, 10), short(2, 4, '2026-11-14T10:00:00.000Z'), short(3, 3, '2026-11-12T10:00:00.000Z'), short(4, 1), short(5, 2, '2026-11-13T10:00:00.000Z')];
    given(...waiting).when(rebalanceStock, { at }).then();
    given(...waiting, { type: 'StockReceived', quantity: 6, note: '', at }).when(rebalanceStock, { at }).then({ type: 'StockReserved', allocationId: a(3) }, { type: 'StockReserved', allocationId: a(5) }, { type: 'StockReserved', allocationId: a(4) });
  });
  test('F-ST-03: a count below what was promised takes back the latest ship-by first', () => {
    const promised = [counted, reserved(1, 4, '2026-11-12T10:00:00.000Z'), reserved(2, 6)];
    given(...promised, { ...counted, onHand: 5 }).when(rebalanceStock, { at }).then({ type: 'StockShort', allocationId: a(2) });
  });
  test('F-ST-03: units beyond the shelf are promised only as far as the factory allows', () => {
    given({ ...counted, backorderMax: 5 }, reserved(1, 10)).when(reserveStock, want(2, 5)).then({ type: 'StockReserved' });
    given({ ...counted, backorderMax: 5 }, reserved(1, 10)).when(reserveStock, want(2, 6)).then({ type: 'StockShort' });
  });
  test('DXM-12: a person moves to stock what there is enough for, else STOCK_INSUFFICIENT', () => {
    const waiting = [counted, reserved(1, 7), short(2, 4), short(3, 3)];
    given(...waiting).when(moveToStock, { allocationId: a(3), at }).then({ type: 'StockReserved', allocationId: a(3) });
    given(...waiting).when(moveToStock, { allocationId: a(2), at }).thenRefused({ code: 'STOCK_INSUFFICIENT', allocationId: a(2), needed: 4, available: 3 });
    given(...waiting).when(moveToStock, { allocationId: a(9), at }).thenRefused({ code: 'STOCK_NOT_WAITING', allocationId: a(9) });
    given(...waiting).when(moveToStock, { allocationId: a(1), at }).then();
  });
  test('F-ST-02: a count that says nothing new is none; more than a shelf holds is refused', () => {
    given(counted).when(countStock, { ...count, note: 'again' }).then();
    given(counted).when(countStock, { ...count, onHand: 7 }).then({ type: 'StockCounted', onHand: 7 });
    given().when(countStock, { ...count, onHand: UNITS_MAX + 1 }).thenRefused({ code: 'STOCK_TOO_MANY' });
    given(counted).when(receiveStock, { quantity: UNITS_MAX, note: '', at }).thenRefused({ code: 'STOCK_TOO_MANY' });
  });
  test('F-ST-03: the next page begins with what the last one ended with, however much that is', () => {
    const many = Array.from({ length: 450 }, (_, n) => short(n + 1, 1));
    const last = fold([counted, reserved(1_000, 3), ...many, { type: 'StockPageClosed', at }]);
    const decision = carryStock({ from: last }, stockEvolution.initial);
    const events = decision.kind === 'accepted' ? decision.events : [];
    expect(events.map(({ type }) => type)).toEqual(['StockCarried', 'StockEntriesCarried', 'StockEntriesCarried', 'StockEntriesCarried']);
    const next = fold(events);
    expect([next.onHand, reservedUnits(next), waitingUnits(next), next.entries.size]).toEqual([10, 3, 450, 451]);
    expect(carryStock({ from: last }, next)).toEqual(accept([]));
    expect(closeStockPage({ at }, fold([counted, { type: 'StockPageClosed', at }]))).toEqual(accept([]));
  });
});

/** What the next page makes of a ledger. */
function nextPage(ledger: StockLedger): StockLedger {
  const carried = carryStock({ from: { ...ledger, closedAt: at } }, stockEvolution.initial);
  return fold(carried.kind === 'accepted' ? carried.events : []);
}

type Step = { readonly kind: 'count' | 'receive' | 'reserve' | 'release' | 'deduct' | 'move' | 'rebalance' | 'page'; readonly n: number; readonly quantity: number; readonly times: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('count', 'receive', 'reserve', 'reserve', 'reserve', 'release', 'deduct', 'move', 'rebalance', 'page'), n: fc.integer({ min: 1, max: 8 }), quantity: fc.integer({ min: 1, max: 6 }), times: fc.integer({ min: 1, max: 3 }),
});

function ask({ kind, n, quantity }: Step, ledger: StockLedger, backorderMax: number) {
  switch (kind) {
    case 'count': return countStock({ ...count, onHand: quantity * 3, backorderMax }, ledger);
    case 'receive': return receiveStock({ quantity, note: '', at }, ledger);
    case 'reserve': return reserveStock({ ...want(n, quantity, n > 4 ? null : `2026-11-1${n}T10:00:00.000Z`) }, ledger);
    case 'release': return releaseStock({ allocationId: a(n), at }, ledger);
    case 'deduct': return deductStock({ allocationId: a(n), at }, ledger);
    case 'move': return moveToStock({ allocationId: a(n), at }, ledger);
    case 'rebalance': return rebalanceStock({ at }, ledger);
    case 'page': return accept([]);
  }
}

describe('F-ST-03 over random histories of commands, each told up to three times, with pages turned in between', () => {
  const played = fc.tuple(fc.array(step, { minLength: 5, maxLength: 40 }), fc.constantFrom(0, 4));
  /** Plays a history; what a crash repeats is repeated here: every command but a delivery, which has a key of its own. */
  function play(steps: readonly Step[], backorderMax: number, look: (ledger: StockLedger, events: readonly StockEvent[], kind: Step['kind']) => void): void {
    let ledger = fold([{ ...counted, backorderMax }]);
    for (const one of steps) {
      for (let n = 0; n < (one.kind === 'receive' ? 1 : one.times); n += 1) {
        const decision = ask(one, ledger, backorderMax);
        const events = decision.kind === 'accepted' ? decision.events : [];
        ledger = events.reduce(stockEvolution.evolve, ledger);
        if (one.kind === 'page') ledger = nextPage(ledger);
        look(ledger, events, one.kind);
      }
    }
  }

  test('F-ST-03: the books add up after every event: on hand is what was counted and received, less what left backed', () => {
    fc.assert(fc.property(played, ([steps, backorderMax]) => {
      let books = 10;
      play(steps, backorderMax, (ledger, events) => {
        for (const event of events) {
          if (event.type === 'StockCounted') books = event.onHand;
          if (event.type === 'StockReceived') books += event.quantity;
          if (event.type === 'StockDeducted') books -= event.quantity - event.unbacked;
        }
        expect(ledger.onHand).toBe(books);
      });
    }), { numRuns: 300 });
  });

  test('F-ST-03: no reservation is ever made beyond the shelf, nor the shelf below zero unless backorder is allowed', () => {
    fc.assert(fc.property(played, ([steps, backorderMax]) => {
      play(steps, backorderMax, (ledger, events, kind) => {
        if (events.some(({ type }) => type === 'StockReserved')) expect(freeUnits(ledger)).toBeGreaterThanOrEqual(0);
        if (kind === 'rebalance') expect(freeUnits(ledger)).toBeGreaterThanOrEqual(0);
        if (!steps.some((one) => one.kind === 'count')) expect(ledger.onHand).toBeGreaterThanOrEqual(-backorderMax);
      });
    }), { numRuns: 300 });
  });

  test('F-ST-03: every allocation is released or deducted at most once in a page, however often it is told', () => {
    fc.assert(fc.property(played, ([steps, backorderMax]) => {
      let ended = new Map<AllocationId, number>();
      play(steps.filter(({ kind }) => kind !== 'page'), backorderMax, (_, events) => {
        for (const event of events) if (event.type === 'StockReleased' || event.type === 'StockDeducted') ended = new Map(ended).set(event.allocationId, (ended.get(event.allocationId) ?? 0) + 1);
      });
      expect([...ended.values()].filter((times) => times > 1)).toEqual([]);
    }), { numRuns: 200 });
  });

  test('F-ST-04: rebalancing comes to rest, with nobody waiting for whom there is enough', () => {
    fc.assert(fc.property(played, ([steps, backorderMax]) => {
      let ledger = fold([{ ...counted, backorderMax }]);
      play(steps, backorderMax, (now) => (ledger = now));
      for (let round = 0; round < 20; round += 1) {
        const decision = rebalanceStock({ at }, ledger);
        if (decision.kind === 'accepted') ledger = decision.events.reduce(stockEvolution.evolve, ledger);
      }
      expect(rebalanceStock({ at }, ledger)).toEqual(accept([]));
      expect([...ledger.entries.values()].filter(({ state, quantity }) => state === 'WAITING' && quantity <= freeUnits(ledger))).toEqual([]);
    }), { numRuns: 200 });
  });
});
