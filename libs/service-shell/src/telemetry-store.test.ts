import { expect, test } from '@jest/globals';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { type EventRecord, NO_STREAM, StoreUnavailable } from '@daifa/event-store/port';
import { testTraces } from './test-spans.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const record = (traceparent?: string): EventRecord => ({ type: 'OrderImported', meta: JSON.stringify({ traceparent }), data: '{}' });
const caused = record(`00-${TRACE}-00f067aa0ba902b7-01`);

test('an append is a span of the trace its events carry, named after the kind of stream', async () => {
  const { traces, spans } = testTraces();
  const store = traces.store(inMemoryStore());
  await store.append({ stream: 'order-1', expectedRevision: NO_STREAM, records: [caused, caused] });
  expect(await spans()).toMatchObject([
    { name: 'append order', traceId: TRACE, parentId: '00f067aa0ba902b7', failed: false, attributes: { 'daifa.stream.category': 'order', 'daifa.append.events': 2, 'daifa.append.conflicts': 0 } },
  ]);
});

test('an append of nobody’s trace begins one', async () => {
  const { traces, spans } = testTraces();
  await traces.store(inMemoryStore()).append({ stream: 'binding-a', expectedRevision: NO_STREAM, records: [record()] });
  expect(await spans()).toMatchObject([{ name: 'append binding', parentId: null }]);
});

test('a lost race is told as such and is no failure', async () => {
  const { traces, spans } = testTraces();
  const store = traces.store(inMemoryStore());
  await store.appendMany([{ stream: 'order-1', expectedRevision: 7, records: [caused] }, { stream: 'order-2', expectedRevision: NO_STREAM, records: [caused] }]);
  expect(await spans()).toMatchObject([{ name: 'append order', failed: false, attributes: { 'daifa.append.streams': 2, 'daifa.append.conflicts': 1 } }]);
});

test('appends to several kinds of streams at once name none of them', async () => {
  const { traces, spans } = testTraces();
  await traces.store(inMemoryStore()).appendMany([{ stream: 'order-1', expectedRevision: NO_STREAM, records: [caused] }, { stream: 'aftersale-1', expectedRevision: NO_STREAM, records: [caused] }]);
  expect(await spans()).toMatchObject([{ name: 'append several' }]);
});

test('a store that is away fails the span by the name of its error, and the caller is told as before', async () => {
  const { traces, spans } = testTraces();
  const away = { ...inMemoryStore(), append: () => Promise.reject(new StoreUnavailable('no answer for 13800001234')) };
  await expect(traces.store(away).append({ stream: 'order-1', expectedRevision: NO_STREAM, records: [caused] })).rejects.toThrow(StoreUnavailable);
  const [span] = await spans();
  expect(span).toMatchObject({ name: 'append order', failed: true, attributes: { 'error.type': 'StoreUnavailable' } });
  expect(JSON.stringify(span)).not.toContain('13800001234');
});

test('everything else passes through to the store', async () => {
  const { traces, spans } = testTraces();
  const plain = inMemoryStore();
  const store = traces.store(plain);
  await plain.append({ stream: 'order-1', expectedRevision: NO_STREAM, records: [caused, caused] });
  expect([store.positions, await store.headPosition(), (await store.read('order-1', 1)).length, (await store.readAll(1, 10)).length]).toEqual([plain.positions, 2, 1, 1]);
  const stop = new AbortController();
  for await (const page of store.subscribe(0, { signal: stop.signal })) {
    expect(page).toHaveLength(2);
    stop.abort();
  }
  await store.close();
  expect(await spans()).toEqual([]);
});
