import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testHost, type Answer, type TestHost } from '@daifa/service-shell/test-host';
import { afterSalesService } from '../service.js';
import { shirt, TestCases } from '../test-cases.js';

let host: TestHost;
let cases: TestCases;
beforeAll(async () => {
  host = await testHost([afterSalesService]);
  cases = new TestCases(host);
});
afterAll(() => host.close());

const UNKNOWN = '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f';
const codes = ({ body }: Answer): readonly string[] => body.guards.map(({ code }: { code: string }) => code);

describe('the life of a case', () => {
  test('F-AS-01 F-AS-03 RS-09: opened it holds its order, modified it holds anew, withdrawn it lets go', async () => {
    const orderId = await cases.order();
    const opened = await cases.open({ orderId, reason: '不想要了' });
    const { afterSaleId } = opened.body;
    expect([opened.status, opened.body]).toMatchObject([201, { orderId, version: 1, parked: false, effects: ['HoldPlaced'] }]);
    expect(opened.headers.get('etag')).toBe('"2"');
    expect(await cases.holds(orderId)).toEqual([`AFTER_SALE ${afterSaleId} v1`]);
    const modified = await host.ask('merchant', 'PUT', `/v1/after-sales/${afterSaleId}`, { type: 'RETURN_REFUND', lines: [{ lineId: shirt, quantity: 1 }] });
    expect(modified.body).toMatchObject({ version: 2, effects: ['HoldPlaced', 'HoldReleased'] });
    expect(await cases.holds(orderId)).toEqual([`AFTER_SALE ${afterSaleId} v2`]);
    const withdrawn = await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/withdrawal`, {});
    expect([withdrawn.status, withdrawn.body.effects]).toEqual([200, ['HoldReleased']]);
    expect(await cases.holds(orderId)).toEqual([]);
    expect((await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/withdrawal`, {})).body.effects).toEqual([]);
    expect(codes(await host.ask('merchant', 'PUT', `/v1/after-sales/${afterSaleId}`, { type: 'EXCHANGE' }))).toEqual(['AFTERSALE_CLOSED']);
  });

  test('closed with all that was bought refunded, it closes the order', async () => {
    const orderId = await cases.order();
    const { afterSaleId } = (await cases.open({ orderId })).body;
    const refunded = [{ lineId: '1', quantity: 2 }, { lineId: '2', quantity: 3 }];
    for (const [lineId, quantity, code] of [['1', 3, 'QUANTITY_INVALID'], ['9', 1, 'LINE_NOT_FOUND']] as const) {
      expect(codes(await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/closure`, { refunded: [{ lineId, quantity }] }))).toEqual([code]);
    }
    const closed = await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/closure`, { refunded, note: '已退款' });
    expect(closed.body.effects).toEqual(['LinesRefunded', 'OrderClosed', 'HoldReleased']);
    expect((await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/closure`, { refunded })).body.effects).toEqual([]);
    await host.settled();
    expect((await host.ask('merchant', 'GET', `/v1/after-sales/${afterSaleId}`)).body).toMatchObject({ state: 'CLOSED', refunded });
  });

  test('F-AS-01 F-AS-03 R-15: two cases of one order hold it each for itself', async () => {
    const orderId = await cases.order();
    const one = (await cases.open({ orderId, platformAfterSaleNo: 'two-1' })).body.afterSaleId;
    const two = (await cases.open({ orderId, platformAfterSaleNo: 'two-2', lines: [{ lineId: shirt, quantity: 1 }] })).body.afterSaleId;
    await host.ask('merchant', 'POST', `/v1/after-sales/${one}/withdrawal`, {});
    expect(await cases.holds(orderId)).toEqual([`AFTER_SALE ${two} v1`]);
  });
});

describe('the same case told again', () => {
  test('F-AS-01: by its platform number is the same case, from every caller at once', async () => {
    const orderId = await cases.order();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => cases.open({ orderId, platformAfterSaleNo: 'AS-1' }, n % 2 === 0 ? 'merchant' : 'platform')));
    expect(new Set(answers.map(({ body }) => body.afterSaleId)).size).toBe(1);
    expect(answers.filter(({ body }) => body.effects.length > 0)).toHaveLength(1);
    expect(await cases.holds(orderId)).toHaveLength(1);
  });

  test('for another order than before is refused, and that order is not touched', async () => {
    const [orderId, other] = [await cases.order(), await cases.order()];
    await cases.open({ orderId, platformAfterSaleNo: 'AS-2' });
    const refused = await cases.open({ orderId: other, platformAfterSaleNo: 'AS-2' });
    expect([refused.status, codes(refused)]).toEqual([422, ['AFTERSALE_INVALID']]);
    expect(await cases.holds(other)).toEqual([]);
  });

  test('F-AS-10 RS-09: with an older version changes nothing, whatever the sequence (X-07)', async () => {
    const orderId = await cases.order();
    const opened = await cases.open({ orderId, platformAfterSaleNo: 'AS-3', version: 3 });
    const { afterSaleId } = opened.body;
    expect((await cases.open({ orderId, platformAfterSaleNo: 'AS-3', version: 1 })).body).toMatchObject({ version: 3, effects: [] });
    const stale = await host.ask('merchant', 'PUT', `/v1/after-sales/${afterSaleId}`, { type: 'EXCHANGE', version: 2 });
    expect([codes(stale), stale.body.guards[0].facts.version]).toEqual([['AFTERSALE_VERSION_CHANGED'], 3]);
    expect((await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/withdrawal`, { version: 2 })).body.effects).toEqual([]);
    expect(await cases.holds(orderId)).toEqual([`AFTER_SALE ${afterSaleId} v3`]);
    expect((await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/withdrawal`, { version: 4 })).body.effects).toEqual(['HoldReleased']);
    await host.settled();
    expect((await host.ask('merchant', 'GET', `/v1/after-sales/${afterSaleId}`)).body).toMatchObject({ state: 'WITHDRAWN', version: 4 });
  });

  test('with one Idempotency-Key is one case, though it has no number', async () => {
    const orderId = await cases.order();
    const headers = { 'idempotency-key': 'case-1' };
    const first = await cases.open({ orderId }, 'merchant', headers);
    expect((await cases.open({ orderId }, 'merchant', headers)).text).toBe(first.text);
    expect((await cases.open({ orderId, reason: 'x' }, 'merchant', headers)).body.code).toBe('IDEMPOTENCY_MISMATCH');
    expect(await cases.holds(orderId)).toHaveLength(1);
  });
});

describe('R-01 F-AS-07 an after-sale before its order', () => {
  const named = (platformOrderNo: string): object => ({ channel: 'TAOBAO', shopId: 'shop-1', platformOrderNo });

  test('is parked, and the order is born held', async () => {
    const parked = await cases.open({ ...named('parked-1'), platformAfterSaleNo: 'P-1', platformLines: [{ platformLineNo: 'p-1', quantity: 1 }] });
    expect(parked.body).toMatchObject({ parked: true, effects: ['AfterSaleParked'] });
    const orderId = await cases.imported('parked-1');
    expect(orderId).toBe(parked.body.orderId);
    expect(await cases.holds(orderId)).toEqual([`AFTER_SALE ${parked.body.afterSaleId} v1`]);
    const records = await host.world.store.read(host.world.aggregates.orders.streamOf(orderId));
    expect(records.map(({ type }) => type)).toEqual(['AfterSaleParked', 'OrderImported', 'ReviewDecided', 'HoldPlaced']);
    expect((await host.ask('merchant', 'POST', `/v1/after-sales/${parked.body.afterSaleId}/withdrawal`, {})).body.effects).toContain('HoldReleased');
  });

  test('withdrawn before the order comes holds nothing', async () => {
    const { afterSaleId } = (await cases.open({ ...named('parked-2'), platformAfterSaleNo: 'P-2' })).body;
    expect((await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/withdrawal`, {})).body.effects).toEqual(['AfterSaleUnparked']);
    expect(await cases.holds(await cases.imported('parked-2'))).toEqual([]);
  });

  test('cannot be closed with a refund of lines nobody knows yet', async () => {
    const { afterSaleId } = (await cases.open({ ...named('parked-3'), platformAfterSaleNo: 'P-3' })).body;
    expect((await host.ask('merchant', 'POST', `/v1/after-sales/${afterSaleId}/closure`, { refunded: [{ lineId: '1', quantity: 1 }] })).body.code).toBe('ORDER_NOT_FOUND');
  });

  test('named by our id is not parked: we never gave that id', async () => {
    expect((await cases.open({ orderId: UNKNOWN })).body.code).toBe('ORDER_NOT_FOUND');
    expect(await cases.revision(UNKNOWN)).toBe(-1);
  });

  test('of a platform caller has to say whose it is', async () => {
    expect((await cases.open(named('parked-4'), 'platform')).body).toMatchObject({ code: 'AFTERSALE_INVALID', guards: [{ facts: { missing: 'merchantId' } }] });
    const parked = await cases.open({ ...named('parked-4'), merchantId: cases.merchantId, platformAfterSaleNo: 'P-4' }, 'platform');
    expect(await cases.holds(await cases.imported('parked-4'))).toEqual([`AFTER_SALE ${parked.body.afterSaleId} v1`]);
  });
});

