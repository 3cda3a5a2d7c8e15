import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { activeHolds } from '@daifa/order-domain/order';
import { DataSource } from 'typeorm';
import { ChannelUnavailable, type ChannelApi } from '../connectors/connector.js';
import { pddConnector } from '../connectors/pdd-connector.js';
import { openChannels, type OpenChannels } from '../simulators/open-channels.js';
import { TestShipments } from '../test-shipments.js';
import { TEST_CONFIG, TestShops } from '../test-shops.js';
import { Lease, LeaseLost } from './lease.js';
import { ShopReader } from './shop-reader.js';

let shops: TestShops;
let database: DataSource;
let channels: OpenChannels;
beforeAll(async () => {
  shops = await TestShops.open();
  database = await new DataSource({ type: 'postgres', url: shops.host.world.databaseUrl }).initialize();
  channels = openChannels(shops.host.world.databaseUrl, shops.host.world.ports);
});
afterAll(async () => {
  await channels.close();
  await database.destroy();
  await shops.close();
});

/** Another process on the same database, whose calls of the channel can be watched. */
function process(watch: (call: () => Promise<string>, method: string) => Promise<string>): ShopReader {
  const api: ChannelApi = { call: (access, method, parameters) => watch(() => channels.api.call(access, method, parameters), method) };
  return new ShopReader({ world: shops.host.world, database, config: TEST_CONFIG, connectors: new Map([['PDD', pddConnector(api)]]) });
}
const expired = (shopKey: string): Promise<unknown> => database.query(`update orders.shop set leased_until = now() - interval '1 second' where shop_key = $1`, [shopKey]);

describe('F-IN-03 synchronise now', () => {
  test('DXM-03: answers when everything until now is in, with what was seen, taken, unchanged and set aside', async () => {
    const shop = await shops.shop('PDD', 'statement');
    await shop.behave({ messages: false });
    await shop.place(45, { spreadMinutes: 30 });
    await shop.place(2, { broken: 'STATUS' });
    const first = await shop.sync();
    expect(first).toMatchObject({ complete: true, orders: { seen: 47, imported: 45, updated: 0, unchanged: 0, quarantined: 2, refused: 0 }, reasons: { UNMAPPED_STATUS: 2 }, filledGap: null });
    expect(first.refused).toHaveLength(2);
    expect(Date.parse(first.to) - Date.parse(first.from)).toBeGreaterThan(24 * 3_600_000);
    const [changed = ''] = await shop.place(1);
    await shop.platform('PUT', `/orders/${changed}`, { status: 'SHIPPED' });
    const again = await shop.sync();
    expect(again.orders.imported).toBe(1);
    expect(again.orders.seen).toBe(again.orders.imported + again.orders.updated + again.orders.unchanged + again.orders.quarantined);
    const { body } = await shops.host.ask('merchant', 'GET', `/v1/orders?limit=100&platformOrderNo=${changed}`, undefined, { 'daifa-position': String(again.position) });
    expect(body.items).toMatchObject([{ channel: 'PDD', shopId: 'statement', status: 'PENDING_REVIEW' }]);
    expect((await shops.done('GET', shop.path)).lastStatement).toMatchObject({ complete: true });
  });
  test('never says complete when a page failed, and goes on from where it came to', async () => {
    const shop = await shops.shop('PDD', 'interrupted');
    await shop.behave({ messages: false });
    const orderNos = await shop.place(30, { spreadMinutes: 120 });
    let calls = 0;
    const failing = process((call) => (calls++ < 60 ? call() : Promise.reject(new ChannelUnavailable('away'))));
    await expect(failing.syncNow(shop.of.shopKey)).rejects.toMatchObject({ code: 'SYNC_INTERRUPTED' });
    const { syncedTo, failures, alarms } = await shops.done('GET', shop.path);
    expect([typeof syncedTo, failures, alarms]).toEqual(['string', 1, []]);
    const statement = await shop.sync();
    expect(statement.complete).toBe(true);
    expect(Date.parse(statement.from)).toBe(Math.floor(Date.parse(syncedTo) / 1_000) * 1_000 - TEST_CONFIG.overlapMs);
    for (const no of orderNos) expect(await shop.events(no)).toEqual(['OrderImported', 'ReviewDecided', 'ShipBySet']);
  });
  test('a process that dies between a page and the place reached leaves nothing out and doubles nothing', async () => {
    const shop = await shops.shop('PDD', 'killed');
    await shop.behave({ messages: false });
    const orderNos = await shop.place(10, { spreadMinutes: 5 });
    const dead = process((call) => call());
    const lease = await Lease.take(database, shop.of.shopKey, shops.host.world.ports.ids.uuid());
    expect(lease).not.toBeNull();
    // It takes orders in, and before it can note how far it came, its lease is over and others go on.
    await expired(shop.of.shopKey);
    const stolen = process(async (call, method) => {
      const answer = await call();
      if (method === 'pdd.order.number.list.increment.get' && (JSON.parse(answer).order_sn_increment_get_response.total_count as number) > 0) await expired(shop.of.shopKey).then(() => database.query('update orders.shop set lease_id = $2 where shop_key = $1', [shop.of.shopKey, shops.host.world.ports.ids.uuid()]));
      return answer;
    });
    await expect(stolen.syncNow(shop.of.shopKey)).rejects.toMatchObject({ code: 'SHOP_SYNC_RUNNING' });
    expect(await shop.events(orderNos[0] ?? '')).toEqual(['OrderImported', 'ReviewDecided', 'ShipBySet']);
    await expect(lease?.reached(new Date())).rejects.toThrow(LeaseLost);
    await expired(shop.of.shopKey);
    const { seen, imported, unchanged } = (await dead.syncNow(shop.of.shopKey)).orders;
    expect([seen, imported + unchanged, unchanged > 0]).toEqual([10, 10, true]);
    for (const no of orderNos) expect(await shop.events(no)).toEqual(['OrderImported', 'ReviewDecided', 'ShipBySet']);
  });
});

