import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openAfterSale } from '@daifa/order-domain/after-sales';
import { afterSaleIdOf, asLineId, asMerchantId, asOrderId, orderIdOf } from '@daifa/order-domain/ids';
import { digest } from '@daifa/projection/digest';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { ordersService } from '../service.js';
import { orderBody, receiver, TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
let database: DataSource;
beforeAll(async () => {
  host = await testHost([ordersService]);
  orders = new TestOrders(host);
  database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await host.close();
});

const UNKNOWN = '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f';
type Item = { readonly orderId: string; readonly platformOrderNo: string; readonly status: string; readonly held: boolean };
const suspend = { effect: 'SUSPEND', reason: '核对库存' };

describe('the list', () => {
  test('shows every order once, page by page, though others come in meanwhile', async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, (_, n) => orders.taken(`paged-${n}`, { shopId: 'paged' })));
    await host.settled();
    const seen: string[] = [];
    for (let cursor = '', n = 0; ; n += 1) {
      const { body, headers } = await host.ask('merchant', 'GET', `/v1/orders?limit=3${cursor}`);
      seen.push(...body.items.map(({ orderId }: Item) => orderId));
      if (body.next === null) break;
      expect(headers.get('link')).toContain('rel="next"');
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
      await orders.taken(`newer-${n}`);
      await host.settled();
    }
    expect(seen.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('F-AL-09: a line its merchant took back is marked NO_AUTO_ROUTE until he lets the rules have it', async () => {
    const orderId = asOrderId(await orders.taken('no-auto-route'));
    const tell = (type: 'AutoRouteSuspended' | 'AutoRouteResumed') => host.world.aggregates.orders.transact(orderId, { commandId: host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: '2026-11-11T02:00:00.000Z' }, () => ({ kind: 'accepted', events: [{ type, lineId: asLineId('1'), at: '2026-11-11T02:00:00.000Z' }] }));
    const flags = async (): Promise<readonly string[]> => (await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).body.summary.lines[0].flags;
    expect(await flags()).toEqual([]);
    await tell('AutoRouteSuspended');
    expect(await flags()).toEqual(['NO_AUTO_ROUTE']);
    await tell('AutoRouteResumed');
    expect(await flags()).toEqual([]);
  });

  test('DY-14 PDD-21: finds by status, by hold, by number', async () => {
    const waiting = await orders.taken('find-1', { approve: 'PERSON' });
    const held = await orders.taken('find-2');
    const { headers } = await host.ask('merchant', 'POST', `/v1/orders/${held}/holds`, suspend);
    const found = async (query: string): Promise<readonly string[]> => {
      const { body } = await host.ask('merchant', 'GET', `/v1/orders?limit=100&${query}`, undefined, { 'daifa-position': headers.get('daifa-position') ?? '' });
      return body.items.map(({ orderId }: Item) => orderId);
    };
    expect(await found('status=PENDING_REVIEW')).toEqual([waiting]);
    expect(await found('held=true')).toEqual([held]);
    expect(await found('held=false')).not.toContain(held);
    expect(await found('platformOrderNo=find-1')).toEqual([waiting]);
    expect(await found('platformOrderNo=%00find-1')).toEqual([waiting]); // what no database keeps is left out of a question too
  });

  test('F-SP-07 DY-14: of a merchant is its own; the platform and analysts see all; a cursor is good for its owner only', async () => {
    const mine = await orders.taken('own-1');
    await orders.take([orderBody('own-2'), orderBody('own-3')], 'otherMerchant');
    await host.settled();
    const numbers = async (tenant: 'otherMerchant' | 'platform' | 'analyst'): Promise<readonly string[]> => (await host.ask(tenant, 'GET', '/v1/orders?limit=100')).body.items.map(({ platformOrderNo }: Item) => platformOrderNo);
    expect([...(await numbers('otherMerchant'))].sort()).toEqual(['own-2', 'own-3']);
    expect(await numbers('platform')).toEqual(expect.arrayContaining(['own-1', 'own-2']));
    expect(await numbers('analyst')).toEqual(expect.arrayContaining(['own-1', 'own-2']));
    const { body } = await host.ask('otherMerchant', 'GET', '/v1/orders?limit=1');
    expect((await host.ask('merchant', 'GET', `/v1/orders?limit=1&cursor=${encodeURIComponent(body.next)}`)).body.code).toBe('CURSOR_INVALID');
    expect((await host.ask('factory', 'GET', '/v1/orders')).status).toBe(403);
    expect((await host.ask('otherMerchant', 'GET', `/v1/orders/${mine}`)).body.code).toBe('ORDER_NOT_FOUND');
  });

  test.each([['limit=0'], ['limit=101'], ['limit=x'], ['status=SENT'], ['held=perhaps'], ['colour=red']])('?%s is refused', async (query) => expect((await host.ask('merchant', 'GET', `/v1/orders?${query}`)).body.code).toBe('VALIDATION_FAILED'));

  test('F-UI-03: that names a position beyond the log says that it is behind', async () => {
    const ahead = (await host.world.store.headPosition()) + 1_000;
    const { status, body, headers } = await host.ask('merchant', 'GET', '/v1/orders', undefined, { 'daifa-position': String(ahead) });
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'READ_BEHIND', '1']);
  });
});

