import { StreamTooLong } from './append-check.js';
import { NO_STREAM, STREAM_EVENTS_MAX, StoreUnavailable, type Append, type EventRecord, type EventStore, type StoredRecord } from './port.js';

export type StoreUnderTest = {
  /** Empty and open. The suite closes it. */
  readonly store: EventStore;
  /** From now on the next append is committed, but its reply is lost on the way. */
  breakReplyOnce(): void;
  /** Frees what the store stood on. */
  stop(): Promise<void>;
};

/** What every adapter of the port must do. Called at the top of an adapter's test file. */
export function eventStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an event store`, () => {
    let tested: StoreUnderTest;
    let store: EventStore;
    beforeEach(async () => {
      tested = await open();
      store = tested.store;
    });
    afterEach(async () => {
      await store.close();
      await tested.stop();
    });
    appending(() => store);
    appendingMany(() => store);
    losingReplies(() => tested);
    readingAll(() => store);
    subscribing(() => store);
  });
}

/** A record with believable text; `n` makes it different from others. */
export function sampleRecord(n = 0): EventRecord {
  return { type: 'OrderPlaced', meta: `{"commandId":"c-${n}"}`, data: `{"lines":[{"sku":"衬衫-${n}","quantity":1}]}` };
}

export function sampleAppend(stream: string, expectedRevision: number = NO_STREAM, count = 1): Append {
  return { stream, expectedRevision, records: Array.from({ length: count }, (_, n) => sampleRecord(expectedRevision + 1 + n)) };
}

/** Takes pages until `count` records are there. */
export async function takeRecords(pages: AsyncIterable<readonly StoredRecord[]>, count: number): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  for await (const page of pages) {
    records.push(...page);
    if (records.length >= count) break;
  }
  return records;
}

function appending(store: () => EventStore): void {
  test('a stream that does not exist reads as empty, and the store is empty', async () => {
    expect(await store().read('order-1')).toEqual([]);
    expect(await store().headPosition()).toBe(0);
  });

  test('what was appended is read in order, with revisions from 0 and positions from 1', async () => {
    expect(await store().append(sampleAppend('order-1', NO_STREAM, 2))).toEqual({ kind: 'appended', revision: 1, position: 2 });
    expect(await store().append(sampleAppend('order-1', 1))).toEqual({ kind: 'appended', revision: 2, position: 3 });
    const records = await store().read('order-1');
    expect(records).toEqual([0, 1, 2].map((n) => ({ stream: 'order-1', revision: n, position: n + 1, ...sampleRecord(n) })));
    expect(await store().read('order-1', 2)).toEqual(records.slice(2));
    expect(await store().read('order-1', 3)).toEqual([]);
  });

  test('another expected revision is a conflict that tells the actual one, and appends nothing', async () => {
    expect(await store().append(sampleAppend('order-1', 0))).toEqual({ kind: 'conflict', actualRevision: NO_STREAM });
    await store().append(sampleAppend('order-1', NO_STREAM, 2));
    expect(await store().append(sampleAppend('order-1'))).toEqual({ kind: 'conflict', actualRevision: 1 });
    expect(await store().append(sampleAppend('order-1', 0))).toEqual({ kind: 'conflict', actualRevision: 1 });
    expect(await store().append(sampleAppend('order-1', 5))).toEqual({ kind: 'conflict', actualRevision: 1 });
    expect(await store().headPosition()).toBe(2);
  });

  test('of many writers who expect the same revision exactly one wins', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => store().append(sampleAppend('order-1', NO_STREAM, 3))));
    expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(results.filter((result) => result.kind === 'conflict' && result.actualRevision === 2)).toHaveLength(19);
    expect(await store().read('order-1')).toHaveLength(3);
  });

  test.each([
    ['Chinese, emoji and rare characters', '{"name":"代发·𠮷野家🚚👩‍🏭"}'],
    ['key order, spaces and doubled keys', '{ "b" : 1,\n\t"a":2, "b":3 }'],
    ['zero-width and right-to-left marks', '{"x":"a\u200b\u200d\ufeff\u202eb"}'],
    ['escapes as they were written', '{"x":"\\u0041\\n\\u0000\\u001e\\/","y":"\\ud83d"}'],
    ['numbers as they were written', '{"x":1.0,"y":1e2,"z":12345678901234567890.10}'],
    ['text that is no object', '"\u2028"'],
  ])('text is kept to the letter: %s', async (_, text) => {
    const record = { type: '类型.V2', meta: text, data: text };
    await store().append({ stream: 'order-1', expectedRevision: NO_STREAM, records: [record] });
    expect((await store().read('order-1'))[0]).toMatchObject(record);
    expect((await store().readAll(0, 10))[0]).toMatchObject(record);
  });

  test('a stream may not grow beyond its bound, and nonsense is refused before it is sent', async () => {
    await expect(store().append(sampleAppend('order-1', STREAM_EVENTS_MAX - 1))).rejects.toThrow(StreamTooLong);
    await expect(store().append({ ...sampleAppend('order-1'), records: [] })).rejects.toThrow(TypeError);
    await expect(store().append(sampleAppend("order-1'; --"))).rejects.toThrow(TypeError);
    await expect(store().append(sampleAppend('order-1', -2))).rejects.toThrow(TypeError);
    await expect(store().append({ ...sampleAppend('order-1'), records: [{ ...sampleRecord(), data: '"\x1e"' }] })).rejects.toThrow(TypeError);
    expect(await store().headPosition()).toBe(0);
  });
}

function appendingMany(store: () => EventStore): void {
  test('many appends get a verdict each, in their order, and stand alone', async () => {
    await store().append(sampleAppend('order-2'));
    const results = await store().appendMany([sampleAppend('order-1', NO_STREAM, 2), sampleAppend('order-2'), sampleAppend('order-3', 4), sampleAppend('order-4')]);
    expect(results.map(({ kind }) => kind)).toEqual(['appended', 'conflict', 'conflict', 'appended']);
    expect(results.slice(1, 3)).toEqual([{ kind: 'conflict', actualRevision: 0 }, { kind: 'conflict', actualRevision: NO_STREAM }]);
    const log = await store().readAll(0, 10);
    expect(log.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
    for (const [index, stream] of [[0, 'order-1'], [3, 'order-4']] as const) {
      const last = (await store().read(stream)).at(-1);
      expect(results[index]).toEqual({ kind: 'appended', revision: last?.revision, position: last?.position });
    }
    expect(await store().appendMany([])).toEqual([]);
  });

  test('a stream occurs once among many appends', async () => {
    await expect(store().appendMany([sampleAppend('order-1'), sampleAppend('order-1', 0)])).rejects.toThrow(TypeError);
  });
}

function losingReplies(tested: () => StoreUnderTest): void {
  test('a reply lost after the commit says so, and the events are there exactly once', async () => {
    const { store } = tested();
    await store.append(sampleAppend('order-1'));
    tested().breakReplyOnce();
    await expect(store.append(sampleAppend('order-1', 0, 2))).rejects.toThrow(StoreUnavailable);
    expect(await store.read('order-1')).toHaveLength(3);
    expect(await store.append(sampleAppend('order-1', 0, 2))).toEqual({ kind: 'conflict', actualRevision: 2 });
    expect((await store.readAll(0, 10)).map(({ position }) => position)).toEqual([1, 2, 3]);
  });
}

function readingAll(store: () => EventStore): void {
  test('the whole store is read in pages, each stream in its order, without gaps', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => store().append(sampleAppend(`order-${n}`, NO_STREAM, 3))));
    const pages = [await store().readAll(0, 40), await store().readAll(40, 40), await store().readAll(80, 40), await store().readAll(90, 40)];
    expect(pages.map((page) => page.length)).toEqual([40, 40, 10, 0]);
    const log = pages.flat();
    expect(log.map(({ position }) => position)).toEqual(Array.from({ length: 90 }, (_, n) => n + 1));
    for (const { stream } of log) expect(log.filter((record) => record.stream === stream)).toEqual(await store().read(stream));
    expect(await store().headPosition()).toBe(90);
  });
}

function subscribing(store: () => EventStore): void {
  test('a subscriber gets what was there and what comes, once and in order, from several writers', async () => {
    const ended = new AbortController();
    await store().append(sampleAppend('order-0', NO_STREAM, 5));
    const taken = takeRecords(store().subscribe(2, { signal: ended.signal, pageEventsMax: 7 }), 83);
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 10; n++) await store().append(sampleAppend(`order-w${writer}`, n - 1));
    });
    await Promise.all(writers);
    expect((await taken).map(({ position }) => position)).toEqual(Array.from({ length: 83 }, (_, n) => n + 3));
    ended.abort();
  });

  test('a subscription ends when it is told to, and when the store closes', async () => {
    const told = new AbortController();
    const first = takeRecords(store().subscribe(0, { signal: told.signal }), 1);
    const second = takeRecords(store().subscribe(0, { signal: new AbortController().signal }), 1);
    told.abort();
    expect(await first).toEqual([]);
    await store().close();
    expect(await second).toEqual([]);
  });

  test('a subscriber whose checkpoint lies beyond the end is told so', async () => {
    await store().append(sampleAppend('order-1'));
    await expect(takeRecords(store().subscribe(2, { signal: new AbortController().signal }), 1)).rejects.toThrow('beyond');
  });
}
