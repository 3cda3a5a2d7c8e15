import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asFactoryId, asHoldId } from '@daifa/order-domain/ids';
import { imported, shirt } from '@daifa/order-domain/samples';
import type { OrderEvent } from '@daifa/order-domain/events';
import { digest } from '@daifa/projection/digest';
import { testHost, type Answer, type TestHost } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { allocationService } from '../service.js';
import { TestShops } from '../test-shops.js';

let host: TestHost;
let shops: TestShops;
let factoryId: string;
let otherFactoryId: string;
beforeAll(async () => {
  host = await testHost([allocationService]);
  shops = new TestShops(host);
  factoryId = await shops.bound('factory');
  otherFactoryId = host.tenants.otherFactory.tenantId; // not bound
});
afterAll(() => host.close());

const UNKNOWN = '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f';
const verdicts = ({ body }: Answer): readonly string[] => body.results.map((item: { status: string; problem?: { guards: readonly { code: string }[] } }) => item.problem?.guards.map(({ code }) => code).join(' ') ?? item.status);
const hold = (holdType: 'AFTER_SALE' | 'RISK_REVIEW' | 'MERCHANT'): OrderEvent => ({ type: 'HoldPlaced', holdId: asHoldId(`${holdType}:c:1`), holdType, effect: 'CANCEL', lines: [], causeId: 'c', causeVersion: 1, placedBy: 'platform', reason: 'x', at: imported.at });

