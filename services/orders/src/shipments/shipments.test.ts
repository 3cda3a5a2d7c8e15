import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { activeHolds } from '@daifa/order-domain/order';
import { TestShipments } from '../test-shipments.js';
import { TestShops } from '../test-shops.js';

let shops: TestShops;
let parcels: TestShipments;
beforeAll(async () => {
  shops = await TestShops.open();
  parcels = await TestShipments.of(shops, await shops.shop('PDD', 'shipments'));
});
afterAll(() => shops.close());
beforeEach(() => parcels.shop.behave({ messages: false }));

const settledUpload = (orderId: Parameters<TestShipments['upload']>[0], state: string) => parcels.until(async () => {
  const upload = await parcels.upload(orderId);
  return upload?.state === state ? upload : null;
});

describe('shipping', () => {
  test('F-SH-01 F-SH-02 F-SH-07 tells the channel the number, once', async () => {
    const { no, orderId, waybillNo } = await parcels.returned();
    expect(await parcels.ship(orderId)).toMatchObject({ status: 'done', result: { status: 'SHIPPED', waybillNos: [waybillNo] } });
    expect(await settledUpload(orderId, 'accepted')).toMatchObject({ effectId: `${orderId}.U1`, attempts: [{ attempt: 1, code: null }] });
    expect(await parcels.ledger(no)).toEqual([{ waybillNo, extra: 'NONE', effectId: `${orderId}.U1`, submitted: 1, accepted: 1 }]);
    expect(await parcels.ship(orderId)).toMatchObject({ status: 'done', result: { waybillNos: [] } });
    await shops.host.settled();
    expect((await parcels.ledger(no)).map(({ submitted }) => submitted)).toEqual([1]);
  });
  test('F-SH-01 F-SH-02 answers each item for itself, and needs a return address of the merchant\'s own book', async () => {
    const [one, other] = [await parcels.returned(), await parcels.taken()];
    const { body } = await shops.ask('POST', '/v1/shipments', { items: [{ orderId: one.orderId }, { orderId: parcels.shop.orderId(other[0] ?? '') }], returnAddressId: parcels.addressId });
    expect(body.results.map(({ status, problem }: { status: string; problem?: { code: string } }) => [status, problem?.code])).toEqual([['done', undefined], ['refused', 'ORDER_NOT_SHIPPABLE']]);
    const stranger = await shops.ask('POST', '/v1/shipments', { items: [{ orderId: one.orderId }], returnAddressId: parcels.addressId }, 'otherMerchant');
    expect(stranger.body.code).toBe('RETURN_ADDRESS_INVALID');
    expect((await parcels.state(one.orderId)).allocations[0]?.state.kind).toBe('shipped');
  });
  test('F-SH-04 in two parcels: each number is told, the second as a part of the same order', async () => {
    const douyin = await TestShipments.of(shops, await shops.shop('DOUYIN', 'parts'));
    const found = await douyin.until(async () => {
      const [no = ''] = await douyin.taken();
      const [line] = (await douyin.state(douyin.shop.orderId(no))).lines;
      return line && line.quantity > 1 ? { no, line } : null;
    });
    const orderId = douyin.shop.orderId(found.no);
    await douyin.sent(orderId, { lineId: found.line.lineId, quantity: 1 });
    await douyin.sent(orderId);
    const [first, ...others] = (await douyin.state(orderId)).allocations;
    const ship = (ids: readonly string[]) => shops.ask('POST', '/v1/shipments', { items: [{ orderId, allocationIds: ids }], returnAddressId: douyin.addressId });
    expect((await ship([first?.allocationId ?? ''])).body.results[0].result.status).toBe('PARTLY_SHIPPED');
    await douyin.until(async () => (await douyin.state(orderId)).uploads.every(({ state }) => state === 'accepted'));
    expect((await ship(others.map(({ allocationId }) => allocationId))).body.results[0].result.status).toBe('SHIPPED');
    await douyin.until(async () => (await douyin.state(orderId)).uploads.every(({ state }) => state === 'accepted'));
    expect((await douyin.ledger(found.no)).map(({ extra, accepted }) => [extra, accepted])).toEqual([['NONE', 1], ['SPLIT', 1]]);
  });
});