describe('one order', () => {
  test('F-SP-07: unknown, foreign and no id at all answer alike', async () => {
    const orderId = await orders.taken('one-1');
    for (const path of ['', '/history']) {
      const answers = await Promise.all([host.ask('otherMerchant', 'GET', `/v1/orders/${orderId}${path}`), host.ask('merchant', 'GET', `/v1/orders/${UNKNOWN}${path}`), host.ask('merchant', 'GET', `/v1/orders/nonsense${path}`)]);
      expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual(Array(3).fill('404 ORDER_NOT_FOUND'));
    }
  });

  test('F-SP-02: and its history hold masks, and nothing of the person, in clear or sealed', async () => {
    const orderId = await orders.taken('one-2');
    const one = await host.ask('merchant', 'GET', `/v1/orders/${orderId}`);
    const history = await host.ask('merchant', 'GET', `/v1/orders/${orderId}/history`);
    expect(one.body.summary.receiver).toMatchObject({ name: '林**', province: '浙江省' });
    expect(history.body.events.map(({ type, revision, actor }: { type: string; revision: number; actor: { kind: string } }) => [type, revision, actor.kind])).toEqual([['OrderImported', 0, 'merchant'], ['ReviewDecided', 1, 'merchant']]);
    expect(history.body.events[0].data.receiver).toMatchObject({ province: '浙江省', city: '杭州市' });
    for (const { text } of [one, history]) {
      for (const value of [receiver.name, receiver.phone, receiver.address, receiver.buyer]) expect(text).not.toContain(value);
      expect(text).not.toMatch(/sealed|ciphertext|subjectKeyId|receiverKey/);
    }
  });

  test('says the revision that If-Match wants', async () => {
    const orderId = await orders.taken('one-3');
    const { headers, body } = await host.ask('merchant', 'GET', `/v1/orders/${orderId}`);
    expect([headers.get('etag'), body.revision]).toEqual(['"1"', 1]);
  });
});

