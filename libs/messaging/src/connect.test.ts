import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, type INestApplication, Logger, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts } from '@daifa/ports/system';
import type { PageContext } from '@daifa/projection/page';
import { projectionTables } from '@daifa/projection/tables';
import { defer, EMPTY, type Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { connectBus } from './connect.js';
import { embeddedBus } from './embedded.js';
import type { GroupBus } from './group-bus.js';

type Handler = (records: readonly StoredRecord[], context: PageContext) => unknown;
type Row = { readonly pattern: string; readonly group?: string; readonly handler: Handler };

/** A controller class with one event handler a row, decorated by hand: the house keeps decorators to its own files. */
function controllerOf(rows: readonly Row[]): new () => object {
  class Handlers {}
  rows.forEach(({ pattern, group, handler }, index) => {
    const name = `handle${index}`;
    const descriptor: PropertyDescriptor = { value: handler, configurable: true, enumerable: false, writable: true };
    Object.defineProperty(Handlers.prototype, name, descriptor);
    Payload()(Handlers.prototype, name, 0);
    Ctx()(Handlers.prototype, name, 1);
    EventPattern(pattern, group === undefined ? {} : { group })(Handlers.prototype, name, descriptor);
  });
  Controller()(Handlers);
  return Handlers;
}

function moduleOf(controller: new () => object): new () => object {
  class Service {}
  Module({ controllers: [controller] })(Service);
  return Service;
}

let store: EventStore;
let dataSource: DataSource;
let app: INestApplication;
let stop: () => Promise<void>;

beforeEach(async () => {
  Logger.overrideLogger(false);
  const database = await testDatabase();
  store = inMemoryStore();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await dataSource.query(projectionTables('orders'));
  await dataSource.query('create table orders.list (id text)');
  stop = () => dataSource.destroy().then(database.stop);
});
afterEach(async () => {
  await app.close();
  await stop();
});

async function start(rows: readonly Row[], groups: readonly string[]): Promise<readonly GroupBus[]> {
  app = await NestFactory.create(moduleOf(controllerOf(rows)), new FastifyAdapter(), { logger: false });
  const buses = groups.map((group) => embeddedBus({ group, store, dataSource, schema: 'orders', ports: systemPorts }));
  for (const bus of buses) connectBus(app, bus);
  await app.startAllMicroservices();
  await app.init();
  return buses;
}

const append = (stream: string) => store.append({ stream, expectedRevision: -1, records: [{ type: 'OrderAccepted', meta: '{}', data: '{}' }] });
const listed = async (): Promise<readonly string[]> => (await dataSource.query<{ id: string }[]>('select id from orders.list order by id')).map(({ id }) => id);
const into = (prefix: string): Handler => async (records, { manager }) => {
  await manager.query('insert into orders.list select unnest($1::text[])', [records.map(({ stream }) => `${prefix}:${stream}`)]);
};

describe('a bus connected to a Nest application', () => {
  test('drives the handlers of its own group only', async () => {
    const [orders, factory] = await start([
      { pattern: 'order', group: 'orders', handler: into('list') },
      { pattern: 'order', group: 'orders', handler: into('sums') },
      { pattern: 'binding', group: 'orders', handler: into('list') },
      { pattern: 'order', group: 'factory', handler: into('factory') },
    ], ['orders', 'factory']);
    await append('order-1');
    await append('binding-1');
    expect(await Promise.all([orders?.waitFor(2, 20_000), factory?.waitFor(2, 20_000)])).toEqual([true, true]);
    expect(await listed()).toEqual(['factory:order-1', 'list:binding-1', 'list:order-1', 'sums:order-1']);
  });

  test('waits for what a handler returns as an Observable, even an empty one', async () => {
    const later: Handler = (records, context): Observable<unknown> => defer(async () => into('late')(records, context));
    const [orders] = await start([{ pattern: 'order', group: 'orders', handler: later }, { pattern: 'order', group: 'orders', handler: () => EMPTY }], ['orders']);
    await append('order-1');
    expect(await orders?.waitFor(1, 20_000)).toBe(true);
    expect(await listed()).toEqual(['late:order-1']);
  });

  test("keeps a handler's own error, which Nest would replace", async () => {
    const [orders] = await start([{ pattern: 'order', group: 'orders', handler: () => Promise.reject(new RangeError('13800001234')) }], ['orders']);
    await append('order-1');
    expect(await orders?.waitFor(1, 20_000)).toBe(true);
    expect(await orders?.list()).toMatchObject([{ reason: 'RangeError' }]);
  });

  test('stops with an alarm where it was connected without connectBus and errors are lost', async () => {
    const controller = controllerOf([{ pattern: 'order', group: 'orders', handler: () => Promise.reject(new RangeError('x')) }]);
    app = await NestFactory.create(moduleOf(controller), new FastifyAdapter(), { logger: false });
    const bus = embeddedBus({ group: 'orders', store, dataSource, schema: 'orders', ports: systemPorts });
    app.connectMicroservice({ strategy: bus });
    await app.startAllMicroservices();
    await append('order-1');
    expect(await bus.waitFor(1, 200)).toBe(false);
    expect(await bus.health()).toMatchObject({ state: 'stopped', parkedKeys: 0, alarm: expect.stringContaining('connectBus') });
  });

  test('does not start without a handler of its group', async () => {
    await expect(start([{ pattern: 'order', group: 'orders', handler: into('list') }], ['ordres'])).rejects.toThrow('no handler names the group "ordres"');
  });

  test('refuses a handler that names no group', async () => {
    await expect(start([{ pattern: 'order', handler: into('list') }], ['orders'])).rejects.toThrow('names no group');
  });

  test('closes with the application', async () => {
    const [orders] = await start([{ pattern: 'order', group: 'orders', handler: into('list') }], ['orders']);
    await app.close();
    await append('order-1');
    expect(await orders?.health()).toMatchObject({ state: 'closed', position: 0 });
  });
});
