import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts as ports } from '@daifa/ports/system';
import pg from 'pg';
import { sampleAppend, sampleRecord, takeRecords } from './contract-bench.js';
import { NO_STREAM, StoreUnavailable, type Append, type AppendResult, type EventStore } from './port.js';
import { migrateEventStore, openPostgresStore } from './postgres.js';

let database: TestDatabase;
let store: EventStore;
let byHand: pg.Client;

beforeEach(async () => {
  database = await testDatabase();
  await migrateEventStore(database.url);
  store = await openPostgresStore({ url: database.url, ports, allowNotDurable: true });
  byHand = await connected(database.url);
});

afterEach(async () => {
  await store.close();
  await byHand.end();
  await database.stop();
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Appends one record through the function, as another process would, in whatever transaction the client has open. */
async function appendByHand(client: pg.Client, stream: string, expected = -1): Promise<string> {
  const { type, meta, data } = sampleRecord();
  const { rows } = await client.query<{ append: string }>('SELECT events.append($1, $2, $3, $4, $5, $6, $7)', [stream, expected, stream, expected + 1, type, meta, data]);
  return rows[0]?.append ?? '';
}

async function appendsWait(): Promise<void> {
  for (;;) {
    const { rowCount } = await byHand.query("SELECT FROM pg_stat_activity WHERE application_name = 'daifa events' AND wait_event = 'advisory' AND datname = current_database()");
    if (rowCount) return;
  }
}

function positions(records: readonly { readonly position: number }[]): readonly number[] {
  return records.map(({ position }) => position);
}

describe('readers of one stream', () => {
  test('share an answer while they wait together, and none that left before they asked', async () => {
    await store.append(sampleAppend('order-1'));
    const [one, other, later] = await Promise.all([store.read('order-1'), store.read('order-1'), store.read('order-1', 1)]);
    expect(other).toBe(one);
    expect(later).toEqual([]);
    await store.append({ ...sampleAppend('order-1'), expectedRevision: 0 });
    expect(await store.read('order-1')).toHaveLength(2);
  });
});

describe('concurrent writers', () => {
  test('who appended first to a stream wins, although it commits late', async () => {
    await byHand.query('BEGIN');
    expect(await appendByHand(byHand, 'order-1')).toBe('0,-1');
    const second = store.append(sampleAppend('order-1'));
    await appendsWait();
    await byHand.query('COMMIT');
    expect(await second).toEqual({ kind: 'conflict', actualRevision: 0 });
  });

  test('a reader never sees a later position before an earlier one, and is not stalled by an open append', async () => {
    await store.append(sampleAppend('order-0'));
    await byHand.query('BEGIN');
    await appendByHand(byHand, 'order-1');
    const later = store.append(sampleAppend('order-2'));
    await appendsWait();
    expect(positions(await store.readAll(0, 10))).toEqual([1]);
    expect(await store.headPosition()).toBe(1);
    await byHand.query('COMMIT');
    expect(await later).toEqual({ kind: 'appended', revision: 0, position: 3 });
    expect((await store.readAll(0, 10)).map(({ stream }) => stream)).toEqual(['order-0', 'order-1', 'order-2']);
  });

  test('an append that is rolled back leaves no gap', async () => {
    await byHand.query('BEGIN');
    await appendByHand(byHand, 'order-1');
    await byHand.query('ROLLBACK');
    expect(await store.append(sampleAppend('order-2'))).toEqual({ kind: 'appended', revision: 0, position: 1 });
  });

  test('an open transaction in another database stalls nobody', async () => {
    const other = await testDatabase();
    const elsewhere = await connected(other.url);
    await elsewhere.query('BEGIN; CREATE TABLE open (n int); SELECT pg_current_xact_id()');
    const taken = takeRecords(store.subscribe(0, { signal: new AbortController().signal }), 1);
    await store.append(sampleAppend('order-1'));
    expect(positions(await taken)).toEqual([1]);
    await elsewhere.end();
    await other.stop();
  });

  test('one record that is no JSON does not harm those who were sent with it', async () => {
    const bad: Append = { stream: 'order-bad', expectedRevision: NO_STREAM, records: [{ ...sampleRecord(), data: '{' }] };
    const settled = await Promise.allSettled([store.append(sampleAppend('order-1')), store.append(bad), store.append(sampleAppend('order-2'))]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled[1]).toMatchObject({ reason: { message: expect.stringContaining('json') } });
    expect(positions(await store.readAll(0, 10))).toEqual([1, 2]);
  });

  test('more appends than the queue holds are told so at once, and the queue is worked off', async () => {
    await byHand.query('BEGIN');
    await appendByHand(byHand, 'order-held');
    const results: Promise<AppendResult>[] = [];
    for (let n = 0; n < 10_000; n++) results.push(store.append(sampleAppend(`order-${n}`)));
    await appendsWait();
    for (let n = 0; n < 1_100; n++) results.push(store.append(sampleAppend(`order-late-${n}`)));
    const settled = Promise.allSettled(results);
    await byHand.query('COMMIT');
    const kinds = (await settled).map((each) => (each.status === 'fulfilled' ? each.value.kind : each.reason instanceof StoreUnavailable ? 'refused' : 'failed'));
    const refused = kinds.filter((kind) => kind === 'refused').length;
    expect(refused).toBeGreaterThan(0);
    expect(kinds.filter((kind) => kind === 'appended')).toHaveLength(results.length - refused);
    expect(await store.headPosition()).toBe(1 + results.length - refused);
  });
});

describe('a server that fails', () => {
  test('a subscription goes on after its connections are killed, and delivers everything once', async () => {
    const taken = takeRecords(store.subscribe(0, { signal: new AbortController().signal, pageEventsMax: 3 }), 40);
    for (let n = 0; n < 40; n++) {
      await untilAppended(sampleAppend(`order-${n}`));
      if (n % 10 === 5) await byHand.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'daifa events' AND datname = current_database()");
    }
    expect(positions(await taken)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  test('an append whose connection is killed before the commit has not happened', async () => {
    await byHand.query('BEGIN');
    await appendByHand(byHand, 'order-1');
    const lost = store.append(sampleAppend('order-2'));
    const told = expect(lost).rejects.toThrow(StoreUnavailable);
    await appendsWait();
    await byHand.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()");
    await told;
    await byHand.query('COMMIT');
    expect(await store.read('order-2')).toEqual([]);
    expect((await store.append(sampleAppend('order-2'))).kind).toBe('appended');
  });

  async function untilAppended(append: Append): Promise<void> {
    for (;;) {
      try {
        await store.append(append);
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
      }
    }
  }
});
