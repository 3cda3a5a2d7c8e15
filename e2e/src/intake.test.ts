import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPostgresStore } from '@daifa/event-store/postgres';
import { asMerchantId, orderIdOf } from '@daifa/order-domain/ids';
import { systemPorts } from '@daifa/ports/system';
import { done } from './client/answers.js';
import { until } from './client/until.js';
import { startWorld, tenants, type OwnWorld } from './client/world.js';
import { bound, channelShop } from './stories/fresh.js';
import { verifyStore } from './verify/verify-store.js';

/** The real program, killed while it reads a shop whose channel doubles, shuffles and shifts. */
const SETTINGS = { CHANNEL_POLLING: 'false', CHANNEL_PAGE_ITEMS: '10' };
const ORDERS = 300;
let world: OwnWorld;

beforeAll(async () => {
  world = await startWorld({ settings: SETTINGS });
  await bound(world);
});
afterAll(() => world.close());

test('F-IN-01 X-15 killed between a page and the place reached, a reading goes on: every order is in, once', async () => {
  const { shop, shopKey } = await channelShop(world);
  done(await world.platform.behave(shop, { messages: false, doubleRate: 0.2, shiftRate: 0.2, reorder: true }));
  const { orderNos } = done(await world.platform.placeOrders(shop, { count: ORDERS }));
  const reading = world.merchant.syncShop(shopKey).then(() => 'ended', () => 'cut off');
  const before = await until('some orders are in', async () => done(await world.merchant.orders('?limit=100')).items.length, (count) => count > 0);
  await world.kill();
  expect([await reading, before < ORDERS]).toEqual(['cut off', true]);
  world = await startWorld({ home: world.home, settings: SETTINGS });
  const statement = done(await world.merchant.syncShop(shopKey));
  expect([statement.complete, statement.orders.imported < ORDERS]).toEqual([true, true]);
  done(await world.platform.behave(shop, { messages: false }));
  expect(done(await world.merchant.syncShop(shopKey)).orders.imported).toBe(0);
  const store = await openPostgresStore({ url: world.running.databaseUrl, ports: systemPorts });
  const merchantId = asMerchantId(tenants.merchant.tenantId);
  for (const platformOrderNo of orderNos) {
    const events = await store.read(`order-${orderIdOf({ merchantId, platformOrderNo, ...shop })}`);
    expect([platformOrderNo, events.filter(({ type }) => type === 'OrderImported').length]).toEqual([platformOrderNo, 1]);
  }
  expect((await verifyStore(store)).findings).toEqual([]);
  await store.close();
}, 180_000);
