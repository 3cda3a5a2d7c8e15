import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { ordersService } from '../service.js';
import { TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([ordersService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

const UNKNOWN = '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f';
const suspend = { effect: 'SUSPEND', handle: 'quality-check', reason: '核对库存' };
const held = async (orderId: string): Promise<readonly string[]> => (await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).body.summary.holds.map(({ holdId }: { holdId: string }) => holdId);

describe('a hold', () => {
  test('F-AS-01 F-AS-05: is placed once for the same handle, and released alone', async () => {
    const orderId = await orders.taken('hold-1');
    const placed = await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, suspend);
    expect([placed.status, placed.body]).toMatchObject([201, { orderId, revision: 2, effects: ['HoldPlaced'] }]);
    expect(placed.headers.get('etag')).toBe('"2"');
    const again = await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, suspend);
    expect(again.body).toMatchObject({ revision: 2, effects: [] });
    await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, handle: 'other' });
    const released = await host.ask('merchant', 'DELETE', `/v1/orders/${orderId}/holds/${placed.body.holdId}`);
    expect([released.status, released.body.effects]).toEqual([200, ['HoldReleased']]);
    expect(await held(orderId)).toEqual(['MERCHANT:other:1']);
    expect((await host.ask('merchant', 'DELETE', `/v1/orders/${orderId}/holds/${placed.body.holdId}`)).body).toMatchObject({ revision: 4, effects: [] });
  });

  test('F-AS-05 F-AS-11: may cover a part of a line, but none that the order does not have', async () => {
    const orderId = await orders.taken('hold-lines');
    const part = await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, lines: [{ lineId: '1', quantity: 1 }] });
    expect(part.body.effects).toEqual(['HoldPlaced']);
    for (const [lineId, quantity, code] of [['9', 1, 'LINE_NOT_FOUND'], ['1', 99, 'QUANTITY_INVALID']] as const) {
      const wrong = await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, handle: 'wrong', lines: [{ lineId, quantity }] });
      expect(wrong.body.code).toBe(code);
    }
    expect(await orders.revision(orderId)).toBe(2);
  });

  test('F-AS-05 PDD-07: of a type that is the platform’s cannot be placed by a merchant; the platform may', async () => {
    const orderId = await orders.taken('hold-types');
    for (const type of ['BUYER_CANCEL', 'SHOP_CLOSED']) {
      expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, type })).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect((await host.ask('platform', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, type })).status).toBe(201);
    }
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, type: 'AFTER_SALE' })).status).toBe(400);
    expect(await held(orderId)).toEqual(['BUYER_CANCEL:quality-check:1', 'SHOP_CLOSED:quality-check:1']);
  });

  test('F-AS-05: is released by who placed it, and an unknown one creates nothing', async () => {
    const orderId = await orders.taken('hold-owner');
    const { body } = await host.ask('platform', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, type: 'BUYER_CANCEL' });
    expect((await host.ask('merchant', 'DELETE', `/v1/orders/${orderId}/holds/${body.holdId}`)).body).toMatchObject({ status: 403, code: 'HOLD_NOT_YOURS', guards: [{ facts: { placedBy: 'platform' } }] });
    const revision = await orders.revision(orderId);
    expect((await host.ask('merchant', 'DELETE', `/v1/orders/${orderId}/holds/MERCHANT:never:1`)).body).toMatchObject({ status: 404, code: 'HOLD_NOT_FOUND' });
    expect(await orders.revision(orderId)).toBe(revision);
    expect((await host.ask('platform', 'DELETE', `/v1/orders/${orderId}/holds/${body.holdId}`)).status).toBe(200);
  });

  test('F-AS-05 F-SP-07: on a foreign order answers as on one that does not exist, and on what is no id', async () => {
    const orderId = await orders.taken('hold-foreign');
    const answers = await Promise.all([orderId, UNKNOWN, 'nonsense', orderId.toUpperCase()].map((id) => host.ask('otherMerchant', 'POST', `/v1/orders/${id}/holds`, suspend)));
    expect(answers.map(({ status, body }) => [status, body.code, JSON.stringify(body.guards[0].facts).length > 60])).toEqual(Array(4).fill([404, 'ORDER_NOT_FOUND', false]));
    expect(await orders.revision(orderId)).toBe(1);
    expect((await host.world.aggregates.orders.load(UNKNOWN)).revision).toBe(-1);
  });

  test('is on the revision the caller saw, or on none', async () => {
    const orderId = await orders.taken('hold-if-match');
    const stale = await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, suspend, { 'if-match': '"0"' });
    expect([stale.status, stale.body.code, stale.body.guards[0].facts.revision]).toEqual([412, 'PRECONDITION_FAILED', 1]);
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, suspend, { 'if-match': '"1"' })).status).toBe(201);
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, suspend, { 'if-match': '1' })).status).toBe(400);
  });

  test('F-AS-05 F-SP-01: has a reason without a person in it', async () => {
    const orderId = await orders.taken('hold-reason');
    const { body, text } = await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, reason: '买家 13900000003 要求' });
    expect(body).toMatchObject({ status: 422, code: 'PII_IN_FREE_TEXT', guards: [{ facts: { field: 'reason' } }] });
    expect(text).not.toContain('13900000003');
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, reason: '' })).status).toBe(400);
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/holds`, { ...suspend, effect: 'DELETE' })).status).toBe(400);
  });

  test('asked for twice with one Idempotency-Key is one; with another body the key is refused', async () => {
    const orderId = await orders.taken('hold-key');
    const headers = { 'idempotency-key': 'hold-key-1' };
    const path = `/v1/orders/${orderId}/holds`;
    const first = await host.ask('merchant', 'POST', path, { effect: 'SUSPEND', reason: '核对' }, headers);
    expect((await host.ask('merchant', 'POST', path, { effect: 'SUSPEND', reason: '核对' }, headers)).text).toBe(first.text);
    expect((await host.ask('merchant', 'POST', path, { effect: 'CANCEL', reason: '核对' }, headers)).body.code).toBe('IDEMPOTENCY_MISMATCH');
    expect(await held(orderId)).toHaveLength(1);
  });
});

describe('a risk review', () => {
  const review = { reviewId: 'risk-1', reason: '异地下单' };

  test('F-RV-01 F-AS-01: is the platform’s to start and to clear, and clears its own hold only', async () => {
    const orderId = await orders.taken('review-1');
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/risk-reviews`, review)).status).toBe(403);
    const started = await host.ask('platform', 'POST', `/v1/orders/${orderId}/risk-reviews`, review);
    expect([started.status, started.body.effects]).toEqual([201, ['HoldPlaced']]);
    await host.ask('platform', 'POST', `/v1/orders/${orderId}/risk-reviews`, { ...review, reviewId: 'risk-2' });
    expect((await host.ask('merchant', 'DELETE', `/v1/orders/${orderId}/holds/${started.body.holdId}`)).body.code).toBe('HOLD_NOT_YOURS');
    expect((await host.ask('platform', 'DELETE', `/v1/orders/${orderId}/risk-reviews/risk-1`)).body.effects).toEqual(['HoldReleased']);
    expect((await host.ask('platform', 'DELETE', `/v1/orders/${orderId}/risk-reviews/risk-1`)).body.effects).toEqual([]);
    expect(await held(orderId)).toEqual(['RISK_REVIEW:risk-2:1']);
  });

  test('F-RV-01: that was never started is not found, even where another hold has its name', async () => {
    const orderId = await orders.taken('review-2');
    await host.ask('platform', 'POST', `/v1/orders/${orderId}/holds`, { type: 'BUYER_CANCEL', effect: 'CANCEL', handle: 'risk-9', reason: '取消' });
    for (const name of ['risk-9', 'BUYER_CANCEL:risk-9:1']) expect((await host.ask('platform', 'DELETE', `/v1/orders/${orderId}/risk-reviews/${name}`)).body.code).toBe('HOLD_NOT_FOUND');
    expect(await held(orderId)).toEqual(['BUYER_CANCEL:risk-9:1']);
  });
});

