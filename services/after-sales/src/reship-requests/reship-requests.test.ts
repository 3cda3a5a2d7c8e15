import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asOrderId } from '@daifa/order-domain/ids';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { afterSalesService } from '../service.js';
import { shirt, TestCases } from '../test-cases.js';
import { TestReships } from '../test-reships.js';

let host: TestHost;
let cases: TestCases;
let reships: TestReships;
beforeAll(async () => {
  host = await testHost([afterSalesService]);
  cases = new TestCases(host);
  reships = new TestReships(host, cases);
});
afterAll(() => host.close());

const form = { reason: 'MISSED', lines: [{ lineId: shirt, quantity: 1 }], receiver: { name: '周测试', phone: '13800000002', address: '样例街2号', province: '浙江省', city: '杭州市', district: '滨江区' }, description: '收到时少了一件' };
const codes = ({ body }: Answer): readonly string[] => body.guards.map(({ code }: { code: string }) => code);
const act = (tenant: TestTenant, id: string, what: string, body: object = {}) => host.ask(tenant, 'POST', `/v1/reship-requests/${id}/${what}`, body);

async function requested(changes: object = {}): Promise<{ readonly id: string; readonly orderId: string }> {
  const orderId = await reships.shipped();
  const { body } = await host.ask('platform', 'POST', '/v1/reship-requests', { ...form, orderId, ...changes });
  return { id: body.afterSaleId, orderId };
}

describe('F-RS-03 补寄', () => {
  test('RS-07 RS-08 RS-10 RS-11 asked for, agreed, sent, received: closed, once', async () => {
    const { id, orderId } = await requested();
    const agreed = await act('merchant', id, 'agreement', { version: 1 });
    expect([agreed.status, agreed.body]).toMatchObject([200, { state: 'AGREED', version: 2, reason: 'MISSED', receiver: { phone: '138****0002' } }]);
    const { reshipmentId } = agreed.body;
    expect((await reships.load(orderId)).reshipments).toMatchObject([{ reshipmentId, sequence: 1, reason: 'MISSED', afterSaleId: id }]);
    const { receiver } = await reships.load(reshipmentId);
    if (!receiver) throw new Error('no receiver');
    expect((await host.world.seals.open(receiver, { tenantId: cases.merchantId, orderId: reshipmentId })).name).toBe('周测试');
    expect(codes(await act('platform', id, 'receipt'))).toEqual(['RESHIP_NOT_SHIPPED']);
    await reships.sent(asOrderId(reshipmentId));
    await host.settled();
    expect((await host.ask('merchant', 'GET', `/v1/reship-requests/${id}`)).body.state).toBe('RESHIPPED');
    expect((await act('platform', id, 'receipt')).body.state).toBe('CLOSED');
    const { body: { version } } = await act('platform', id, 'receipt');
    expect(version).toBe(5);
    await host.settled();
    expect((await host.ask('merchant', 'GET', `/v1/after-sales/${id}`)).body).toMatchObject({ type: 'RESHIP', state: 'CLOSED', orderId });
    expect(JSON.stringify(await host.world.store.read(`aftersale-${id}`))).not.toContain('13800000002');
  });
  test('RS-08 what is not complete, not shipped or too much is refused', async () => {
    const orderId = await reships.shipped();
    const ask = (changes: object) => host.ask('platform', 'POST', '/v1/reship-requests', { ...form, orderId, ...changes });
    expect(codes(await ask({ description: ' ' }))).toEqual(['AFTERSALE_INVALID']);
    expect(codes(await ask({ lines: [] }))).toEqual(['AFTERSALE_INVALID']);
    expect((await ask({ receiver: { ...form.receiver, address: '' } })).body.code).toBe('VALIDATION_FAILED');
    expect(codes(await ask({ lines: [{ lineId: shirt, quantity: 3 }] }))).toEqual(['RESHIP_QTY_EXCEEDED']);
    expect(codes(await ask({ orderId: await cases.order() }))).toEqual(['RESHIP_NOT_SHIPPED']);
    expect((await host.ask('merchant', 'POST', '/v1/reship-requests', { ...form, orderId })).status).toBe(403);
  });
  test('RS-09 F-AS-10 the merchant agrees to what he saw, or is told', async () => {
    const { id } = await requested();
    expect((await host.ask('platform', 'PUT', `/v1/reship-requests/${id}`, { ...form, reason: 'SHORT', lines: [{ lineId: shirt, quantity: 2 }] })).body).toMatchObject({ version: 2, reason: 'SHORT' });
    expect(codes(await act('merchant', id, 'agreement', { version: 1 }))).toEqual(['AFTERSALE_VERSION_CHANGED']);
    await act('platform', id, 'arbitration');
    expect(codes(await act('merchant', id, 'agreement', { version: 2 }))).toEqual(['AFTERSALE_IN_ARBITRATION']);
    expect(codes(await act('merchant', id, 'rejection', { version: 2, reason: '已足量发出' }))).toEqual(['AFTERSALE_IN_ARBITRATION']);
    const ruled = await act('platform', id, 'ruling', { ruling: 'AGREE', note: '称重不足' });
    expect(ruled.body).toMatchObject({ state: 'AGREED', version: 5 });
    expect((await reships.load(ruled.body.reshipmentId)).lines).toMatchObject([{ quantity: 2 }]);
    const other = await requested();
    await act('platform', other.id, 'withdrawal');
    expect(codes(await act('merchant', other.id, 'agreement', { version: 1 }))).toEqual(['AFTERSALE_CLOSED']);
    expect((await act('otherMerchant', id, 'agreement', { version: 5 })).body.code).toBe('AFTERSALE_NOT_FOUND');
  });
  test('F-RS-05 taken back after it was agreed, its label is stopped; once it has left it is not taken back', async () => {
    const { id, orderId } = await requested();
    const { body: { reshipmentId } } = await act('merchant', id, 'agreement', { version: 1 });
    await reships.allocated(asOrderId(reshipmentId));
    expect((await act('platform', id, 'withdrawal')).body.state).toBe('WITHDRAWN');
    const stopped = await reships.load(reshipmentId);
    expect([stopped.closedReason, stopped.allocations.map(({ state }) => state.kind), (await reships.load(orderId)).reshipments.map(({ cancelled }) => cancelled)]).toEqual(['RESHIPMENT_CANCELLED', ['cancelled'], [true]]);
    const left = await requested();
    const again = await act('merchant', left.id, 'agreement', { version: 1 });
    await reships.sent(asOrderId(again.body.reshipmentId));
    expect(['ORDER_ALREADY_SHIPPED', 'AFTERSALE_CLOSED']).toContain(codes(await act('platform', left.id, 'withdrawal'))[0]);
  });
});
