import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asFactoryId, type OrderId } from '@daifa/order-domain/ids';
import { imported } from '@daifa/order-domain/samples';
import { countStock, receiveStock } from '@daifa/order-domain/stock';
import { stockItemIdOf } from '@daifa/order-domain/stock-ledger';
import { afterWorkingTime, defaultCalendar } from '@daifa/order-domain/working-calendar';
import { StockLedgers } from '@daifa/order-store/stock-ledgers';
import { digest } from '@daifa/projection/digest';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { allocationService } from '../service.js';
import { TestShops } from '../test-shops.js';
import { ShortageWatch } from './shortage-watch.js';

let host: TestHost;
let shops: TestShops;
let factoryId: string;
let database: DataSource;
beforeAll(async () => {
  host = await testHost([allocationService]);
  shops = new TestShops(host);
  factoryId = await shops.bound('factory');
  database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await host.close();
});

const at = imported.at;
const itemOf = (sku: string): string => stockItemIdOf(asFactoryId(factoryId), sku);
const ledgers = () => new StockLedgers(host.world.aggregates.stock);

/** An order of two pieces of which the factory has one; the shortage it opened. */
async function short(sku: string, supply: 'MAKE' | 'BUY' = 'MAKE'): Promise<{ readonly orderId: OrderId; readonly shortageId: string }> {
  await ledgers().transact(itemOf(sku), shops.context(), (ledger) => countStock({ factoryId: asFactoryId(factoryId), sku, onHand: 1, backorderMax: 0, supply, note: '', at }, ledger));
  const [line] = imported.lines;
  const orderId = await shops.order(line ? { lines: [{ ...line, outSkuSn: sku, quantity: 2 }] } : {});
  await shops.allocated(orderId, factoryId);
  await host.settled();
  return { orderId, shortageId: `${orderId}.S1` };
}

const say = (shortageId: string, what: string, body: object = {}, tenant: TestTenant = 'merchant'): Promise<Answer> => host.ask(tenant, 'POST', `/v1/shortages/${shortageId}/${what}`, body);
const tell = (shortageId: string) => say(shortageId, 'notification', { note: '建议改发灰色 L' });
const grey = { outSkuSn: 'TS-G-L', title: '纯棉短袖T恤', spec: '灰色 L', unitPriceFen: 6_500 };
const listed = async (query: string, tenant: TestTenant = 'merchant'): Promise<readonly Record<string, string>[]> => {
  await host.settled();
  return (await host.ask(tenant, 'GET', `/v1/shortages?limit=100${query}`)).body.items;
};
const HOUR_MS = 3_600_000;