describe('ML-01 an approval', () => {
  test('is a person’s where the order waits for one; the same decision again is so already', async () => {
    const orderId = await orders.taken('approve-1', { approve: 'PERSON' });
    expect((await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).body.status).toBe('PENDING_REVIEW');
    const path = `/v1/orders/${orderId}/approval`;
    expect((await host.ask('merchant', 'POST', path, { decision: 'REJECTED', note: '缺货' })).body.effects).toEqual(['ReviewDecided']);
    expect((await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).body.status).toBe('REJECTED');
    expect((await host.ask('merchant', 'POST', path, { decision: 'APPROVED' })).body.effects).toEqual(['ReviewDecided']);
    expect((await host.ask('merchant', 'POST', path, { decision: 'APPROVED' })).body.effects).toEqual([]);
    expect((await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).body.status).toBe('TO_ALLOCATE');
  });

  test('is its merchant’s alone', async () => {
    const orderId = await orders.taken('approve-2', { approve: 'PERSON' });
    expect((await host.ask('otherMerchant', 'POST', `/v1/orders/${orderId}/approval`, { decision: 'APPROVED' })).body.code).toBe('ORDER_NOT_FOUND');
    expect((await host.ask('platform', 'POST', `/v1/orders/${orderId}/approval`, { decision: 'APPROVED' })).status).toBe(403);
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/approval`, { decision: 'MAYBE' })).status).toBe(400);
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/approval`, { decision: 'APPROVED', note: '电话 13900000004' })).body.code).toBe('PII_IN_FREE_TEXT');
  });
});
