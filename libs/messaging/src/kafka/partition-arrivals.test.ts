import { expect, test } from '@jest/globals';
import { PartitionArrivals } from './partition-arrivals.js';

function arrived(positions: readonly number[], whole = 0): PartitionArrivals {
  const arrivals = new PartitionArrivals(whole);
  for (const position of positions) arrivals.record(position);
  return arrivals;
}

test('nothing is missing when as many different records came as the mark counts', () => {
  expect(arrived([3, 7, 7]).missingAt({ after: 0, position: 9, count: 2 })).toBeNull();
});

test('a record that came twice does not stand for one that was lost', () => {
  expect(arrived([3, 3]).missingAt({ after: 0, position: 9, count: 2 })).toBe(0);
});

test('a page that was lost with its mark is noticed at the next one', () => {
  const arrivals = arrived([3, 15]);
  expect(arrivals.missingAt({ after: 0, position: 5, count: 1 })).toBeNull();
  expect(arrivals.missingAt({ after: 10, position: 20, count: 1 })).toBe(5);
});

test('what was applied before this process took over is not missed', () => {
  expect(arrived([], 100).missingAt({ after: 0, position: 90, count: 40 })).toBeNull();
  expect(arrived([101], 100).missingAt({ after: 100, position: 110, count: 1 })).toBeNull();
});

test('a page sent again with another end counts what it brings again', () => {
  const arrivals = arrived([3, 12]);
  expect(arrivals.missingAt({ after: 0, position: 10, count: 1 })).toBeNull();
  arrivals.record(3);
  expect(arrivals.missingAt({ after: 0, position: 12, count: 2 })).toBeNull();
});

test('a partition that got nothing of a page misses nothing', () => {
  expect(arrived([], 4).missingAt({ after: 4, position: 9, count: 0 })).toBeNull();
});
