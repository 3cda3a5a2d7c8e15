import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts as ports } from '@daifa/ports/system';
import pg from 'pg';
import { sampleAppend } from '../contract-bench.js';
import { migrateEventStore, NotDurable, openPostgresStore } from '../postgres.js';

let database: TestDatabase;
let byHand: pg.Client;

beforeEach(async () => {
  database = await testDatabase();
  byHand = new pg.Client({ connectionString: database.url });
  byHand.on('error', () => undefined);
  await byHand.connect();
});

afterEach(async () => {
  await byHand.end();
  await database.stop();
});

function open(names: { readonly schema?: string; readonly role?: string } = {}): ReturnType<typeof openPostgresStore> {
  return openPostgresStore({ url: database.url, ports, allowNotDurable: true, ...names });
}

test('migrating again, at the same time and in two databases changes nothing and fails nowhere', async () => {
  const other = await testDatabase();
  await Promise.all([database, database, other, other].map(({ url }) => migrateEventStore(url, { role: 'daifa_events_race' })));
  const store = await open({ role: 'daifa_events_race' });
  await store.append(sampleAppend('order-1'));
  await migrateEventStore(database.url, { role: 'daifa_events_race' });
  expect(await store.headPosition()).toBe(1);
  await store.close();
  await other.stop();
});

test('two stores in two schemas of a database know nothing of each other', async () => {
  await Promise.all(['cell_1', 'cell_2'].map((schema) => migrateEventStore(database.url, { schema })));
  const [one, two] = [await open({ schema: 'cell_1' }), await open({ schema: 'cell_2' })];
  await one.append(sampleAppend('order-1'));
  expect(await two.headPosition()).toBe(0);
  await Promise.all([one.close(), two.close()]);
});

test.each(['events; DROP TABLE x', 'Events', 'a"b', '', 'a'.repeat(49), '1a'])('%j is no name for a schema or role', async (name) => {
  await expect(migrateEventStore(database.url, { schema: name })).rejects.toThrow(TypeError);
  await expect(migrateEventStore(database.url, { role: name })).rejects.toThrow(TypeError);
  await expect(open({ schema: name })).rejects.toThrow(TypeError);
});

test.each([
  'UPDATE events.event SET data = data',
  'DELETE FROM events.event',
  'TRUNCATE events.event',
  "INSERT INTO events.event VALUES (9, 'order-9', 0, 'OrderPlaced', '{}', '{}')",
  'DROP FUNCTION events.append(text, text, text, text, text, text, text)',
  'CREATE TABLE events.other (n int)',
])('the role of the services may not: %s', async (sql) => {
  await migrateEventStore(database.url);
  await byHand.query('SET ROLE daifa_events');
  await expect(byHand.query(sql)).rejects.toMatchObject({ code: '42501' });
});

test('the store steps down to that role on every connection', async () => {
  await migrateEventStore(database.url);
  await byHand.query('REVOKE EXECUTE ON FUNCTION events.append, events.append_one FROM daifa_events');
  const store = await open();
  await expect(store.append(sampleAppend('order-1'))).rejects.toMatchObject({ code: '42501' });
  await store.close();
});

test('a store that was not made is not opened', async () => {
  await migrateEventStore(database.url);
  await expect(open({ schema: 'elsewhere' })).rejects.toThrow('migrateEventStore');
});

test('a server that may lose what it acknowledged is not opened, a durable one is', async () => {
  await migrateEventStore(database.url);
  await expect(openPostgresStore({ url: database.url, ports })).rejects.toThrow(NotDurable);
  const durable = await testDatabase({ durable: true });
  await migrateEventStore(durable.url);
  const store = await openPostgresStore({ url: durable.url, ports });
  await store.append(sampleAppend('order-1'));
  await store.close();
  const client = new pg.Client({ connectionString: durable.url });
  await client.connect();
  await client.query('ALTER ROLE daifa SET synchronous_commit = off');
  await client.end();
  await expect(openPostgresStore({ url: durable.url, ports })).rejects.toThrow('synchronous_commit');
  await durable.stop();
});

test('a fresh store finds its rows by index from the first append on, although the planner believes it empty', async () => {
  await migrateEventStore(database.url);
  await byHand.query('ALTER TABLE events.event SET (autovacuum_enabled = off)');
  await byHand.query('VACUUM ANALYZE events.event');
  const before = await scans();
  const store = await open();
  for (let n = 0; n < 60; n++) {
    // Through the function as any session calls it, without the settings our connections have.
    await byHand.query("SELECT events.append($1, '-1', $1, '0', 'OrderPlaced', '{}', '{}')", [`order-${n}`]);
    await store.read(`order-${n}`);
    await store.readAll(n, 10);
  }
  await store.close(); // a server process hands in its counts when it ends
  await byHand.query('SELECT pg_stat_force_next_flush()');
  while ((await scans()).byIndex < before.byIndex + 180) await new Promise((resolve) => setImmediate(resolve));
  expect((await scans()).sequential).toBe(before.sequential);
});

async function scans(): Promise<{ readonly sequential: number; readonly byIndex: number }> {
  const { rows } = await byHand.query<{ seq_scan: string; idx_scan: string }>("SELECT seq_scan, idx_scan FROM pg_stat_user_tables WHERE schemaname = 'events'");
  return { sequential: Number(rows[0]?.seq_scan), byIndex: Number(rows[0]?.idx_scan) };
}