describe('F-ST-04 a shortage', () => {
  test('F-ST-04 ML-10 TB-15: opens with its 24 working hours, for the merchant, and for production or purchasing of the factory', async () => {
    const { orderId, shortageId } = await short('OPEN', 'BUY');
    const [item] = await listed(`&orderId=${orderId}`);
    expect(item).toMatchObject({ shortageId, state: 'OPENED', sku: 'OPEN', quantity: 2, supply: 'BUY', endedAs: null });
    const due = afterWorkingTime(defaultCalendar, Date.parse(item?.['openedAt'] ?? ''), 24 * HOUR_MS); // Sundays are not worked
    expect(item?.['notifyBy']).toBe(new Date(due).toISOString());
    expect((await listed('&supply=BUY', 'factory')).map((one) => one['shortageId'])).toEqual([shortageId]);
    expect(await listed('&supply=MAKE', 'factory')).toEqual([]);
    expect([await listed('', 'otherMerchant'), await listed('', 'otherFactory')]).toEqual([[], []]);
    const { state } = await host.world.aggregates.orders.load(orderId);
    expect(state.shortages).toHaveLength(1);
    const tasks = (await host.world.store.read(`order-${orderId}`)).filter(({ type }) => type === 'FactoryTaskOpened').map(({ data }) => JSON.parse(data).task);
    expect(tasks).toEqual(['PURCHASE']);
  });

  test('F-ST-04 ML-10: is decided only after the buyer was told; asked again, it is so already', async () => {
    const { orderId, shortageId } = await short('DECIDE');
    expect((await say(shortageId, 'decision', { outcome: 'TRANSFER' })).body).toMatchObject({ code: 'SHORTAGE_NOT_NOTIFIED', status: 409 });
    expect((await tell(shortageId)).body).toMatchObject({ state: 'CUSTOMER_NOTIFIED' });
    const { body } = await tell(shortageId);
    const decided = await say(shortageId, 'decision', { outcome: 'TRANSFER', note: '杭州仓调配' });
    expect(decided.body).toMatchObject({ state: 'CLOSED', endedAs: 'TRANSFER' });
    expect(decided.body.revision).toBe(body.revision + 3);
    expect((await say(shortageId, 'decision', { outcome: 'TRANSFER' })).body.revision).toBe(decided.body.revision);
    expect((await say(shortageId, 'decision', { outcome: 'WAIT' })).body).toMatchObject({ code: 'SHORTAGE_CLOSED', guards: [{ facts: { end: 'TRANSFER' } }] });
    await host.settled();
    const ledger = await ledgers().load(itemOf('DECIDE'));
    expect([...ledger.entries.keys()].filter((id) => id.startsWith(orderId))).toEqual([]);
  });

  test('F-ST-05: a substitute needs the consent, a dearer one the payment; then it is allocated, checked and priced as itself', async () => {
    const { orderId, shortageId } = await short('SUBST');
    await tell(shortageId);
    expect((await say(shortageId, 'consent', { consentRef: '会话 1' })).body.code).toBe('SUBSTITUTE_NOT_PROPOSED');
    expect((await say(shortageId, 'decision', { outcome: 'SUBSTITUTE', substitute: grey })).body).toMatchObject({ state: 'SUBSTITUTE', differenceFen: 1_200 });
    expect((await say(shortageId, 'settlement', { differenceFen: 1_200, reference: '补款 1' })).body.code).toBe('CONSENT_MISSING');
    expect((await say(shortageId, 'consent', { consentRef: '会话 1' })).body).toMatchObject({ state: 'SUBSTITUTE' });
    const refused = (await shops.allocate([{ orderId, factoryId }])).body.results[0].problem;
    expect([refused.code, refused.guards[0].facts]).toEqual(['PAYMENT_INCOMPLETE', { payableFen: 15_700, paidFen: 14_500 }]);
    expect((await say(shortageId, 'settlement', { differenceFen: 1_000, reference: '补款 1' })).body).toMatchObject({ code: 'DIFFERENCE_MISMATCH', guards: [{ facts: { differenceFen: 1_200 } }] });
    expect((await say(shortageId, 'settlement', { differenceFen: 1_200, reference: '补款 1' })).body).toMatchObject({ state: 'CLOSED', endedAs: 'SUBSTITUTE' });
    const { body } = await shops.allocate([{ orderId, factoryId }]);
    expect(body.results[0].result.allocations).toMatchObject([{ epoch: 2, status: 'ALLOCATED' }]);
    expect((await host.world.aggregates.orders.load(orderId)).state.lines[0]).toMatchObject({ outSkuSn: 'TS-G-L', spec: '灰色 L' });
  });

  test('DXM-12: is moved to stock by hand where there is enough, else STOCK_INSUFFICIENT', async () => {
    const { orderId, shortageId } = await short('MOVE');
    const refused = await say(shortageId, 'stock', {}, 'factory');
    expect([refused.body.code, refused.body.guards[0].facts]).toEqual(['STOCK_INSUFFICIENT', { allocationId: `${orderId}.1.1`, needed: 2, available: 1 }]);
    await ledgers().transact(itemOf('MOVE'), shops.context(), (ledger) => receiveStock({ quantity: 1, note: '', at }, ledger));
    expect((await say(shortageId, 'stock')).status).toBe(200);
    await host.settled();
    expect(await listed(`&orderId=${orderId}`)).toMatchObject([{ state: 'CLOSED', endedAs: 'REPLENISHED' }]);
    expect((await say(shortageId, 'stock', {}, 'otherFactory')).body.code).toBe('SHORTAGE_NOT_FOUND');
  });

  test('ML-10: nobody told in time is recorded once, whoever looks and how often', async () => {
    const [late, told] = [await short('LATE'), await short('TOLD')];
    await tell(told.shortageId);
    const later = new Date(Date.now() + 14 * 24 * HOUR_MS);
    const { ports } = host.world;
    const watch = new ShortageWatch({ ...host.world, ports: { ...ports, clock: { ...ports.clock, now: () => later } } }, database);
    await host.settled();
    await Promise.all([watch.look(), watch.look()]);
    await host.settled();
    await watch.look();
    const missed = async (orderId: OrderId) => (await host.world.store.read(`order-${orderId}`)).filter(({ type }) => type === 'ShortageNotifyMissed').length;
    expect([await missed(late.orderId), await missed(told.orderId)]).toEqual([1, 0]);
    expect((await listed(`&orderId=${late.orderId}`))[0]?.['missedAt']).toBe(later.toISOString());
  });

  test('F-ST-04: unknown, foreign, ill-formed and indiscreet are refused, and nothing is appended', async () => {
    const { orderId, shortageId } = await short('BAD');
    const { revision } = await host.world.aggregates.orders.load(orderId);
    for (const id of ['nonsense', `${orderId}.S9`, `0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.S1`]) expect([(await tell(id)).status, (await say(id, 'stock')).status]).toEqual([404, 404]);
    expect((await say(shortageId, 'notification', { note: '好' }, 'otherMerchant')).body.code).toBe('SHORTAGE_NOT_FOUND');
    expect((await say(shortageId, 'notification', { note: '好' }, 'factory')).status).toBe(403);
    expect((await say(shortageId, 'notification', { note: '请致电 13900000006' })).body.code).toBe('PII_IN_FREE_TEXT');
    expect((await say(shortageId, 'decision', { outcome: 'SUBSTITUTE', substitute: { ...grey, title: '致电 13900000006' } })).body.code).toBe('PII_IN_FREE_TEXT');
    for (const body of [{}, { outcome: 'GIVE_UP' }, { outcome: 'SUBSTITUTE' }, { outcome: 'WAIT', substitute: grey }, { outcome: 'SUBSTITUTE', substitute: { ...grey, unitPriceFen: 0.5 } }]) {
      expect([body, (await say(shortageId, 'decision', body)).body.code]).toEqual([body, 'VALIDATION_FAILED']);
    }
    expect((await host.ask('merchant', 'POST', `/v1/shortages/${shortageId}/notification`, { note: '好' }, { 'if-match': '"0"' })).body.code).toBe('PRECONDITION_FAILED');
    expect((await host.world.aggregates.orders.load(orderId)).revision).toBe(revision);
  });

  test('F-ST-04: the lists are the same when built again, those of substituted lines too', async () => {
    await host.settled();
    const digests = () => Promise.all(['shortage_row', 'allocation_row'].map((table) => digest(database, `allocation.${table}`)));
    const live = await digests();
    for (const group of ['allocation.shortages', 'allocation']) expect((await host.ask('platform', 'POST', `/v1/operations/groups/${group}/rebuild`)).status).toBeLessThan(300);
    await host.settled();
    expect(await digests()).toEqual(live);
  });
});
