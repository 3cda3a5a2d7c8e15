import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allocateLines } from '@daifa/order-domain/allocation';
import { asInterceptId, asOrderId } from '@daifa/order-domain/ids';
import { closeIntercept } from '@daifa/order-domain/intercepts';
import { activeHolds } from '@daifa/order-domain/order';
import { createReshipment } from '@daifa/order-domain/reshipment';
import { binding, factory } from '@daifa/order-domain/samples';
import { testHost, type Answer, type TestHost } from '@daifa/service-shell/test-host';
import { afterSalesService } from '../service.js';
import { shirt, TestCases } from '../test-cases.js';
import { at, plain, TestReships } from '../test-reships.js';

let host: TestHost;
let cases: TestCases;
let reships: TestReships;
beforeAll(async () => {
  host = await testHost([afterSalesService]);
  cases = new TestCases(host);
  reships = new TestReships(host, cases);
});
afterAll(() => host.close());

const UNKNOWN = '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f';
const codes = ({ body }: Answer): readonly string[] => body.guards.map(({ code }: { code: string }) => code);
const create = (originalOrderId: string, changes: object = {}, headers: Readonly<Record<string, string>> = {}) =>
  host.ask('merchant', 'POST', '/v1/reshipments', { originalOrderId, reason: 'DAMAGED_REFUSED', evidence: '照片3张', lines: [{ lineId: shirt, quantity: 1 }], ...changes }, headers);

describe('F-RS-01 sending again', () => {
  test('RS-03 RS-04 makes an order of its own, for the same receiver, once for one key', async () => {
    const original = await reships.shipped();
    const key = { 'idempotency-key': 'again-1' };
    const [first, second] = [await create(original, {}, key), await create(original, {}, key)];
    expect([first.status, first.body]).toMatchObject([201, { originalOrderId: original, sequence: 1, autoUpload: true }]);
    expect(second.body).toEqual(first.body);
    const order = await reships.load(first.body.reshipmentId);
    expect(order).toMatchObject({ review: 'APPROVED', channel: 'PDD', reshipmentOf: { originalOrderId: original, sequence: 1 }, lines: [{ lineId: shirt, quantity: 1 }] });
    if (!order.receiver) throw new Error('no receiver');
    expect(await host.world.seals.open(order.receiver, { tenantId: cases.merchantId, orderId: first.body.reshipmentId })).toMatchObject({ name: plain.name, phone: plain.phone });
    expect((await reships.load(original)).reshipments).toHaveLength(1);
  });
  test('RS-08 goes where it is told to, sealed like the original', async () => {
    const { body } = await create(await reships.shipped(), { receiver: { name: '周测试', phone: '13800000002', address: '样例街2号', province: '浙江省', city: '杭州市', district: '滨江区' } });
    const { receiver } = await reships.load(body.reshipmentId);
    if (!receiver) throw new Error('no receiver');
    expect((await host.world.seals.open(receiver, { tenantId: cases.merchantId, orderId: body.reshipmentId })).name).toBe('周测试');
    expect(JSON.stringify(await host.world.store.read(`order-${body.reshipmentId}`))).not.toContain('13800000002');
  });
  test('RS-04 by the original number of the channel; unknown, foreign, never shipped and too many are refused', async () => {
    const original = await reships.shipped();
    expect((await host.ask('merchant', 'POST', '/v1/reshipments', { channel: 'PDD', shopId: 'mall-1', platformOrderNo: 'nobody', reason: 'DAMAGED_REFUSED', evidence: 'x', lines: [{ lineId: shirt, quantity: 1 }] })).body.code).toBe('ORDER_NOT_FOUND');
    expect(codes(await create(UNKNOWN))).toEqual(['ORDER_NOT_FOUND']);
    expect((await host.ask('otherMerchant', 'POST', '/v1/reshipments', { originalOrderId: original, reason: 'DAMAGED_REFUSED', evidence: 'x', lines: [{ lineId: shirt, quantity: 1 }] })).status).toBe(404);
    expect(codes(await create(await cases.order()))).toEqual(['RESHIP_NOT_SHIPPED']);
    expect(codes(await create(original, { lines: [{ lineId: shirt, quantity: 3 }] }))).toEqual(['RESHIP_QTY_EXCEEDED']);
    expect(codes(await create(original, { evidence: '' }))).toEqual(['RESHIP_PRECONDITION']);
    expect((await create(original, { lines: [] })).body.code).toBe('VALIDATION_FAILED');
  });
  test('RS-02 what was stopped on its way, once the carrier has stopped it', async () => {
    const original = await reships.shipped();
    const intercepted = { reason: 'INTERCEPTED', evidence: '' };
    expect(codes(await create(original, intercepted))).toEqual(['RESHIP_PRECONDITION']);
    const { afterSaleId } = (await cases.open({ orderId: original })).body;
    await reships.tell(original, (order) => closeIntercept({ merchantId: cases.merchantId, interceptId: asInterceptId(`${original}.I1`), outcome: 'INTERCEPTED', note: '', at }, order));
    expect((await create(original, intercepted)).body).toMatchObject({ sequence: 1 });
    expect(afterSaleId).toBeTruthy();
  });
});