describe('F-AL-01 allocating', () => {
  test('PDD-19 PDD-20 DY-15: a batch answers item by item: whole orders, parts of lines, several factories', async () => {
    const [one, two] = [await shops.order(), await shops.order()];
    const answer = await shops.allocate([{ orderId: one, factoryId }, { orderId: two, factoryId, lines: [{ lineId: '1', quantity: 1 }] }, { orderId: one, factoryId }, { orderId: UNKNOWN, factoryId }, { orderId: two, factoryId: otherFactoryId, lines: [{ lineId: '2', quantity: 1 }] }]);
    expect(answer.status).toBe(200);
    expect(verdicts(answer)).toEqual(['done', 'done', 'DUPLICATE_IN_BATCH', 'ORDER_NOT_FOUND', 'BINDING_NOT_ACTIVE']);
    expect(answer.body.results[0].result.allocations).toMatchObject([{ lineId: '1', quantity: 2, epoch: 1, status: 'ALLOCATED' }, { lineId: '2', quantity: 3 }]);
    const rest = await shops.allocate([{ orderId: two, factoryId }]);
    expect(rest.body.results[0].result.allocations).toMatchObject([{ lineId: '1', quantity: 1, epoch: 2 }, { lineId: '2', quantity: 3 }]);
    expect(verdicts(await shops.allocate([{ orderId: two, factoryId }]))).toEqual(['ALREADY_ALLOCATED ALREADY_ALLOCATED']);
  });

  test('PDD-20: of more than 100 is refused whole', async () => {
    const { status, body } = await shops.allocate(Array.from({ length: 101 }, () => ({ orderId: UNKNOWN, factoryId })));
    expect([status, body.code]).toEqual([422, 'BATCH_TOO_LARGE']);
  });

  test.each<[string, Partial<typeof imported>, readonly OrderEvent[], string]>([
    ['waits for an approval', {}, [], 'ORDER_NOT_APPROVED'],
    ['is not paid', { paidFen: 0, platformStatus: 'AWAITING_PAYMENT' }, [], 'ORDER_NOT_APPROVED PAYMENT_INCOMPLETE'],
    ['has gone out already', { platformStatus: 'SHIPPED' }, [], 'ORDER_NOT_APPROVED ORDER_NOT_SHIPPABLE'],
    ['is under three holds at once', {}, [hold('AFTER_SALE'), hold('RISK_REVIEW'), hold('MERCHANT')], 'ORDER_NOT_APPROVED ORDER_HAS_AFTERSALE ORDER_IN_REVIEW ORDER_ON_HOLD ORDER_HAS_AFTERSALE ORDER_IN_REVIEW ORDER_ON_HOLD'],
    ['is closed', {}, [{ type: 'OrderClosed', reason: 'REFUNDED', at: imported.at }], 'ORDER_CLOSED ORDER_NOT_APPROVED'],
    ['is shipped by its merchant', { lines: imported.lines.map((line) => ({ ...line, mode: 'SELF' as const })) }, [], 'ORDER_NOT_APPROVED ORDER_NOT_SHIPPABLE'],
  ])('F-AL-03: an order that %s is refused with every guard that failed, and nothing is appended', async (_, changes, more, codes) => {
    const orderId = await shops.order(changes, more);
    const { revision } = await host.world.aggregates.orders.load(orderId);
    expect(verdicts(await shops.allocate([{ orderId, factoryId }]))).toEqual([codes]);
    expect((await host.world.aggregates.orders.load(orderId)).revision).toBe(revision);
  });

  test('lines and quantities the order does not have are refused, each with its reason', async () => {
    const orderId = await shops.order();
    const wanted = async (lineId: string, quantity: number): Promise<readonly string[]> => verdicts(await shops.allocate([{ orderId, factoryId, lines: [{ lineId, quantity }, { lineId: '2', quantity: 4 }] }]));
    expect(await wanted('1', 3)).toEqual(['QUANTITY_INVALID QUANTITY_INVALID']);
    expect(await wanted('9', 1)).toEqual(['LINE_NOT_FOUND']); // what is not there tells nothing of what is
    expect((await shops.allocate([{ orderId, factoryId, lines: [{ lineId: '1', quantity: 0.5 }] }])).status).toBe(400);
  });

  test('F-SP-07: the order of another merchant is not found; other roles may not ask', async () => {
    const orderId = await shops.order();
    expect(verdicts(await shops.allocate([{ orderId, factoryId }], 'otherMerchant'))).toEqual(['ORDER_NOT_FOUND']);
    for (const tenant of ['factory', 'platform', 'analyst'] as const) expect((await shops.allocate([{ orderId, factoryId }], tenant)).status).toBe(403);
  });

  test('X-01 asked ten times at once for the same pieces, they are promised once', async () => {
    const orderId = await shops.order();
    const answers = await Promise.all(Array.from({ length: 10 }, () => shops.allocate([{ orderId, factoryId, lines: [{ lineId: shirt, quantity: 2 }] }])));
    expect(answers.flatMap(verdicts).sort()).toEqual([...Array(9).fill('ALREADY_ALLOCATED'), 'done']);
  });

  test('F-BI-04: stops with the binding, from the next command on', async () => {
    await shops.bound('otherFactory');
    const orderId = await shops.order();
    const { body } = await host.ask('merchant', 'GET', '/v1/bindings?limit=100', undefined, { 'daifa-position': String(await host.world.store.headPosition()) });
    const { bindingId } = body.items.find((item: { factoryId: string; state: string }) => item.factoryId === otherFactoryId);
    expect(verdicts(await shops.allocate([{ orderId, factoryId: otherFactoryId, lines: [{ lineId: '1', quantity: 1 }] }]))).toEqual(['done']);
    await host.ask('otherFactory', 'DELETE', `/v1/bindings/${bindingId}`);
    expect(verdicts(await shops.allocate([{ orderId, factoryId: otherFactoryId }]))).toEqual(['BINDING_NOT_ACTIVE']);
  });
});

