import { expect, test } from '@jest/globals';
import { businessDay, instantOf, shanghaiTime } from './shanghai.js';

test.each([
  ['2026-11-22', '2026-11-21T16:00:00.000Z'],
  ['2026-11-22T00:00:00+08:00', '2026-11-21T16:00:00.000Z'],
  ['2026-11-22T10:00:00.25Z', '2026-11-22T10:00:00.250Z'],
  ['2028-02-29', '2028-02-28T16:00:00.000Z'],
  ['2026-02-29', null], ['2026-02-30T00:00:00Z', null], ['2026-13-01', null], ['2026-11-22T10:00:00', null], ['2026-11-22 10:00:00Z', null], ['2026-11-22T25:00:00Z', null], ['22.11.2026', null], ['', null],
])('PDD-28: %p is the instant %p', (text, instant) => {
  expect(instantOf(text)).toBe(instant);
});

test('PDD-30: a business day begins and ends at midnight in Shanghai', () => {
  expect(['2026-11-21T15:59:59.999Z', '2026-11-21T16:00:00.000Z'].map(businessDay)).toEqual(['2026-11-21', '2026-11-22']);
  expect(shanghaiTime('2026-11-21T16:00:00.000Z')).toBe('2026-11-22 00:00:00');
});
