import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { acceptedEffects } from './accepted-effects.js';
import { screenOf } from './screen.js';
import { verifyStore } from './verify-store.js';

/** Worlds outside, some of which accepted an effect twice. */
let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  await migrateEventStore(database.url);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database.stop();
});

test('I-8: where no world outside keeps a ledger there is nothing to be asked', async () => {
  expect(await acceptedEffects(database.url)).toEqual({ effects: 0, twice: [] });
});

test('I-8: an effect that a world outside accepted twice is found, in whichever ledger it stands', async () => {
  await owner.query(`
    create schema carriers; create table carriers.accepted_effect (kind text, effect_id text, times integer);
    create schema "Platform"; create view "Platform".accepted_effect as select 'UPLOAD' as kind, 'u1' as effect_id, 1 as times;
    insert into carriers.accepted_effect values ('LABEL_BUY', 'o.L1', 1), ('LABEL_VOID', 'o.L1', 1), ('LABEL_BUY', 'o.L2', 1)`);
  expect(await acceptedEffects(database.url)).toEqual({ effects: 4, twice: [] });
  await owner.query(`update carriers.accepted_effect set times = 2 where effect_id = 'o.L2'`);
  expect(await acceptedEffects(database.url)).toEqual({ effects: 4, twice: [{ ledger: 'carriers', kind: 'LABEL_BUY', effectId: 'o.L2', times: 2 }] });
  await owner.query(`update carriers.accepted_effect set times = 1; create or replace view "Platform".accepted_effect as select 'UPLOAD' as kind, 'u1' as effect_id, 1 as times union all select 'UPLOAD', 'u1', 1`);
  expect((await acceptedEffects(database.url)).twice).toEqual([{ ledger: 'Platform', kind: 'UPLOAD', effectId: 'u1', times: 2 }]);
});

test('I-8: it is a finding of verify, and its screen says so', async () => {
  const store = await openPostgresStore({ url: database.url, ports: systemPorts, allowNotDurable: true });
  const report = await verifyStore(store, { outside: () => acceptedEffects(database.url) });
  expect(report).toMatchObject({ effects: 4, findingsTotal: 1, findings: [{ rule: 'I-8', stream: 'Platform u1', text: 'UPLOAD was accepted 2 times' }] });
  expect(screenOf(report, { where: 'here', seconds: 1 })).toContain('UPLOAD was accepted 2 times');
  await store.close();
});
