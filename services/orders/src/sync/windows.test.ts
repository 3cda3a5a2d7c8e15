import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { windowsOf } from './windows.js';

const LIMITS = { windowMs: 1_800_000, overlapMs: 120_000, settleMs: 5_000 };
const NOW = Date.parse('2026-11-11T02:00:00.400Z');

describe('F-IN-04 the windows of a range', () => {
  test('are none longer than allowed, overlap where the last reading ended, and the last is what is still open', () => {
    const windows = windowsOf({ fromMs: NOW - 3_600_000, nowMs: NOW }, LIMITS);
    expect(windows.map(({ fromMs, toMs }) => [new Date(fromMs).toISOString().slice(11, 19), new Date(toMs).toISOString().slice(11, 19)])).toEqual([
      ['00:58:00', '01:28:00'], ['01:28:00', '01:58:00'], ['01:58:00', '01:59:55'], ['01:59:55', '02:00:01'],
    ]);
  });
  test('cover everything from the overlap to now without a hole, in whole seconds, whatever the range', () => {
    fc.assert(fc.property(fc.integer({ min: -10_000, max: 400_000_000 }), fc.integer({ min: 0, max: 999 }), (agoMs, jitter) => {
      const nowMs = NOW + jitter;
      const windows = windowsOf({ fromMs: nowMs - agoMs, nowMs }, LIMITS);
      expect(windows[0]?.fromMs).toBeLessThanOrEqual(nowMs - Math.max(agoMs, LIMITS.settleMs) - LIMITS.overlapMs);
      expect(windows.at(-1)?.toMs).toBeGreaterThan(nowMs);
      windows.forEach(({ fromMs, toMs }, n) => {
        expect(toMs - fromMs).toBeGreaterThan(0);
        expect(toMs - fromMs).toBeLessThanOrEqual(LIMITS.windowMs);
        expect([fromMs % 1_000, toMs % 1_000]).toEqual([0, 0]);
        if (n > 0) expect(fromMs).toBe(windows[n - 1]?.toMs);
      });
    }));
  });
});
