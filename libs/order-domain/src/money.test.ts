import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asFen, priceFenOf, PRICE_FEN_MAX, splitFen, sumFen, timesFen, yuanOf } from './money.js';

describe('F-SE-02: money is whole fen', () => {
  test.each([0.5, Number.NaN, Infinity, 2 ** 53, -(2 ** 53)])('F-SE-02: %d is no amount', (amount) => {
    expect(() => asFen(amount)).toThrow(RangeError);
  });

  test.each([[0, 0], [1, 1], [5900, 5900], [PRICE_FEN_MAX, PRICE_FEN_MAX], [-1, null], [-0, null], [PRICE_FEN_MAX + 1, null], [12.5, null], [Number.NaN, null], ['1200', null], [null, null], [undefined, null], [{}, null]])('PDD-06: %p given as a price is %p', (given, price) => {
    expect(priceFenOf(given)).toBe(price);
  });

  test('F-SE-02: products and sums are exact, or refused', () => {
    expect(timesFen(asFen(PRICE_FEN_MAX), 2_000_000)).toBe(200_000_000_000_000);
    expect(() => timesFen(asFen(PRICE_FEN_MAX), 2 ** 31)).toThrow(RangeError);
    expect(sumFen([asFen(3), asFen(-5), asFen(1)])).toBe(-1);
    expect(() => sumFen([asFen(Number.MAX_SAFE_INTEGER), asFen(1)])).toThrow(RangeError);
    expect(sumFen([asFen(Number.MAX_SAFE_INTEGER), asFen(1), asFen(-1)])).toBe(Number.MAX_SAFE_INTEGER);
  });

  test.each([[0, '0.00'], [5, '0.05'], [-5, '-0.05'], [120, '1.20'], [-123405, '-1234.05'], [Number.MAX_SAFE_INTEGER, '90071992547409.91']])('F-SE-02: %d fen are %s yuan', (fen, yuan) => {
    expect(yuanOf(asFen(fen))).toBe(yuan);
  });
});

describe('F-SE-02: a freight is split to the fen', () => {
  test('F-SE-02: the largest remainder gets what is left over, the earlier one among equals', () => {
    expect(splitFen(asFen(100), [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitFen(asFen(500), [2, 3, 2])).toEqual([143, 214, 143]);
    expect(splitFen(asFen(1), [0, 5])).toEqual([0, 1]);
    expect(() => splitFen(asFen(1), [0, 0])).toThrow(RangeError);
    expect(() => splitFen(asFen(-1), [1])).toThrow(RangeError);
    expect(() => splitFen(asFen(1), [0.5])).toThrow(RangeError);
  });

  test('F-SE-02: the parts add up, none is a fen away from its share, and none is negative', () => {
    fc.assert(fc.property(fc.maxSafeNat(), fc.array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 20 }).filter((weights) => weights.some((weight) => weight > 0)), (total, weights) => {
      const parts = splitFen(asFen(total), weights);
      const all = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
      expect(sumFen(parts)).toBe(total);
      for (const [place, part] of parts.entries()) {
        const scaled = BigInt(total) * BigInt(weights[place] ?? 0);
        expect(part === Number(scaled / all) || part === Number(scaled / all) + 1).toBe(true);
      }
    }));
  });
});
