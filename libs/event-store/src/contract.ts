import { StreamTooLong } from './append-check.js';
import { NO_STREAM, STREAM_EVENTS_MAX, StoreUnavailable, type Append, type EventRecord, type EventStore, type StoredRecord } from './port.js';

export type StoreUnderTest = {
  /** Empty and open. The suite closes it. */
  readonly store: EventStore;
  /** The suite's streams are called `category-…`. A server that tests share is empty only to a category of each test's own. */
  readonly category?: string;
  /** From now on the next append is committed, but its reply is lost on the way. */
  breakReplyOnce(): void | Promise<void>;
  /** Frees what the store stood on. */
  stop(): Promise<void>;
};

/** The store a test works on, and how its streams are called. */
type Bench = { readonly store: EventStore; readonly tested: StoreUnderTest; named(id: number | string): string };

/** What every adapter of the port must do. Called at the top of an adapter's test file. */
export function eventStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an event store`, () => {
    let bench: Bench;
    beforeEach(async () => {
      const tested = await open();
      bench = { store: tested.store, tested, named: (id) => `${tested.category ?? 'order'}-${id}` };
    });
    afterEach(async () => {
      await bench.store.close();
      await bench.tested.stop();
    });
    appending(() => bench);
    keepingText(() => bench);
    repeating(() => bench);
    appendingMany(() => bench);
    readingAll(() => bench);
    subscribing(() => bench);
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

/** Holds a store to what it says of its positions: of consecutive records of the whole log, the first one behind `after`. */
function expectPositions({ store }: Bench, records: readonly StoredRecord[], after = 0): void {
  const positions = records.map(({ position }) => position);
  switch (store.positions) {
    case 'contiguous':
      return expect(positions).toEqual(positions.map((_, n) => after + 1 + n));
    case 'rising':
      expect(positions.every(Number.isSafeInteger)).toBe(true);
      return expect(positions.filter((position, n) => position <= (positions[n - 1] ?? after))).toEqual([]);
  }
}

function lastPosition(records: readonly StoredRecord[]): number {
  return records.at(-1)?.position ?? 0;
}

function appending(bench: () => Bench): void {
  test('a stream that does not exist reads as empty, and the store is empty', async () => {
    const { store, named } = bench();
    expect(await store.read(named(1))).toEqual([]);
    expect(await store.readAll(0, 10)).toEqual([]);
    expect(await store.headPosition()).toBe(0);
  });

  test('what was appended is read in order, with revisions from 0 and positions as the store promises them', async () => {
    const { store, named } = bench();
    const results = [await store.append(sampleAppend(named(1), NO_STREAM, 2)), await store.append(sampleAppend(named(1), 1))];
    const records = await store.read(named(1));
    expect(records).toEqual([0, 1, 2].map((n) => ({ stream: named(1), revision: n, position: records[n]?.position, ...sampleRecord(n) })));
    expectPositions(bench(), records);
    expect(results).toEqual([1, 2].map((n) => ({ kind: 'appended', revision: n, position: records[n]?.position })));
    expect(await store.headPosition()).toBe(lastPosition(records));
    expect(await store.read(named(1), 2)).toEqual(records.slice(2));
    expect(await store.read(named(1), 3)).toEqual([]);
  });

  test('another expected revision is a conflict that tells the actual one, and appends nothing', async () => {
    const { store, named } = bench();
    expect(await store.append(sampleAppend(named(1), 0))).toEqual({ kind: 'conflict', actualRevision: NO_STREAM });
    await store.append(sampleAppend(named(1), NO_STREAM, 2));
    expect(await store.append(sampleAppend(named(1)))).toEqual({ kind: 'conflict', actualRevision: 1 });
    expect(await store.append(sampleAppend(named(1), 0))).toEqual({ kind: 'conflict', actualRevision: 1 });
    expect(await store.append(sampleAppend(named(1), 5))).toEqual({ kind: 'conflict', actualRevision: 1 });
    expect(await store.readAll(0, 10)).toHaveLength(2);
  });

  test('of many writers who expect the same revision exactly one wins', async () => {
    const { store, named } = bench();
    const results = await Promise.all(Array.from({ length: 20 }, (_, writer) => store.append({ ...sampleAppend(named(1)), records: [0, 1, 2].map((n) => sampleRecord(10 * writer + n)) })));
    expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(results.filter((result) => result.kind === 'conflict' && result.actualRevision === 2)).toHaveLength(19);
    expect(await store.read(named(1))).toHaveLength(3);
  });

  test('a stream may not grow beyond its bound, and nonsense is refused before it is sent', async () => {
    const { store, named } = bench();
    await expect(store.append(sampleAppend(named(1), STREAM_EVENTS_MAX - 1))).rejects.toThrow(StreamTooLong);
    await expect(store.append({ ...sampleAppend(named(1)), records: [] })).rejects.toThrow(TypeError);
    await expect(store.append(sampleAppend("order-1'; --"))).rejects.toThrow(TypeError);
    await expect(store.append(sampleAppend(named(1), -2))).rejects.toThrow(TypeError);
    await expect(store.append({ ...sampleAppend(named(1)), records: [{ ...sampleRecord(), data: '"\x1e"' }] })).rejects.toThrow(TypeError);
    expect(await store.headPosition()).toBe(0);
  });
}

function keepingText(bench: () => Bench): void {
  test.each([
    ['Chinese, emoji and rare characters', '{"name":"代发·𠮷野家🚚👩‍🏭"}'],
    ['key order, spaces and doubled keys', '{ "b" : 1,\n\t"a":2, "b":3 }'],
    ['zero-width and right-to-left marks', '{"x":"a\u200b\u200d\ufeff\u202eb"}'],
    ['escapes as they were written', '{"x":"\\u0041\\n\\u0000\\u001e\\/","y":"\\ud83d"}'],
    ['numbers as they were written', '{"x":1.0,"y":1e2,"z":12345678901234567890.10}'],
    ['text that is no object', '"\u2028"'],
  ])('text is kept to the letter: %s', async (_, text) => {
    const { store, named } = bench();
    const record = { type: '类型.V2', meta: text, data: text };
    await store.append({ stream: named(1), expectedRevision: NO_STREAM, records: [record] });
    expect((await store.read(named(1)))[0]).toMatchObject(record);
    expect((await store.readAll(0, 10))[0]).toMatchObject(record);
  });
}

function repeating(bench: () => Bench): void {
  test('a reply lost after the commit says so, and the events are there exactly once', async () => {
    const { store, tested, named } = bench();
    await store.append(sampleAppend(named(1)));
    await tested.breakReplyOnce();
    await expect(store.append(sampleAppend(named(1), 0, 2))).rejects.toThrow(StoreUnavailable);
    const records = await store.read(named(1));
    expect(records).toHaveLength(3);
    const again = await store.append(sampleAppend(named(1), 0, 2));
    expect([{ kind: 'conflict', actualRevision: 2 }, { kind: 'appended', revision: 2, position: lastPosition(records) }]).toContainEqual(again);
    expect(await store.readAll(0, 10)).toEqual(records);
  });

  test('the very same append by many at once has one effect, and whoever is told of it is told the same', async () => {
    const { store, named } = bench();
    const results = await Promise.all(Array.from({ length: 10 }, () => store.append(sampleAppend(named(1), NO_STREAM, 2))));
    const records = await store.readAll(0, 10);
    expect(records).toHaveLength(2);
    const kinds = new Set(results.map((result) => JSON.stringify(result)));
    kinds.delete(JSON.stringify({ kind: 'conflict', actualRevision: 1 }));
    expect([...kinds]).toEqual([JSON.stringify({ kind: 'appended', revision: 1, position: lastPosition(records) })]);
  });

  test('the same event ids with one letter changed are another append: what is not stored is never said to be', async () => {
    const { store, named } = bench();
    const recordedAt = (second: number): EventRecord => ({ ...sampleRecord(), meta: `{"eventId":"089cd9ce-c936-572f-be49-a4e3ad1c0626","recordedAt":"2026-11-11T00:00:0${second}.000Z"}` });
    await store.append({ stream: named(1), expectedRevision: NO_STREAM, records: [recordedAt(1)] });
    expect(await store.append({ stream: named(1), expectedRevision: NO_STREAM, records: [recordedAt(2)] })).toEqual({ kind: 'conflict', actualRevision: 0 });
    expect((await store.read(named(1)))[0]).toMatchObject(recordedAt(1));
  });
}

function appendingMany(bench: () => Bench): void {
  test('many appends get a verdict each, in their order, and stand alone', async () => {
    const { store, named } = bench();
    await store.append(sampleAppend(named(2), NO_STREAM, 2));
    const results = await store.appendMany([sampleAppend(named(1), NO_STREAM, 2), sampleAppend(named(2)), sampleAppend(named(3), 4), sampleAppend(named(4))]);
    expect(results.map(({ kind }) => kind)).toEqual(['appended', 'conflict', 'conflict', 'appended']);
    expect(results.slice(1, 3)).toEqual([{ kind: 'conflict', actualRevision: 1 }, { kind: 'conflict', actualRevision: NO_STREAM }]);
    const log = await store.readAll(0, 10);
    expect(log).toHaveLength(5);
    expectPositions(bench(), log);
    for (const [index, id] of [[0, 1], [3, 4]] as const) {
      const last = (await store.read(named(id))).at(-1);
      expect(results[index]).toEqual({ kind: 'appended', revision: last?.revision, position: last?.position });
    }
    expect(await store.appendMany([])).toEqual([]);
  });

  test('more appends at once than any store does at a time are all done', async () => {
    const { store, named } = bench();
    const results = await store.appendMany(Array.from({ length: 300 }, (_, n) => sampleAppend(named(n))));
    expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(300);
    expect(await store.headPosition()).toBe(Math.max(...results.map((result) => (result.kind === 'appended' ? result.position : 0))));
  });

  test('a stream occurs once among many appends', async () => {
    const { store, named } = bench();
    await expect(store.appendMany([sampleAppend(named(1)), sampleAppend(named(1), 0)])).rejects.toThrow(TypeError);
  });
}

function readingAll(bench: () => Bench): void {
  test('the whole store is read in pages, each stream in its order, nothing left out', async () => {
    const { store, named } = bench();
    await Promise.all(Array.from({ length: 30 }, (_, n) => store.append(sampleAppend(named(n), NO_STREAM, 3))));
    const pages: (readonly StoredRecord[])[] = [];
    for (let after = 0; pages.length < 4; after = lastPosition(pages.flat())) pages.push(await store.readAll(after, 40));
    expect(pages.map((page) => page.length)).toEqual([40, 40, 10, 0]);
    const log = pages.flat();
    expectPositions(bench(), log);
    for (const { stream } of log) expect(log.filter((record) => record.stream === stream)).toEqual(await store.read(stream));
    expect(await store.headPosition()).toBe(lastPosition(log));
  });
}

function subscribing(bench: () => Bench): void {
  test('a subscriber gets what was there and what comes, once and in order, from several writers', async () => {
    const { store, named } = bench();
    const ended = new AbortController();
    await store.append(sampleAppend(named(0), NO_STREAM, 5));
    const after = (await store.read(named(0)))[1]?.position ?? 0;
    const taken = takeRecords(store.subscribe(after, { signal: ended.signal, pageEventsMax: 7 }), 83);
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 10; n++) await store.append(sampleAppend(named(`w${writer}`), n - 1));
    });
    await Promise.all(writers);
    const records = await taken;
    expectPositions(bench(), records, after);
    expect(records).toEqual(await store.readAll(after, 100));
    ended.abort();
  });

  test('a subscription ends when it is told to, and when the store closes', async () => {
    const { store } = bench();
    const told = new AbortController();
    const first = takeRecords(store.subscribe(0, { signal: told.signal }), 1);
    const second = takeRecords(store.subscribe(0, { signal: new AbortController().signal }), 1);
    told.abort();
    expect(await first).toEqual([]);
    await store.close();
    expect(await second).toEqual([]);
  });

  test('a subscriber whose checkpoint lies beyond the end is told so', async () => {
    const { store, named } = bench();
    await store.append(sampleAppend(named(1)));
    const beyond = (await store.headPosition()) + 1;
    await expect(takeRecords(store.subscribe(beyond, { signal: new AbortController().signal }), 1)).rejects.toThrow('beyond');
  });
}