describe('F-AL-05 taking back', () => {
  const recall = (items: readonly object[], tenant: 'merchant' | 'otherMerchant' = 'merchant') => host.ask(tenant, 'POST', '/v1/allocations/cancellations', { items });

  test('F-AL-02 PDD-03 PDD-22: is for the merchant, with a reason, and asked again it is so already', async () => {
    const orderId = await shops.order();
    const [first, second] = await shops.allocated(orderId, factoryId);
    const reason = '更换厂家';
    const answer = await recall([{ allocationId: first, reason }, { allocationId: first, reason }, { allocationId: `${UNKNOWN}.1.1`, reason }, { allocationId: 'nonsense', reason }, { allocationId: `${orderId}.1.9`, reason }]);
    expect(verdicts(answer)).toEqual(['done', 'DUPLICATE_IN_BATCH', 'ORDER_NOT_FOUND', 'ALLOCATION_NOT_FOUND', 'ALLOCATION_NOT_FOUND']);
    expect(answer.body.results[0].result.allocations).toMatchObject([{ allocationId: first, status: 'CANCELLED' }]);
    expect(verdicts(await recall([{ allocationId: first, reason }]))).toEqual(['done']);
    expect(verdicts(await recall([{ allocationId: second, reason }], 'otherMerchant'))).toEqual(['ORDER_NOT_FOUND']);
    expect(verdicts(await recall([{ allocationId: second, reason: '请致电 13900000006' }]))).toEqual(['PII_IN_FREE_TEXT']);
    expect((await recall([{ allocationId: second, reason: '' }])).status).toBe(400);
    await host.settled();
    const { body } = await host.ask('merchant', 'GET', `/v1/allocations?orderId=${orderId}`);
    expect(body.items.map(({ allocationId, status, cancelCause, cancelReason }: Record<string, string>) => [allocationId, status, cancelCause, cancelReason]).sort()).toEqual([[first, 'CANCELLED', 'MERCHANT', reason], [second, 'ALLOCATED', null, null]].sort());
  });

  test('F-AL-09: keeps the rules from allocating the line again until the merchant lets them', async () => {
    const orderId = await shops.order();
    const [first] = await shops.allocated(orderId, factoryId);
    await recall([{ allocationId: first, reason: '更换厂家' }]);
    const resume = (body: object, tenant: 'merchant' | 'otherMerchant' = 'merchant', headers = {}) => host.ask(tenant, 'POST', '/v1/allocations/auto-route', body, headers);
    const { revision } = await host.world.aggregates.orders.load(orderId);
    expect((await resume({ orderId, lineId: '1' }, 'merchant', { 'if-match': '"0"' })).body.code).toBe('PRECONDITION_FAILED');
    expect((await resume({ orderId, lineId: '1' }, 'otherMerchant')).body.code).toBe('ORDER_NOT_FOUND');
    expect((await resume({ orderId, lineId: '9' })).body.code).toBe('LINE_NOT_FOUND');
    expect((await resume({ orderId, lineId: '1' })).body.revision).toBe(revision + 1);
    expect((await resume({ orderId, lineId: '1' })).body.revision).toBe(revision + 1);
  });

  test('F-AL-02 PDD-22: after the waybill is returned is refused: a parcel is intercepted, not recalled', async () => {
    const orderId = await shops.order();
    const allocationIds = await shops.allocated(orderId, factoryId);
    const { state } = await host.world.aggregates.orders.load(orderId);
    await shops.tell(orderId, { type: 'WaybillReturned', allocationIds: state.allocations.map(({ allocationId }) => allocationId), factoryId: asFactoryId(factoryId), carrier: 'YTO', waybillNo: 'YT8800000000099', labelId: null, origin: 'TYPED', at: imported.at });
    expect(verdicts(await recall([{ allocationId: allocationIds[0], reason: '更换厂家' }]))).toEqual(['ALLOCATION_RETURNED']);
  });
});

test('F-AU-01 F-SP-07: the list is the merchant’s own, in pages, and the same when built again', async () => {
  await host.settled();
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await host.ask('merchant', 'GET', `/v1/allocations?limit=3${cursor}`);
    seen.push(...body.items.map(({ allocationId }: { allocationId: string }) => allocationId));
    if (body.next === null) break;
    cursor = `&cursor=${encodeURIComponent(body.next)}`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(6);
  expect((await host.ask('otherMerchant', 'GET', '/v1/allocations')).body.items).toEqual([]);
  const database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
  const tables = ['allocation_row', 'binding_row'] as const;
  const digests = () => Promise.all(tables.map((table) => digest(database, `allocation.${table}`)));
  const live = await digests();
  expect([...(host.world.groups.get('allocation')?.readModels ?? [])].sort()).toEqual([...tables]);
  await host.world.groups.get('allocation')?.bus.rebuild([...tables]);
  expect(await digests()).toEqual(live);
  await database.destroy();
});