test('F-IN-01 two processes never read one shop at the same time', async () => {
  const shop = await shops.shop('PDD', 'two-processes');
  await shop.behave({ messages: false });
  await shop.place(30, { spreadMinutes: 60 });
  let [inside, most] = [0, 0];
  const readAtOnce = async (): Promise<void> => {
    let isIn = false;
    const reader = process((call) => {
      if (!isIn) inside += 1;
      isIn = true;
      most = Math.max(most, inside);
      return call();
    });
    await reader.syncNow(shop.of.shopKey);
    inside -= 1;
  };
  await Promise.all([readAtOnce(), readAtOnce(), readAtOnce()]);
  expect(most).toBe(1);
  const lease = await Lease.take(database, shop.of.shopKey, shops.host.world.ports.ids.uuid());
  expect(await Lease.take(database, shop.of.shopKey, shops.host.world.ports.ids.uuid())).toBeNull();
  expect(await process((call) => call()).readIfFree(shop.of.shopKey)).toBeNull();
  await lease?.release();
  expect(await process((call) => call()).readIfFree(shop.of.shopKey)).toMatchObject({ complete: true });
});

describe('F-AS-07 an after-sale that the channel tells before its order', () => {
  test('is parked, and the order is born held', async () => {
    const shop = await shops.shop('PDD', 'parked');
    const [no = ''] = await shop.place(1, { hidden: true });
    await shop.platform('POST', '/after-sales', { orderNo: no, state: 'OPEN' });
    expect(await shop.events(no)).toEqual(['AfterSaleParked']);
    await shop.platform('PUT', `/orders/${no}`, { hidden: false });
    expect((await shop.events(no)).slice(0, 4)).toEqual(['AfterSaleParked', 'OrderImported', 'ReviewDecided', 'HoldPlaced']);
    expect(activeHolds(await shop.order(no)).length).toBeGreaterThan(0);
  });
  test('and is refunded there already keeps the order held, books the refund and closes it', async () => {
    const shop = await shops.shop('DOUYIN', 'refunded-before');
    await shop.behave({ messages: false });
    const [no = ''] = await shop.place(1, { hidden: true });
    await shop.platform('POST', '/after-sales', { orderNo: no, state: 'REFUNDED', quantity: 99 });
    expect((await shop.sync()).reasons).toEqual({ ORDER_NOT_FOUND: 1 });
    expect(await shop.events(no)).toEqual(['AfterSaleParked']);
    await shop.platform('PUT', `/orders/${no}`, { hidden: false });
    await shop.sync();
    expect(await shop.events(no)).toContain('LinesRefunded');
    expect((await shops.done('GET', `${shop.path}/quarantine`)).items).toEqual([]);
  });
});

describe('F-IN-09 an authorisation that is over', () => {
  test('alarms at the next reading, the gap is noted, and filled once it is renewed', async () => {
    const shop = await shops.shop('PDD', 'expired');
    await shop.behave({ messages: false });
    await shop.sync();
    await shop.platform('DELETE', '/tokens');
    const [missed = ''] = await shop.place(1);
    expect((await shops.ask('POST', `${shop.path}/sync`)).body.code).toBe('SHOP_AUTH_EXPIRED');
    const alarmed = await shops.done('GET', shop.path);
    expect(alarmed).toMatchObject({ state: 'AUTH_EXPIRED', alarms: ['SHOP_AUTH_EXPIRED'] });
    expect(alarmed.gapSince).toBe(alarmed.syncedTo);
    await shop.authorise();
    expect((await shop.sync()).filledGap).toMatchObject({ from: alarmed.gapSince });
    expect(await shop.events(missed)).toContain('OrderImported');
    expect(await shops.done('GET', shop.path)).toMatchObject({ state: 'ACTIVE', alarms: [], gapSince: null });
  });
});

