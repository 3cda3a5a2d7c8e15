import { expect, test } from '@jest/globals';
import { PartitionArrivals } from './partition-arrivals.js';

test('a mark is whole when as many different records came as it counts', () => {
  const arrivals = new PartitionArrivals();
  for (const position of [3, 7, 7]) arrivals.record(position);
  expect(arrivals.isWholeAt({ after: 0, position: 9, count: 2 })).toBe(true);
});

test('a record that came twice does not stand for one that was lost', () => {
  const arrivals = new PartitionArrivals();
  for (const position of [3, 3]) arrivals.record(position);
  expect(arrivals.isWholeAt({ after: 0, position: 9, count: 2 })).toBe(false);
});

test('records of other pages are not counted, and those behind a mark are forgotten', () => {
  const arrivals = new PartitionArrivals();
  for (const position of [3, 12]) arrivals.record(position);
  expect(arrivals.isWholeAt({ after: 4, position: 9, count: 1 })).toBe(false);
  expect(arrivals.isWholeAt({ after: 9, position: 12, count: 1 })).toBe(true);
  expect(arrivals.isWholeAt({ after: 9, position: 12, count: 1 })).toBe(false);
});

test('a partition that got nothing of a page is whole without anything', () => {
  expect(new PartitionArrivals().isWholeAt({ after: 4, position: 9, count: 0 })).toBe(true);
});
