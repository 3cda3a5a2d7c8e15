import { StreamTooLong } from './append-check.js';
import { type Bench, expectPositions, lastPosition, sampleAppend, sampleRecord, type StoreUnderTest } from './contract-bench.js';
import { logContract } from './contract-log.js';
import { NO_STREAM, STREAM_EVENTS_MAX, StoreUnavailable, type EventRecord } from './port.js';

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
    logContract(() => bench);
  });
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

  test('F-OP-10 PDD-19: another expected revision is a conflict that tells the actual one, and appends nothing', async () => {
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
  test('F-OP-10: a reply lost after the commit says so, and the events are there exactly once', async () => {
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
