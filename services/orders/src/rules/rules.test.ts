import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { ordersService } from '../service.js';
import { orderBody, receiver, socks, TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([ordersService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

const shown = async (orderId: string) => (await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).body.summary;
const events = async (orderId: string) => (await host.ask('merchant', 'GET', `/v1/orders/${orderId}/history`)).body.events;
const review = (rules: readonly object[]) => host.ask('merchant', 'PUT', '/v1/review-rules', { rules });

describe('F-RV-06: deadlines', () => {
  // 2026-11-13 is a Friday; 09:00 UTC is 17:00 in Shanghai.
  const friday = { before: '2026-11-13T08:59:59.999Z', after: '2026-11-13T09:00:00.000Z' };

  test('ML-07 an order paid before 17:00 leaves the same day, one paid at 17:00 the next', async () => {
    expect((await shown(await orders.taken('cut-1', { paidAt: friday.before }))).shipBy).toBe('2026-11-13T10:00:00.000Z');
    expect((await shown(await orders.taken('cut-2', { paidAt: friday.after }))).shipBy).toBe('2026-11-14T09:00:00.000Z');
  });

  test('TB-01 an order whose time of payment nobody told has no deadline, and is shown without one', async () => {
    const orderId = await orders.taken('cut-3');
    expect((await shown(orderId)).shipBy).toBeNull();
    expect(await orders.history(orderId)).not.toContain('ShipBySet');
  });

  test('a holiday that is published moves the deadlines of orders that come after it, and of no other', async () => {
    const earlier = await orders.taken('holiday-1', { paidAt: friday.after });
    const holiday = { weekdays: [1, 2, 3, 4, 5, 6], exceptions: [{ day: '2026-11-14', working: false, name: '店庆放假' }] };
    const { status, body, headers } = await host.ask('merchant', 'PUT', '/v1/working-calendar', holiday);
    expect([status, body]).toMatchObject([200, { version: 1, calendar: holiday }]);
    expect((await host.ask('merchant', 'PUT', '/v1/working-calendar', holiday)).body.version).toBe(1);
    const later = await orders.taken('holiday-2', { paidAt: friday.after });
    expect([(await shown(earlier)).shipBy, (await shown(later)).shipBy]).toEqual(['2026-11-14T09:00:00.000Z', '2026-11-16T09:00:00.000Z']);
    expect((await events(later)).find(({ type }: { type: string }) => type === 'ShipBySet')).toMatchObject({ ruleVersion: '1', data: { ruleVersion: 1, rule: 'LIMIT', basis: 'PAID_AT' } });
    await orders.take([orderBody('holiday-1', { paidAt: friday.after, updatedAt: '2026-11-14T00:00:00.000Z', sellerNote: '催' })]);
    expect((await shown(earlier)).shipBy).toBe('2026-11-14T09:00:00.000Z');
    expect((await host.ask('merchant', 'PUT', '/v1/working-calendar', { ...holiday, weekdays: [1] }, { 'if-match': '"7"' })).status).toBe(412);
    expect((await host.ask('merchant', 'GET', '/v1/working-calendar?version=0')).body).toMatchObject({ version: 0, publishedAt: null, calendar: { exceptions: [] } });
    expect(headers.get('etag')).toBe('"0"');
  });

  test('is refused where it cannot be meant, and each merchant has a book of its own', async () => {
    const wrong = await host.ask('merchant', 'PUT', '/v1/working-calendar', { weekdays: [1], exceptions: [{ day: '2026-02-30', working: false, name: '' }] });
    expect(wrong.body).toMatchObject({ status: 422, code: 'RULES_INVALID', guards: [{ facts: { faults: ['2026-02-30 is no day'] } }] });
    expect((await host.ask('merchant', 'PUT', '/v1/working-calendar', { weekdays: [8], exceptions: [] })).status).toBe(400);
    expect((await host.ask('otherMerchant', 'GET', '/v1/working-calendar')).body).toMatchObject({ version: 0 });
    expect((await host.ask('merchant', 'GET', '/v1/shipping-rules?version=99')).body).toMatchObject({ status: 404, code: 'RULES_NOT_FOUND' });
    expect((await host.ask('platform', 'GET', '/v1/working-calendar')).body.code).toBe('RULES_INVALID');
    const { tenantId } = host.tenants.merchant;
    expect((await host.ask('platform', 'GET', `/v1/working-calendar?merchantId=${tenantId}`)).body.version).toBe(1);
    expect((await host.ask('factory', 'GET', '/v1/working-calendar')).status).toBe(403);
  });

  test('what is read can be published as it is', async () => {
    const { body: { policies, targets, version } } = await host.ask('merchant', 'GET', '/v1/shipping-rules');
    expect((await host.ask('merchant', 'PUT', '/v1/shipping-rules', { policies, targets })).body.version).toBe(version);
    const { body } = await host.ask('merchant', 'PUT', '/v1/shipping-rules', { policies: policies.slice(0, 1), targets: [{ stage: 'PRINT', bindingId: null, minutes: 30 }] });
    expect(body).toMatchObject({ version: version + 1, policies: [{ channel: 'TAOBAO' }] });
    expect((await shown(await orders.taken('no-policy', { paidAt: friday.before }))).shipBy).toBeNull();
  });
});

describe('F-RV-02: review rules', () => {
  const paid = { payableFen: 14_500, paidFen: 14_500 };

  test('ML-17 DXM-04: leave an order to a person with every reason, under a version that its events carry', async () => {
    const { body: { version } } = await review([{ ruleId: 'big', kind: 'AMOUNT_OVER', threshold: 14_499 }, { ruleId: 'far', kind: 'ADDRESS_MATCHES', words: ['样例路'] }]);
    const orderId = await orders.taken('review-1', paid);
    expect(await shown(orderId)).toMatchObject({ status: 'PENDING_REVIEW', reviewReasons: [{ ruleId: 'big', code: 'AMOUNT_OVER' }, { ruleId: 'far', code: 'ADDRESS_MATCHES' }] });
    expect(await events(orderId)).toMatchObject([{ type: 'OrderImported', ruleVersion: String(version) }, { type: 'ReviewQueued', ruleVersion: String(version), data: { ruleVersion: version } }]);
    expect(JSON.stringify(await events(orderId))).not.toContain('样例路');
    await host.settled();
    const { body } = await host.ask('merchant', 'GET', '/v1/orders?status=PENDING_REVIEW&platformOrderNo=review-1');
    expect(body.items).toMatchObject([{ orderId, summary: { reviewReasons: [{ code: 'AMOUNT_OVER' }, { code: 'ADDRESS_MATCHES' }] } }]);
    expect((await host.ask('merchant', 'POST', `/v1/orders/${orderId}/approval`, { decision: 'APPROVED' })).body.effects).toEqual(['ReviewDecided']);
    expect(await shown(orderId)).toMatchObject({ status: 'TO_ALLOCATE', reviewReasons: [] });
  });

  test('speak of places, not of people: a rule book is kept in clear', async () => {
    for (const words of [['样例路1号2幢301室'], ['13800000001']]) expect((await review([{ ruleId: 'far', kind: 'ADDRESS_MATCHES', words }])).body.code).toBe('PII_IN_FREE_TEXT');
  });

  test('DXM-04: approve what none of them matches', async () => {
    await review([{ ruleId: 'big', kind: 'AMOUNT_OVER', threshold: 14_500 }, { ruleId: 'many', kind: 'QUANTITY_OVER', threshold: 5 }]);
    expect(await orders.history(await orders.taken('review-2', paid))).toEqual(['OrderImported', 'ReviewDecided']);
    expect(await orders.history(await orders.taken('review-3', { ...paid, lines: [{ ...socks, quantity: 6 }] }))).toEqual(['OrderImported', 'ReviewQueued']);
  });

  test('know a buyer who has bought before', async () => {
    await review([{ ruleId: 'new', kind: 'NEW_BUYER' }]);
    const neverSeen = { ...paid, receiver: { ...receiver, name: '周样例', phone: '13800000077' } };
    expect((await shown(await orders.taken('buyer-1', neverSeen))).reviewReasons).toEqual([{ ruleId: 'new', code: 'NEW_BUYER' }]);
    await host.settled();
    expect((await shown(await orders.taken('buyer-2', neverSeen))).reviewReasons).toEqual([]);
    const strangers = await host.ask('otherMerchant', 'PUT', '/v1/review-rules', { rules: [{ ruleId: 'new', kind: 'NEW_BUYER' }] });
    expect(strangers.status).toBe(200);
    const { body } = await orders.take([orderBody('buyer-3', neverSeen)], 'otherMerchant');
    expect((await host.ask('otherMerchant', 'GET', `/v1/orders/${body.results[0].result.orderId}`)).body.summary.reviewReasons).toEqual([{ ruleId: 'new', code: 'NEW_BUYER' }]);
  });

  test('without rules everything paid is approved again', async () => {
    await review([]);
    expect(await orders.history(await orders.taken('review-4', paid))).toEqual(['OrderImported', 'ReviewDecided']);
  });
});

describe('F-RV-03: payment on delivery', () => {
  const cod = { paymentMethod: 'COD', paidFen: 0 };
  const confirm = (orderId: string, body: object = { note: '已电话确认' }, tenant: 'merchant' | 'otherMerchant' = 'merchant') => host.ask(tenant, 'POST', `/v1/orders/${orderId}/payment-confirmation`, body);

  test('ML-03 is held until customer service has confirmed it, with a note', async () => {
    const orderId = await orders.taken('cod-1', cod);
    expect(await shown(orderId)).toMatchObject({ holds: [{ type: 'COD_CONFIRM', holdId: 'COD_CONFIRM:cod:1' }] });
    expect((await confirm(orderId, {})).status).toBe(400);
    expect((await confirm(orderId, { note: '  ' })).status).toBe(400);
    expect((await confirm(orderId, { note: '电话 13800000001' })).body.code).toBe('PII_IN_FREE_TEXT');
    expect((await host.ask('merchant', 'DELETE', `/v1/orders/${orderId}/holds/COD_CONFIRM:cod:1`)).body.code).toBe('HOLD_NOT_YOURS');
    expect((await confirm(orderId, { note: '好' }, 'otherMerchant')).body.code).toBe('ORDER_NOT_FOUND');
    expect((await confirm(orderId)).body.effects).toEqual(expect.arrayContaining(['PaymentConfirmed', 'HoldReleased']));
    expect((await confirm(orderId)).body.effects).toEqual([]);
    expect((await shown(orderId)).holds).toEqual([]);
  });

  test('of an order that was paid at once there is nothing to confirm', async () => {
    expect((await confirm(await orders.taken('cod-2'))).body).toMatchObject({ status: 404, code: 'HOLD_NOT_FOUND' });
  });
});
