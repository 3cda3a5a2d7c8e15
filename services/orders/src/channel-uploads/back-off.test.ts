import { describe, expect, test } from '@jest/globals';
import { delayAfter } from './back-off.js';

const backOff = { firstMs: 1_000, longestMs: 60_000, attemptsMax: 20 };
const drawn = (fraction: number) => ({ fraction: () => fraction, bytes: (count: number) => Buffer.alloc(count) });

describe('F-SH-07 the patience after an attempt that failed', () => {
  test('doubles up to the longest, and chance cuts it down to half at most', () => {
    expect([1, 2, 3, 7, 19].map((attempts) => delayAfter(attempts, backOff, drawn(0)))).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
    expect([1, 2, 3, 7].map((attempts) => delayAfter(attempts, backOff, drawn(1)))).toEqual([1_000, 2_000, 4_000, 60_000]);
  });
  test('is at least what the channel asks for', () => {
    expect(delayAfter(1, backOff, drawn(0), 5_000)).toBe(5_000);
  });
  test('ends with the last attempt', () => {
    expect([delayAfter(19, backOff, drawn(0)), delayAfter(20, backOff, drawn(0))]).toEqual([30_000, null]);
  });
});