test('F-RS-01 who died between the two streams is completed by the process, with the right receiver', async () => {
  const original = await reships.shipped();
  const reshipmentId = asOrderId(host.world.ports.ids.uuid());
  await reships.tell(original, (order) => createReshipment({ merchantId: cases.merchantId, reshipmentId, reason: 'DAMAGED_REFUSED', lines: [{ lineId: shirt, quantity: 1 }], afterSaleId: null, evidence: 'x', receiver: null, at }, order));
  await host.settled();
  const { receiver, reshipmentOf } = await reships.load(reshipmentId);
  expect(reshipmentOf).toMatchObject({ originalOrderId: original, sequence: 1 });
  if (!receiver) throw new Error('no receiver');
  expect((await host.world.seals.open(receiver, { tenantId: cases.merchantId, orderId: reshipmentId })).name).toBe(plain.name);
});

describe('F-RS-02 the numbers of what is sent again', () => {
  test('RS-05 RS-06 the first is asked to be told by itself; the second waits for a person, who is warned', async () => {
    const original = await reships.shipped();
    const [first, second] = [await create(original), await create(original)];
    expect([first.body.sequence, second.body.sequence, second.body.autoUpload]).toEqual([1, 2, false]);
    await reships.sent(first.body.reshipmentId, true);
    const waybillNo = await reships.sent(second.body.reshipmentId, true);
    expect((await reships.load(first.body.reshipmentId)).uploads).toMatchObject([{ kind: 'RESHIP', by: 'AUTOMATIC' }]);
    expect((await reships.load(second.body.reshipmentId)).uploads).toEqual([]);
    await host.settled();
    const { body: { items } } = await host.ask('merchant', 'GET', `/v1/reshipments?upload=AWAITING_MANUAL_UPLOAD&originalOrderId=${original}`);
    expect(items).toMatchObject([{ reshipmentId: second.body.reshipmentId, sequence: 2, status: 'SHIPPED', waybillNos: [waybillNo], uploadBy: '2026-11-13T02:00:00.000Z', warning: true }]);
    const asked = await host.ask('merchant', 'POST', `/v1/reshipments/${second.body.reshipmentId}/upload`, { waybillNo });
    expect(asked.status).toBe(200);
    expect((await reships.load(second.body.reshipmentId)).uploads).toMatchObject([{ kind: 'RESHIP', by: 'PERSON', waybillNo }]);
    expect(codes(await host.ask('merchant', 'POST', `/v1/reshipments/${second.body.reshipmentId}/upload`, { waybillNo: 'YT0' }))).toEqual(['UPLOAD_NOT_FOUND']);
    expect((await host.ask('otherMerchant', 'POST', `/v1/reshipments/${second.body.reshipmentId}/upload`, { waybillNo })).body.code).toBe('RESHIPMENT_NOT_FOUND');
  });
  test('RS-05 a first one that was cancelled stays the first', async () => {
    const original = await reships.shipped();
    const { body: { reshipmentId } } = await create(original);
    const cancelled = await host.ask('merchant', 'POST', `/v1/reshipments/${reshipmentId}/cancellation`, { reason: '客户不要了' });
    expect(cancelled.status).toBe(200);
    expect((await reships.load(reshipmentId)).closedReason).toBe('RESHIPMENT_CANCELLED');
    expect((await create(original, { lines: [{ lineId: shirt, quantity: 2 }] })).body.sequence).toBe(2);
    expect((await host.ask('otherMerchant', 'POST', `/v1/reshipments/${reshipmentId}/cancellation`, {})).status).toBe(404);
    expect((await host.ask('merchant', 'POST', `/v1/reshipments/${original}/cancellation`, {})).status).toBe(404);
  });
});

describe('F-RS-05 what is sent again is fenced', () => {
  test('a case on the original stops it before the answer, and its end lets go', async () => {
    const original = await reships.shipped();
    const { body: { reshipmentId } } = await create(original);
    await reships.tell(reshipmentId, (order) => allocateLines({ orderId: reshipmentId, merchantId: cases.merchantId, factoryId: factory, lines: [], binding, at }, order));
    const { afterSaleId } = (await cases.open({ orderId: original })).body;
    const held = await reships.load(reshipmentId);
    expect([activeHolds(held).map(({ causeId }) => causeId), held.allocations.map(({ state }) => state.kind)]).toEqual([[afterSaleId], ['cancelled']]);
    await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/withdrawal`, {});
    expect(activeHolds(await reships.load(reshipmentId))).toEqual([]);
  });
});

test('the list is the same after a rebuild, and nobody else\'s', async () => {
  await host.settled();
  const before = (await host.ask('merchant', 'GET', '/v1/reshipments?limit=100')).body;
  expect(before.items.length).toBeGreaterThan(3);
  await host.ask('platform', 'POST', '/v1/operations/groups/after-sales.reshipment-list/rebuild', {});
  await host.settled();
  expect((await host.ask('merchant', 'GET', '/v1/reshipments?limit=100')).body).toEqual(before);
  expect((await host.ask('otherMerchant', 'GET', '/v1/reshipments')).body.items).toEqual([]);
});
