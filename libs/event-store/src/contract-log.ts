import { type Bench, expectPositions, lastPosition, sampleAppend, takeRecords } from './contract-bench.js';
import { NO_STREAM, type StoredRecord } from './port.js';

/** Many streams at once: appends that go together, the whole log, and who follows it. */
export function logContract(bench: () => Bench): void {
  appendingMany(bench);
  readingAll(bench);
  subscribing(bench);
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
