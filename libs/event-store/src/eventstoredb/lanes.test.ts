import { StoreUnavailable } from '../port.js';
import { inLanes } from './lanes.js';

test('no more than the lanes run at once, the others in the order they came', async () => {
  const inTurn = inLanes({ lanes: 2, waitingMax: 10 });
  const ends: (() => void)[] = [];
  const started: number[] = [];
  const acts = [0, 1, 2, 3].map((n) => inTurn(() => {
    started.push(n);
    return new Promise<void>((resolve) => ends.push(resolve));
  }));
  expect(started).toEqual([0, 1]);
  ends[1]?.();
  await acts[1];
  expect(started).toEqual([0, 1, 2]);
  ends[0]?.();
  await acts[0];
  ends[2]?.();
  ends[3]?.();
  await Promise.all(acts);
  expect(started).toEqual([0, 1, 2, 3]);
});

test('a failure frees its lane', async () => {
  const inTurn = inLanes({ lanes: 1, waitingMax: 1 });
  const failed = expect(inTurn(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await inTurn(async () => 'next')).toBe('next');
  await failed;
});

test('who comes when too many wait is told so at once', async () => {
  const inTurn = inLanes({ lanes: 1, waitingMax: 1 });
  let end: () => void = () => undefined;
  const acts = [inTurn(() => new Promise<void>((resolve) => (end = resolve))), inTurn(async () => undefined)];
  await expect(inTurn(async () => undefined)).rejects.toThrow(StoreUnavailable);
  end();
  await Promise.all(acts);
});
