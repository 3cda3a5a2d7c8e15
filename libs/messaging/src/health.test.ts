import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { type ManualPorts, manualPorts } from '@daifa/ports/manual';
import { DataSource } from 'typeorm';
import type { EventStore } from '@daifa/event-store/port';
import { type TestDatabase, testDatabase } from '@daifa/local-postgres/test-database';
import { projectionTables } from '@daifa/projection/tables';
import { embeddedBus } from './embedded.js';
import type { GroupBus } from './group-bus.js';

let database: TestDatabase;
let dataSource: DataSource;
let store: EventStore;
let ports: ManualPorts;

beforeEach(async () => {
  Logger.overrideLogger(false);
  database = await testDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await dataSource.query(projectionTables('orders'));
  store = inMemoryStore();
  ports = manualPorts();
});
afterEach(async () => {
  if (dataSource.isInitialized) await dataSource.destroy();
  await database.stop();
});

function busOf(handler: () => Promise<void>): GroupBus {
  const bus = embeddedBus({ group: 'orders', store, dataSource, schema: 'orders', ports });
  bus.addHandler('order', handler, true, { group: 'orders' });
  bus.listen(() => undefined);
  return bus;
}

const append = () => store.append({ stream: 'order-1', expectedRevision: -1, records: [{ type: 'OrderAccepted', meta: '{}', data: '{}' }] });

test('F-OP-05: a group that is behind and does not move for a minute is not live, and is live again when it moves', async () => {
  let finish: () => void = () => undefined;
  const started = new Promise<void>((resolve) => void (finish = resolve));
  let release: () => void = () => undefined;
  const bus = busOf(() => new Promise((resolve) => {
    release = resolve;
    finish();
  }));
  await append();
  await started;
  expect(await bus.health()).toMatchObject({ live: true, lag: 1, stalledMs: 0 });
  await ports.advance(61_000);
  expect(await bus.health()).toMatchObject({ live: false, lag: 1, stalledMs: 61_000 });
  release();
  expect(await bus.waitFor(1, 1_000)).toBe(true);
  expect(await bus.health()).toMatchObject({ live: true, lag: 0, stalledMs: 0 });
  await bus.close();
});

test('a bus whose handler never ends closes all the same, after ten seconds', async () => {
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => void (begin = resolve));
  const bus = busOf(() => {
    begin();
    return new Promise(() => undefined);
  });
  await append();
  await begun;
  const closing = bus.close();
  await ports.advance(10_000);
  await closing;
  expect(await bus.health()).toMatchObject({ state: 'closed', position: 0 });
});

test('an idle group is live for ever', async () => {
  const bus = busOf(async () => undefined);
  await bus.health();
  await ports.advance(3_600_000);
  expect(await bus.health()).toMatchObject({ live: true, lag: 0, stalledMs: 0 });
  await bus.close();
});

test('a checkpoint beyond the end of the log is a store put back from a backup: the group does not follow it', async () => {
  await dataSource.query(`insert into orders.checkpoint (consumer_group, partition, position) values ('orders', 0, 9)`);
  const bus = busOf(async () => undefined);
  while ((await bus.health()).state === 'starting') await new Promise((resolve) => setImmediate(resolve));
  expect(await bus.health()).toMatchObject({ state: 'crashed', live: false, alarm: 'ForkedHistory' });
  await bus.close();
});

test('without its database a bus still answers how it is', async () => {
  const bus = busOf(async () => undefined);
  await bus.close();
  await dataSource.destroy();
  expect(await bus.health()).toMatchObject({ state: 'closed', parkedKeys: null, deadLetters: null });
  expect((await bus.health()).lastError).not.toBeNull();
});
