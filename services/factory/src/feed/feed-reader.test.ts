import { manualPorts } from '@daifa/ports/manual';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { factoryService } from '../service.js';
import { TestOrders } from '../test-orders.js';
import { FeedBell } from './feed-bell.js';
import { FeedReader } from './feed-reader.js';

let host: TestHost;
let database: DataSource;
beforeAll(async () => {
  host = await testHost([factoryService]);
  database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await host.close();
});

test('a ring wakes who waits without any time passing; what another process wrote is seen when time passes', async () => {
  const ports = manualPorts();
  const bell = new FeedBell();
  const reader = new FeedReader({ database, ports, bell });
  const orders = new TestOrders(host);
  const factoryId = host.tenants.factory.tenantId;
  const rung = reader.next({ factoryId, after: 0, limit: 10, waitMs: 30_000 });
  await orders.ready();
  await host.settled();
  bell.ring([factoryId]);
  const { head } = await rung;
  expect(head).toBe(3);
  const unheard = reader.next({ factoryId, after: head, limit: 10, waitMs: 30_000 });
  await orders.ready();
  await host.settled();
  await ports.advance(500);
  expect((await unheard).items[0]?.seq).toBe(head + 1);
});

test('a bell that is closed keeps nobody', async () => {
  const bell = new FeedBell();
  const reader = new FeedReader({ database, ports: manualPorts(), bell });
  const waiting = reader.next({ factoryId: host.tenants.otherFactory.tenantId, after: 0, limit: 10, waitMs: 30_000 });
  bell.close();
  expect(await waiting).toEqual({ items: [], head: 0 });
  expect((await reader.next({ factoryId: host.tenants.otherFactory.tenantId, after: 0, limit: 10, waitMs: 30_000 })).items).toEqual([]);
  expect(reader.closed).toBe(true);
});
