import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { endAfterSale } from './after-sales.js';
import { orderEvolution } from './evolve.js';
import { asAllocationId, asInterceptId, asMerchantId } from './ids.js';
import { closeIntercept } from './intercepts.js';
import { orderStatus } from './order.js';
import { after, fold, openRefund, returnShirt, shipAll, withdrawRefund, withPause, withRefund } from './sample-commands.js';
import { allocated, approved, imported, later, merchant, order1, shirt, shirtAllocation, socks, socksAllocation, story, waybill1 } from './samples.js';
import { shipOrder, shipVirtually } from './shipping.js';
import { observeTracking } from './tracking.js';
import { returnWaybill, revokeReturn } from './waybill-return.js';

const given = sentences(orderEvolution);
const stranger = asMerchantId('b7a0c0de-0000-4000-8000-000000000001');
const socksReturned = after([...story('returned'), allocated(socks)], returnWaybill, { ...returnShirt, allocationIds: [socksAllocation], waybillNo: 'YT8800000000090' });
const status = (history: Parameters<typeof fold>[0]) => orderStatus(fold(history));

describe('confirming shipping', () => {
  test('F-SH-01 is one fact for each parcel, and again it is so already', () => {
    given(...socksReturned).when(shipOrder, shipAll).then({ type: 'ShipConfirmed', allocationIds: [shirtAllocation], waybillNo: waybill1, carrier: 'YTO', returnAddressId: 'a1' }, { type: 'ShipConfirmed', allocationIds: [socksAllocation] });
    given(...after(story('returned'), shipOrder, shipAll)).when(shipOrder, { ...shipAll, allocationIds: [shirtAllocation] }).then();
    given(...socksReturned).when(shipOrder, { ...shipAll, allocationIds: [shirtAllocation, shirtAllocation] }).then({ type: 'ShipConfirmed', allocationIds: [shirtAllocation] });
  });
  test('F-SH-02 PDD-25: the return address stands in the fact as it was then', () => {
    given(...story('returned')).when(shipOrder, shipAll).then({ type: 'ShipConfirmed', returnAddressId: shipAll.returnAddress.id, returnAddress: shipAll.returnAddress.snapshot });
  });
  test('a parcel leaves whole, and cannot be taken back in part', () => {
    const together = after([...story('allocated'), allocated(socks)], returnWaybill, { ...returnShirt, allocationIds: [shirtAllocation, socksAllocation] });
    given(...together).when(shipOrder, { ...shipAll, allocationIds: [shirtAllocation] }).then({ type: 'ShipConfirmed', allocationIds: [shirtAllocation, socksAllocation] });
    const half = [...together, { type: 'ShipConfirmed', allocationIds: [shirtAllocation], carrier: 'YTO', waybillNo: waybill1, shipMethod: 'SELF_ARRANGED', returnAddressId: 'a1', returnAddress: shipAll.returnAddress.snapshot, at: later } as const];
    given(...half).when(revokeReturn, { factoryId: returnShirt.factoryId, allocationId: socksAllocation, reason: '录错', at: later }).thenRefused({ code: 'ORDER_ALREADY_SHIPPED' });
  });
  test('PDD-01 F-SH-05 what is unknown, not returned, taken back or without logistics is not shipped', () => {
    given(...story('returned')).when(shipOrder, { ...shipAll, allocationIds: [asAllocationId('x')] }).thenRefused({ code: 'ALLOCATION_NOT_FOUND' }, { code: 'ORDER_NOT_SHIPPABLE', status: 'RETURNED' });
    given(...story('printed')).when(shipOrder, shipAll).thenRefused({ code: 'ORDER_NOT_SHIPPABLE', status: 'ALLOCATED' });
    given(...story('printed')).when(shipOrder, { ...shipAll, allocationIds: [shirtAllocation] }).thenRefused({ code: 'ORDER_NOT_SHIPPABLE' });
    given(...withRefund(story('printed'))).when(shipOrder, { ...shipAll, allocationIds: [shirtAllocation] }).thenRefused({ code: 'ORDER_NOT_SHIPPABLE', status: 'TO_ALLOCATE' });
    given(...story('returned')).when(shipOrder, { ...shipAll, shipMethod: 'NO_LOGISTICS' }).thenRefused({ code: 'SHIP_METHOD_MISMATCH' });
    given(...story('returned')).when(shipOrder, { ...shipAll, merchantId: stranger }).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
  test('R-09 F-SH-03 a hold since the return blocks its parcel until it is released', () => {
    given(...withRefund(story('returned'))).when(shipOrder, shipAll).thenRefused({ code: 'SHIP_BLOCKED_AFTERSALE', allocationId: shirtAllocation });
    given(...withPause(story('returned'))).when(shipOrder, shipAll).thenRefused({ code: 'SHIP_BLOCKED_AFTERSALE' });
    given(...after(withRefund(story('returned')), endAfterSale, withdrawRefund)).when(shipOrder, shipAll).then({ type: 'ShipConfirmed' });
  });
  test('F-SH-04 the order is shipped when its last unit is, not before', () => {
    expect(status(story('imported'))).toBe('PENDING_REVIEW');
    expect(status([imported, { ...approved, decision: 'REJECTED' } as typeof approved])).toBe('REJECTED');
    expect(status(story('approved'))).toBe('TO_ALLOCATE');
    expect(status(story('printed'))).toBe('ALLOCATED');
    expect(status(story('returned'))).toBe('RETURNED');
    expect(status(after(story('returned'), shipOrder, shipAll))).toBe('PARTLY_SHIPPED');
    expect(status(after(socksReturned, shipOrder, shipAll))).toBe('SHIPPED');
  });
  test('F-SH-04 a refund of shipped units does not make the others shipped', () => {
    const refunded = after(after(story('returned'), shipOrder, shipAll), endAfterSale, { ...withdrawRefund, end: { kind: 'closed', refunded: [{ lineId: shirt, quantity: 2 }] } });
    expect(status(refunded)).toBe('PARTLY_SHIPPED');
    const rest = after(refunded, endAfterSale, { ...withdrawRefund, afterSaleId: openRefund.afterSaleId, version: 9, end: { kind: 'withdrawn' } });
    expect(status([...rest, { type: 'LinesRefunded', afterSaleId: openRefund.afterSaleId, lines: [{ lineId: socks, quantity: 3 }], at: later }])).toBe('SHIPPED');
  });
});

describe('F-SH-06 virtual shipping', () => {
  const virtually = { merchantId: merchant, allocationId: shirtAllocation, channel: { kind: 'unconnected' }, at: later } as const;
  test('R-11 tells an issued number, once, and never counts as shipped', () => {
    given(...story('labelled')).when(shipVirtually, virtually).then({ type: 'VirtuallyShipped', waybillNo: waybill1, allocationIds: [shirtAllocation] });
    expect(status(after(story('labelled'), shipVirtually, virtually))).toBe('ALLOCATED');
  });
  test('R-11 needs an issued label and no hold', () => {
    given(...story('allocated')).when(shipVirtually, virtually).thenRefused({ code: 'LABEL_NOT_ISSUED', state: 'none' });
    given(...story('requested')).when(shipVirtually, virtually).thenRefused({ code: 'LABEL_NOT_ISSUED', state: 'requested' });
    given(...withPause(story('labelled'))).when(shipVirtually, virtually).thenRefused({ code: 'PRINT_BLOCKED' });
    given(...story('approved')).when(shipVirtually, virtually).thenRefused({ code: 'ALLOCATION_NOT_FOUND' });
    given(...story('labelled')).when(shipVirtually, { ...virtually, merchantId: stranger }).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
});

describe('PDD-31 F-AS-08 intercepts', () => {
  const interceptId = asInterceptId(`${order1}.I1`);
  const close = { merchantId: merchant, interceptId, outcome: 'INTERCEPTED', note: '', at: later } as const;
  test('one for each parcel, however many holds reach it, closed once with its outcome', () => {
    const held = withRefund(story('returned'));
    given(...held).when(closeIntercept, close).then({ type: 'InterceptClosed', interceptId, outcome: 'INTERCEPTED' });
    given(...story('returned')).when(closeIntercept, close).thenRefused({ code: 'INTERCEPT_NOT_FOUND' });
    given(...held).when(closeIntercept, { ...close, merchantId: stranger }).thenRefused({ code: 'INTERCEPT_NOT_FOUND' });
    expect(fold(withPause(held)).intercepts).toHaveLength(1);
    expect(fold(withPause(after(held, closeIntercept, close))).intercepts.map((one) => one.interceptId)).toEqual([interceptId, `${order1}.I2`]);
  });
});

describe('tracking', () => {
  const scan = { waybillNo: 'YT1', code: '103', scannedAt: later, at: later };
  test('a scan is recorded once, also of a number nobody knows', () => {
    given(...story('approved')).when(observeTracking, scan).then({ type: 'TrackingObserved', code: '103' });
    given().when(observeTracking, scan).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
});