describe('F-SH-03 the last look at the channel', () => {
  test('PDD-26: finds a refund nobody told us of: it holds the order, and nothing is shipped or told', async () => {
    const { no, orderId } = await parcels.returned();
    await parcels.shop.platform('PUT', `/orders/${no}`, { afterSale: 'OPEN' });
    expect(await parcels.ship(orderId)).toMatchObject({ status: 'refused', problem: { code: 'SHIP_BLOCKED_AFTERSALE' } });
    const order = await parcels.state(orderId);
    expect([activeHolds(order).map(({ type }) => type), order.uploads, await parcels.ledger(no)]).toEqual([['AFTER_SALE'], [], []]);
    await parcels.shop.platform('PUT', `/orders/${no}`, { afterSale: 'NONE' });
    expect(await parcels.until(async () => (await parcels.ship(orderId)).status === 'done')).toBe(true); // at the latest in the next second
  });
  test('that finds nobody ships nothing', async () => {
    const { orderId } = await parcels.returned();
    await parcels.shop.behave({ messages: false, failRate: 1 });
    expect(await parcels.ship(orderId)).toMatchObject({ status: 'failed', problem: { code: 'CHANNEL_UNAVAILABLE' } });
    expect((await parcels.state(orderId)).allocations[0]?.state.kind).toBe('returned');
  });
  test('is not taken for a stranger\'s order', async () => {
    const { orderId } = await parcels.returned();
    const before = (await parcels.shop.platform('GET', '')).calls;
    const { body } = await shops.ask('POST', '/v1/shipments/virtual', { items: [{ allocationId: `${orderId}.1.1` }] }, 'otherMerchant');
    expect([body.results[0].problem.code, (await parcels.shop.platform('GET', '')).calls]).toEqual(['ORDER_NOT_FOUND', before]);
  });
});