describe('whose it is', () => {
  test('F-SP-07: a foreign order or case answers as one that does not exist', async () => {
    const orderId = await cases.order();
    const { afterSaleId } = (await cases.open({ orderId })).body;
    expect((await cases.open({ orderId }, 'otherMerchant')).body).toMatchObject({ status: 404, code: 'ORDER_NOT_FOUND' });
    for (const id of [afterSaleId, UNKNOWN, 'nonsense']) {
      const answers = await Promise.all([
        host.ask('otherMerchant', 'GET', `/v1/after-sales/${id}`), host.ask('otherMerchant', 'PUT', `/v1/after-sales/${id}`, { type: 'EXCHANGE' }),
        host.ask('otherMerchant', 'POST', `/v1/after-sales/${id}/withdrawal`, {}), host.ask('otherMerchant', 'POST', `/v1/after-sales/${id}/closure`, { refunded: [] }),
      ]);
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(4).fill([404, 'AFTERSALE_NOT_FOUND']));
    }
    expect(await cases.holds(orderId)).toHaveLength(1);
    expect((await host.ask('otherMerchant', 'GET', '/v1/after-sales')).body.items).toEqual([]);
  });

  test('the platform acts for any merchant; factories not at all, analysts only read', async () => {
    const orderId = await cases.order();
    const { afterSaleId } = (await cases.open({ orderId }, 'platform')).body;
    expect((await host.ask('platform', 'PUT', `/v1/after-sales/${afterSaleId}`, { type: 'EXCHANGE' })).body.version).toBe(2);
    expect((await host.ask('platform', 'POST', `/v1/after-sales/${afterSaleId}/withdrawal`, {})).body.effects).toEqual(['HoldReleased']);
    expect((await cases.open({ orderId: UNKNOWN }, 'platform')).body.code).toBe('ORDER_NOT_FOUND');
    for (const tenant of ['factory', 'analyst'] as const) expect((await cases.open({ orderId }, tenant)).status).toBe(403);
    await host.settled();
    expect((await host.ask('analyst', 'GET', `/v1/after-sales/${afterSaleId}`)).status).toBe(200);
  });
});