describe('F-IN-07 what cannot be read', () => {
  test.each([['STATUS', 'UNMAPPED_STATUS', 'order_status'], ['MISSING', 'FIELD_MISSING', 'receiver_name'], ['TYPE', 'FIELD_INVALID', 'item_list/0/goods_count']] as const)('TB-08 TB-13: (%s) is set aside sealed with its reason, told once, and settles when the channel tells it rightly', async (broken, reason, field) => {
    const shop = await shops.shop('PDD', `broken-${broken}`);
    await shop.behave({ messages: false });
    const [no = '', good = ''] = [...(await shop.place(1, { broken })), ...(await shop.place(1))];
    await shop.sync();
    await shop.sync();
    expect(await shop.events(good)).toContain('OrderImported');
    const { items } = await shops.done('GET', `${shop.path}/quarantine`);
    expect(items).toMatchObject([{ kind: 'ORDER', platformOrderNo: no, reason, fields: [field] }]);
    expect((await shops.done('GET', shop.path)).setAside).toEqual({ [reason]: 1 });
    const retried = await shops.ask('POST', `${shop.path}/quarantine/${items[0].quarantineId}/retry`);
    expect([retried.body.code, retried.body.guards[0].facts.reason]).toEqual(['STILL_UNREADABLE', reason]);
    await shop.platform('PUT', `/orders/${no}`, { broken: 'NOT' });
    await shop.sync();
    expect(await shop.events(no)).toContain('OrderImported');
    expect((await shops.done('GET', `${shop.path}/quarantine`)).items).toEqual([]);
    expect((await shops.ask('POST', `${shop.path}/quarantine/${items[0].quarantineId}/retry`)).body.code).toBe('QUARANTINED_NOT_FOUND');
  });
  test('of a known order holds it until the channel can be read again; what has left is not touched', async () => {
    const shop = await shops.shop('PDD', 'broken-known');
    await shop.behave({ messages: false });
    const parcels = await TestShipments.of(shops, shop);
    const [no = '', left = ''] = await parcels.taken(2);
    await parcels.sent(shop.orderId(left));
    for (const one of [no, left]) await shop.platform('PUT', `/orders/${one}`, { broken: 'STATUS' });
    await shop.sync();
    await shop.sync();
    expect(activeHolds(await shop.order(no)).map(({ type, effect, causeId }) => [type, effect, causeId])).toEqual([['APP', 'SUSPEND', 'channel-unreadable']]);
    expect([activeHolds(await shop.order(left)), (await shop.order(left)).intercepts]).toEqual([[], []]);
    await shop.platform('PUT', `/orders/${no}`, { broken: 'NOT' });
    await shop.sync();
    expect(activeHolds(await shop.order(no))).toEqual([]);
    expect((await shops.done('GET', `${shop.path}/quarantine`)).items).toMatchObject([{ platformOrderNo: left }]);
  });
  test('F-SP-05: holds no person in clear, and goes with the order when it is erased', async () => {
    const shop = await shops.shop('PDD', 'broken-sealed');
    await shop.behave({ messages: false });
    const [no = ''] = await shop.place(1, { broken: 'STATUS' });
    await shop.sync();
    const rows: readonly { readonly text: string }[] = await database.query('select q::text as text from orders.quarantine q where shop_key = $1', [shop.of.shopKey]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.text).not.toMatch(/receiver|goods_name|1\d{2}0000\d{4}/);
    await shops.host.world.seals.erase(shop.orderId(no));
    const { items } = await shops.done('GET', `${shop.path}/quarantine`);
    expect((await shops.done('POST', `${shop.path}/quarantine/${items[0].quarantineId}/retry`)).settled).toBe(true);
  });
});

describe('F-IN-05 a day that is reconciled', () => {
  test('TB-12: names and fetches what a channel’s lists of changes had left out', async () => {
    const shop = await shops.shop('DOUYIN', 'reconciled');
    await shop.behave({ messages: false });
    await shop.place(25);
    const [lost = ''] = await shop.place(1, { hidden: true });
    expect((await shop.sync()).orders.imported).toBe(25);
    const day = new Date(shops.host.world.ports.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect(await shops.done('POST', `${shop.path}/reconciliations`, { day })).toMatchObject({ day, platformOrders: 26, ourOrders: 25, missing: [lost], healed: [lost], extra: [], alarm: true });
    expect(await shop.events(lost)).toContain('OrderImported');
    expect(await shops.done('POST', `${shop.path}/reconciliations`, { day })).toMatchObject({ platformOrders: 26, ourOrders: 26, missing: [], alarm: false });
    expect((await shops.done('GET', `${shop.path}/reconciliations`)).items.map(({ alarm }: { alarm: boolean }) => alarm)).toEqual([false, true]);
  });
});