describe('F-SH-07 what the channel does not take', () => {
  test.each([
    ['PLATFORM_STATUS_CHANGED', false], ['PLATFORM_ALREADY_SHIPPED', false], ['CARRIER_REJECTED', false],
  ] as const)('DXM-13 for %s is told no second time by itself, and listed', async (shipRefusal, retryable) => {
    const { no, orderId, waybillNo } = await parcels.returned();
    await parcels.shop.behave({ messages: false, shipRefusal });
    await parcels.ship(orderId);
    expect((await settledUpload(orderId, 'failed')).attempts).toMatchObject([{ attempt: 1, code: shipRefusal, retryable }]);
    await shops.host.settled();
    const { items } = await shops.done('GET', '/v1/shipments?upload=FAILED&limit=100');
    expect(items.find((item: { waybillNo: string }) => item.waybillNo === waybillNo)).toMatchObject({ platformOrderNo: no, upload: 'FAILED', code: shipRefusal, retryable, attempts: 1, nextAttemptAt: null });
    expect((await parcels.ledger(no)).map(({ submitted, accepted }) => [submitted, accepted])).toEqual([[1, 0]]);
  });
  test('DXM-15 is shipped again by a person: a new attempt with the number', async () => {
    const { no, orderId, waybillNo } = await parcels.returned();
    await parcels.shop.behave({ messages: false, shipRefusal: 'CARRIER_REJECTED' });
    await parcels.ship(orderId);
    await settledUpload(orderId, 'failed');
    await parcels.shop.behave({ messages: false });
    await shops.done('POST', `/v1/shipments/${orderId}/uploads/${waybillNo}/retry`, {});
    await settledUpload(orderId, 'accepted');
    const { uploads } = await shops.done('GET', `/v1/shipments/${orderId}/uploads`);
    expect(uploads).toMatchObject([{ upload: 'ACCEPTED', by: 'PERSON', attempts: [{ attempt: 1, code: 'CARRIER_REJECTED' }, { attempt: 2, code: null }] }]);
    expect((await parcels.ledger(no)).map(({ accepted }) => accepted)).toEqual([1]);
    expect((await shops.ask('POST', `/v1/shipments/${orderId}/uploads/${waybillNo}/retry`, {})).body.code).toBe('UPLOAD_NOT_FAILED');
  });
  test('DXM-14 is ignored by a person, on record', async () => {
    const { orderId, waybillNo } = await parcels.returned();
    await parcels.shop.behave({ messages: false, shipRefusal: 'PLATFORM_STATUS_CHANGED' });
    await parcels.ship(orderId);
    await settledUpload(orderId, 'failed');
    expect((await shops.ask('POST', `/v1/shipments/${orderId}/uploads/${waybillNo}/ignored`, { reason: '' })).status).toBe(400);
    const { uploads } = await shops.done('POST', `/v1/shipments/${orderId}/uploads/${waybillNo}/ignored`, { reason: '已在平台手工发货' });
    expect(uploads).toMatchObject([{ upload: 'IGNORED', attempts: [{ code: 'PLATFORM_STATUS_CHANGED' }] }]);
    const { events } = await shops.done('GET', `/v1/orders/${orderId}/history`);
    expect(events.at(-1)).toMatchObject({ type: 'ShipFailureIgnored' });
    await shops.host.settled();
    const { items } = await shops.done('GET', '/v1/shipments?upload=IGNORED');
    expect(items.map((item: { waybillNo: string }) => item.waybillNo)).toContain(waybillNo);
    for (const path of ['retry', 'ignored']) expect((await shops.ask('POST', `/v1/shipments/${orderId}/uploads/${waybillNo}/${path}`, path === 'ignored' ? { reason: 'x' } : {}, 'otherMerchant')).status).toBe(404);
    expect((await shops.ask('GET', `/v1/shipments/${orderId}/uploads`, undefined, 'otherMerchant')).status).toBe(404);
  });
  test('is tried again with growing patience where that can help, and then waits for a person', async () => {
    const { orderId } = await parcels.returned();
    await parcels.shop.behave({ messages: false, shipRefusal: 'RATE_LIMITED' });
    await parcels.ship(orderId);
    const { attempts } = await settledUpload(orderId, 'failed');
    expect(attempts.map(({ code, retryable }) => [code, retryable])).toEqual(Array.from({ length: 4 }, () => ['RATE_LIMITED', true]));
  });
  test('for want of an authorisation stops at once, and the shop says so', async () => {
    const own = await TestShipments.of(shops, await shops.shop('PDD', 'expired-while-shipping'));
    const { orderId } = await own.returned();
    await own.shop.behave({ messages: false, shipRefusal: 'AUTH_EXPIRED' });
    await own.ship(orderId);
    await own.until(async () => (await own.upload(orderId))?.state === 'failed');
    expect((await own.upload(orderId))?.attempts).toMatchObject([{ code: 'AUTH_EXPIRED', retryable: false }]);
    expect((await shops.done('GET', own.shop.path)).state).toBe('AUTH_EXPIRED');
    expect(await own.ship(orderId)).toMatchObject({ status: 'refused', problem: { code: 'SHOP_AUTH_EXPIRED' } });
  });
});

test('F-SH-09 a number whose answer was lost is found, not told again', async () => {
  const { no, orderId } = await parcels.returned();
  await parcels.shop.behave({ messages: false, repeats: true, loseReplyRate: 1 });
  await parcels.ship(orderId);
  await settledUpload(orderId, 'accepted');
  expect((await parcels.upload(orderId))?.attempts.map(({ code }) => code)).toEqual(['UNKNOWN', null]);
  expect((await parcels.ledger(no)).map(({ submitted, accepted }) => [submitted, accepted])).toEqual([[1, 1]]);
});

test('DXM-13 an order that somebody else has shipped at the channel is not shipped over', async () => {
  const { no, orderId } = await parcels.returned();
  await parcels.shop.platform('PUT', `/orders/${no}`, { status: 'SHIPPED' });
  await parcels.ship(orderId);
  expect((await settledUpload(orderId, 'failed')).attempts).toMatchObject([{ code: 'PLATFORM_ALREADY_SHIPPED', retryable: false }]);
});

test('F-AU-01: the list is the same after a rebuild', async () => {
  await shops.host.settled();
  const before = await shops.done('GET', '/v1/shipments?limit=100');
  await shops.done('POST', '/v1/operations/groups/orders.shipments/rebuild', {}, 'platform');
  await shops.host.settled();
  expect(await shops.done('GET', '/v1/shipments?limit=100')).toEqual(before);
  expect((await shops.done('GET', '/v1/shipments', undefined, 'otherMerchant')).items).toEqual([]);
});