test('F-AS-07 what only an after-sale has announced is listed for the platform, and for nobody else', async () => {
  const merchantId = asMerchantId(host.tenants.merchant.tenantId);
  const orderId = orderIdOf({ merchantId, channel: 'API', shopId: 'shop-1', platformOrderNo: 'parked-1' });
  const context = { commandId: host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: '2026-11-01T02:00:00.000Z' } as const;
  const scope = { merchantId, afterSaleId: afterSaleIdOf(merchantId, 'as-1'), afterSaleType: 'REFUND_ONLY', version: 1, lines: [], platformLines: [], at: '2026-11-01T02:00:00.000Z' } as const;
  await host.world.aggregates.orders.transact(orderId, context, (order) => openAfterSale(scope, order));
  await host.settled();
  expect((await host.ask('platform', 'GET', '/v1/orders/parked')).body.items).toEqual([{ orderId, since: '2026-11-01T02:00:00.000Z', overdue: true }]);
  expect((await host.ask('merchant', 'GET', '/v1/orders/parked')).status).toBe(403);
  expect((await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).status).toBe(404);
  expect(await orders.taken('parked-1')).toBe(orderId);
  await host.settled();
  expect((await host.ask('platform', 'GET', '/v1/orders/parked')).body.items).toEqual([]);
  expect(await orders.history(orderId)).toEqual(['AfterSaleParked', 'OrderImported', 'ReviewDecided', 'HoldPlaced']);
  expect((await host.ask('merchant', 'GET', '/v1/orders?platformOrderNo=parked-1')).body.items[0].held).toBe(true);
});

describe('the receiver', () => {
  const moved = { ...receiver, address: '样例大道99号', district: '滨江区' };

  test('F-AS-06: is changed by its merchant; the same receiver is no change, and the answer holds nothing of a person', async () => {
    const orderId = await orders.taken('moved-1');
    const changed = await host.ask('merchant', 'PUT', `/v1/orders/${orderId}/receiver`, moved);
    expect(changed.body.effects).toEqual(['ReceiverChanged', 'HoldPlaced', 'HoldReleased']);
    expect(changed.text).not.toContain(moved.address);
    expect((await host.ask('merchant', 'PUT', `/v1/orders/${orderId}/receiver`, moved)).body.effects).toEqual([]);
    expect((await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).body.summary.receiver.district).toBe('滨江区');
    const records = JSON.stringify(await host.world.store.read(host.world.aggregates.orders.streamOf(orderId)));
    for (const value of [moved.name, moved.phone, moved.address]) expect(records).not.toContain(value);
  });

  test('of a foreign order is not found, and no key is made for an order that is not there', async () => {
    const orderId = await orders.taken('moved-2');
    expect((await host.ask('otherMerchant', 'PUT', `/v1/orders/${orderId}/receiver`, moved)).body.code).toBe('ORDER_NOT_FOUND');
    expect((await host.ask('merchant', 'PUT', '/v1/orders/nonsense/receiver', moved)).body.code).toBe('ORDER_NOT_FOUND');
    expect((await host.ask('merchant', 'PUT', `/v1/orders/${orderId}/receiver`, { ...moved, phone: 'call me' })).status).toBe(400);
    expect((await host.ask('merchant', 'PUT', `/v1/orders/${orderId}/receiver`, moved, { 'if-match': '"9"' })).status).toBe(412);
    expect(await orders.revision(orderId)).toBe(1);
    expect((await host.ask('merchant', 'PUT', `/v1/orders/${UNKNOWN}/receiver`, moved)).body.code).toBe('ORDER_NOT_FOUND');
    expect(await database.query('select * from keys.data_keys where subject_key_id = $1', [UNKNOWN])).toEqual([]);
  });
});

test('F-AU-01: built again from the first event, every row is the same', async () => {
  const orderId = await orders.taken('rebuilt-1');
  await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, suspend);
  await orders.take([orderBody('rebuilt-1', { updatedAt: '2026-11-12T01:00:00.000Z', status: 'CLOSED' })]);
  await host.settled();
  const digests = () => Promise.all(['order_row', 'known_receiver'].map((table) => digest(database, `orders.${table}`)));
  const live = await digests();
  expect(live.filter((one) => one.startsWith('0:'))).toEqual([]);
  const group = host.world.groups.get('orders');
  expect(group?.readModels).toEqual(['order_row', 'known_receiver']);
  await group?.bus.rebuild(['order_row', 'known_receiver']);
  expect(await digests()).toEqual(live);
});
