import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import fc from 'fast-check';
import { PRICE_FEN_MAX } from './money.js';
import { priceAt, priceEvolution, priceListIdOf, priceSkuOf, type PriceEvent } from './price-list.js';
import { factory, otherFactory } from './samples.js';
import { setSettlementPrice, withdrawSettlementPrice } from './settlement-prices.js';

const given = sentences(priceEvolution);
const day = (n: number): string => `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const about = { factoryId: factory, item: 'GOODS', sku: 'TS-W-L' } as const;
const set = (priceFen: number, effectiveFrom: string, at = effectiveFrom): PriceEvent => ({ type: 'SettlementPriceSet', ...about, priceFen, effectiveFrom, at });
const withdrawn = (effectiveFrom: string): PriceEvent => ({ type: 'SettlementPriceWithdrawn', ...about, effectiveFrom, at: effectiveFrom });
const ask = (priceFen: unknown, effectiveFrom: string | null, at: string) => ({ ...about, priceFen, effectiveFrom, at });
const valid = (at: string, ...events: readonly PriceEvent[]) => priceAt(events.reduce(priceEvolution.evolve, priceEvolution.initial), at);

describe('F-SE-01: a price has a date', () => {
  test('F-SE-01: it is valid from its instant on, until another one is, until it is withdrawn', () => {
    const history = [set(3100, day(10)), set(2900, day(20), day(12)), withdrawn(day(25))];
    expect([day(9), day(10), day(19), day(20), day(24), day(25)].map((at) => valid(at, ...history))).toEqual([null, 3100, 3100, 2900, 2900, null]);
    expect(valid('2026-11-09T23:59:59.999Z', ...history)).toBeNull();
  });

  test('F-SE-01: of two for the same instant the last said counts', () => {
    expect(valid(day(20), set(3100, day(20), day(1)), set(3000, day(20), day(2)))).toBe(3000);
  });

  test('F-SE-01: set at once, or ahead; what is so already stays so', () => {
    given().when(setSettlementPrice, ask(3100, null, day(10))).then({ type: 'SettlementPriceSet', priceFen: 3100, effectiveFrom: day(10) });
    given(set(3100, day(10))).when(setSettlementPrice, ask(2900, day(20), day(11))).then({ type: 'SettlementPriceSet', priceFen: 2900, effectiveFrom: day(20) });
    given(set(3100, day(10))).when(setSettlementPrice, ask(3100, null, day(12))).then();
    given().when(setSettlementPrice, ask(0, null, day(10))).then({ priceFen: 0 });
  });

  test.each([-1, 0.5, 12.345, '31.00', 'abc', null, undefined, Number.NaN, PRICE_FEN_MAX + 1])('PDD-06: %p is refused', (priceFen) => {
    given().when(setSettlementPrice, ask(priceFen, null, day(10))).thenRefused({ code: 'PRICE_INVALID', sku: 'TS-W-L' });
  });
});

describe('F-SE-01: the past is fixed', () => {
  test('F-SE-01: where there was a price, no other is set and none is withdrawn; where there was none, one may be', () => {
    given(set(3100, day(10))).when(setSettlementPrice, ask(2900, day(11), day(12))).thenRefused({ code: 'PRICE_PAST_FIXED', priceFen: 3100 });
    given(set(3100, day(10))).when(withdrawSettlementPrice, { ...about, effectiveFrom: day(11), at: day(12) }).thenRefused({ code: 'PRICE_PAST_FIXED', priceFen: 3100 });
    given(set(3100, day(10))).when(setSettlementPrice, ask(2900, day(1), day(12))).then({ priceFen: 2900, effectiveFrom: day(1) });
    given(set(3100, day(10))).when(withdrawSettlementPrice, { ...about, effectiveFrom: null, at: day(12) }).then({ type: 'SettlementPriceWithdrawn', effectiveFrom: day(12) });
    given().when(withdrawSettlementPrice, { ...about, effectiveFrom: null, at: day(12) }).then();
  });

  test('F-SE-01: no command ever changes a price that was valid in the past', () => {
    const steps = fc.array(fc.record({ days: fc.nat(3), from: fc.integer({ min: -20, max: 10 }), price: fc.option(fc.nat(3), { nil: null }) }), { maxLength: 30 });
    fc.assert(fc.property(steps, (asked) => {
      let list = priceEvolution.initial;
      let now = 30;
      const at = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
      for (const { days, from, price } of asked) {
        now += days;
        const command = { ...about, effectiveFrom: at(now + from), at: at(now) };
        const decision = price === null ? withdrawSettlementPrice(command, list) : setSettlementPrice({ ...command, priceFen: price }, list);
        const next = decision.kind === 'accepted' ? decision.events.reduce(priceEvolution.evolve, list) : list;
        for (let day = 0; day < now; day++) if (priceAt(list, at(day)) !== null) expect(priceAt(next, at(day))).toBe(priceAt(list, at(day)));
        list = next;
      }
    }));
  });
});

test('F-SE-01: a factory, a kind and a SKU have a price list of their own', () => {
  const ids = [priceListIdOf(factory, 'GOODS', 'A'), priceListIdOf(factory, 'GOODS', 'B'), priceListIdOf(otherFactory, 'GOODS', 'A'), priceListIdOf(factory, 'FREIGHT', ''), priceListIdOf(factory, 'GOODS', '')];
  expect(new Set(ids).size).toBe(5);
  expect([priceSkuOf({ outSkuSn: 'A', productSn: 'P' }), priceSkuOf({ outSkuSn: '', productSn: 'P' }), priceSkuOf({ outSkuSn: '', productSn: '' })]).toEqual(['A', 'P', '']);
});
