import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { asMerchantId, asOrderId } from './ids.js';
import { at, merchant, order1, waybill1 } from './samples.js';
import { freeWaybill, SCANS_MAX, scanWaybill, useWaybill, waybillNumberEvolution, type UseWaybill, type WaybillNumberEvent } from './waybill-number.js';

const given = sentences(waybillNumberEvolution);
const order2 = asOrderId('3d0c1a52-2f3e-5a7e-9d51-0a1b2c3d4e5f');
const later = (days: number, ms = 0): string => new Date(Date.parse(at) + days * 86_400_000 + ms).toISOString();
const use: UseWaybill = { waybillNo: waybill1, orderId: order2, merchantId: merchant, receiverKey: 'k1', regionCode: '330106', paidAt: '2026-11-11T00:59:00.000Z', at };
const used: WaybillNumberEvent = { type: 'WaybillUsed', orderId: order1, merchantId: merchant, receiverKey: 'k1', regionCode: '330106', at };
const scanned = (code: string, scannedAt: string, regionCode = ''): WaybillNumberEvent => ({ type: 'WaybillScanned', code, regionCode, scannedAt, at });

describe('F-FP-08: K1009 of a number, beyond its own order', () => {
  test('F-FP-08: a number nobody used is used; again it is so already', () => {
    given().when(useWaybill, use).then({ type: 'WaybillUsed', orderId: order2, receiverKey: 'k1' });
  });
  test('F-FP-08: orders of one merchant and receiver travel in one parcel', () => {
    given(used).when(useWaybill, use).then({ type: 'WaybillUsed', orderId: order2 });
  });
  test('F-FP-08 WAYBILL_MULTI_ADDRESS: one number has one receiver', () => {
    given(used).when(useWaybill, { ...use, receiverKey: 'k2' }).thenRefused({ code: 'WAYBILL_MULTI_ADDRESS', waybillNo: waybill1 });
  });
  test('F-FP-08 WAYBILL_MULTI_ADDRESS: where a receiver is not known, only the same district will do', () => {
    given(used).when(useWaybill, { ...use, receiverKey: '' }).then({ type: 'WaybillUsed' });
    given(used).when(useWaybill, { ...use, receiverKey: '', regionCode: '330108' }).thenRefused({ code: 'WAYBILL_MULTI_ADDRESS' });
    given(used).when(useWaybill, { ...use, receiverKey: '', regionCode: '' }).thenRefused({ code: 'WAYBILL_MULTI_ADDRESS' });
  });
  test('F-FP-08 WAYBILL_USED_BY_OTHER: another merchant’s number is nobody else’s', () => {
    given(used).when(useWaybill, { ...use, merchantId: asMerchantId('another') }).thenRefused({ code: 'WAYBILL_USED_BY_OTHER' });
  });
  test('F-FP-08 WAYBILL_REUSE_GAP: within thirty days to the millisecond, also where the first use was taken back', () => {
    given(used).when(useWaybill, { ...use, at: later(30) }).then({ type: 'WaybillUsed' });
    given(used).when(useWaybill, { ...use, at: later(30, 1) }).thenRefused({ code: 'WAYBILL_REUSE_GAP' });
    given(used, { type: 'WaybillFreed', orderId: order1, at }).when(useWaybill, { ...use, at: later(31) }).thenRefused({ code: 'WAYBILL_REUSE_GAP' });
    given(scanned('PICKED_UP', at)).when(useWaybill, { ...use, at: later(31) }).thenRefused({ code: 'WAYBILL_REUSE_GAP' });
  });
  test('F-FP-08 WAYBILL_PICKUP_BEFORE_PAYMENT: a parcel that moved before its order was paid is another one', () => {
    given(scanned('PICKED_UP', '2026-11-11T00:58:59.999Z')).when(useWaybill, use).thenRefused({ code: 'WAYBILL_PICKUP_BEFORE_PAYMENT' });
    given(scanned('PICKED_UP', '2026-11-11T00:59:00.000Z')).when(useWaybill, use).then({ type: 'WaybillUsed' });
    given(scanned('PICKED_UP', '2026-11-11T00:58:59.999Z')).when(useWaybill, { ...use, paidAt: null }).then({ type: 'WaybillUsed' });
  });
  test('F-FP-08 WAYBILL_ALREADY_SIGNED_ELSEWHERE: what was delivered in another district was another parcel', () => {
    given(scanned('DELIVERED', at, '330108')).when(useWaybill, use).thenRefused({ code: 'WAYBILL_ALREADY_SIGNED_ELSEWHERE' });
    given(scanned('DELIVERED', at, '330106')).when(useWaybill, use).then({ type: 'WaybillUsed' });
    given(scanned('DELIVERED', at)).when(useWaybill, use).then({ type: 'WaybillUsed' });
    given(scanned('IN_TRANSIT', at, '330108')).when(useWaybill, use).then({ type: 'WaybillUsed' });
  });
  test('F-FP-08: names every rule that is broken', () => {
    given(used, scanned('DELIVERED', '2026-11-10T00:00:00.000Z', '110101')).when(useWaybill, { ...use, receiverKey: 'k2' })
      .thenRefused({ code: 'WAYBILL_MULTI_ADDRESS' }, { code: 'WAYBILL_PICKUP_BEFORE_PAYMENT' }, { code: 'WAYBILL_ALREADY_SIGNED_ELSEWHERE' });
  });
  test('F-FP-08: a return that is taken back leaves the number to others', () => {
    given(used).when(freeWaybill, { orderId: order1, at }).then({ type: 'WaybillFreed', orderId: order1 });
    given(used, { type: 'WaybillFreed', orderId: order1, at }).when(useWaybill, { ...use, receiverKey: 'k2' }).then({ type: 'WaybillUsed' });
    given().when(freeWaybill, { orderId: order1, at }).then();
  });
});

test('a scan is noted once, and no number has more than any parcel could', () => {
  given().when(scanWaybill, { code: 'PICKED_UP', regionCode: '', scannedAt: at, at }).then({ type: 'WaybillScanned', code: 'PICKED_UP' });
  const many = Array.from({ length: SCANS_MAX }, (_, n) => scanned(`S${n}`, at));
  given(...many).when(scanWaybill, { code: 'MORE', regionCode: '', scannedAt: at, at }).thenRefused({ code: 'RATE_LIMITED' });
  expect(many).toHaveLength(SCANS_MAX);
});
