import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { type EventStore, type StoredRecord, StoreUnavailable } from '@daifa/event-store/port';
import { manualPorts } from '@daifa/ports/manual';
import { LogGap, LogTail } from './log-tail.js';

const { signal } = new AbortController();
const places = (records: readonly StoredRecord[]): readonly number[] => records.map((record) => record.position);

let store: EventStore;
let tail: LogTail;
let reads: number;

/** The in-memory store, counting what is read of its log outside the subscription. */
function counting(): EventStore {
  const inner = inMemoryStore();
  return { ...inner, readAll: (after, limit) => {
    reads += 1;
    return inner.readAll(after, limit);
  } };
}

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const expectedRevision = (await store.read('order-1')).length - 1;
    await store.append({ stream: 'order-1', expectedRevision, records: [{ type: 'OrderAccepted', meta: '{}', data: '{}' }] });
  }
}

beforeEach(() => {
  reads = 0;
  store = counting();
  tail = new LogTail({ store, ports: manualPorts() });
});
afterEach(() => tail.close());

test('many groups at the end of the log cost no read of their own', async () => {
  const waiting = Array.from({ length: 6 }, () => tail.next(0, 10, signal));
  await append(1);
  for (const records of await Promise.all(waiting)) expect(places(records)).toEqual([1]);
  await append(2);
  await tail.next(2, 10, signal);
  expect(places(await tail.next(1, 10, signal))).toEqual([2, 3]);
  expect(places(await tail.next(1, 1, signal))).toEqual([2]);
  expect(reads).toBe(0);
});

test('a group that lags behind reads the store, a page at a time', async () => {
  await append(5);
  expect(places(await tail.next(1, 2, signal))).toEqual([2, 3]);
  expect(places(await tail.next(3, 2, signal))).toEqual([4, 5]);
  expect(reads).toBe(2);
});

test('a reader is woken without events by a nudge, by its own end and by the end of the tail', async () => {
  const ending = new AbortController();
  const [nudged, ended] = [tail.next(0, 10, signal), tail.next(0, 10, ending.signal)];
  await store.headPosition(); // the tail opens
  await new Promise((resolve) => setImmediate(resolve));
  ending.abort();
  expect(await ended).toEqual([]);
  tail.nudge();
  expect(await nudged).toEqual([]);
});

test('a log with a hole is not read past it', async () => {
  await append(3);
  const holed = new LogTail({ ports: manualPorts(), store: { ...store, readAll: async (after, limit) => (await store.readAll(after, limit)).filter((record) => record.position !== 2) } });
  await expect(holed.next(0, 10, signal)).rejects.toThrow(LogGap);
  await holed.close();
});

test('a subscription that fails is told to the readers and opened again by the next', async () => {
  let failures = 1;
  const failing = new LogTail({ ports: manualPorts(), store: { ...store, subscribe: (after, options) => {
    if (failures-- > 0) throw new StoreUnavailable('gone');
    return store.subscribe(after, options);
  } } });
  await expect(failing.next(0, 10, signal)).rejects.toThrow(StoreUnavailable);
  const next = failing.next(0, 10, signal);
  await append(1);
  expect(places(await next)).toEqual([1]);
  await failing.close();
});
