import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { endAfterSale, knownVersion, modifyAfterSale, openAfterSale, type EndAfterSale } from './after-sales.js';
import { allocateLines } from './allocation.js';
import type { OrderEvent } from './events.js';
import { orderEvolution } from './evolve.js';
import { allocationIdOf, asAfterSaleId, asHoldId, asLineId, asMerchantId } from './ids.js';
import { releaseHold } from './holds.js';
import { observeOrder } from './intake.js';
import { activeHolds, orderStatus } from './order.js';
import { authorizePrint } from './print.js';
import { after, allocateShirt, fold, observe, openRefund, printShirt, returnShirt, withdrawRefund, withPause, withRefund } from './sample-commands.js';
import { allocated, factory, later, merchant, order1, refund1, shirt, shirtAllocation, socks, socksAllocation, story, whole } from './samples.js';
import { returnWaybill, revokeReturn } from './waybill-return.js';

const given = sentences(orderEvolution);
const held1 = asHoldId(`AFTER_SALE:${refund1}:1`);
const held2 = asHoldId(`AFTER_SALE:${refund1}:2`);
const close = (refunded: Extract<EndAfterSale['end'], { kind: 'closed' }>['refunded'], version: number | null = 2): EndAfterSale => ({ ...withdrawRefund, version, end: { kind: 'closed', refunded } });
const stranger = asMerchantId('b7a0c0de-0000-4000-8000-000000000001');
const all = [{ lineId: shirt, quantity: 2 }, { lineId: socks, quantity: 3 }];

describe('opening and changing a case', () => {
  test('F-AS-01 a case named twice is one hold, a newer version replaces the old hold without a gap', () => {
    given(...withRefund(story('approved'))).when(openAfterSale, openRefund).then();
    given(...withRefund(story('approved'))).when(openAfterSale, { ...openRefund, version: null }).then();
    given(...withRefund(story('approved'))).when(openAfterSale, { ...openRefund, version: 3, lines: [whole(socks)] }).then({ type: 'HoldPlaced', holdId: held2, causeVersion: 3, lines: [whole(socks)] }, { type: 'HoldReleased', holdId: held1, reason: 'MODIFIED' });
  });
  test('F-AS-11 lines are named by their ids or by the platform, and none means all', () => {
    given(...story('approved')).when(openAfterSale, { ...openRefund, platformLines: [{ platformLineNo: 'p-2', quantity: 1 }] }).then({ type: 'HoldPlaced', lines: [{ lineId: socks, quantity: 1 }] });
    given(...story('approved')).when(openAfterSale, { ...openRefund, lines: [{ lineId: socks, quantity: 4 }] }).thenRefused({ code: 'QUANTITY_INVALID', lineId: socks, max: 3 });
    given(...story('approved')).when(openAfterSale, { ...openRefund, lines: [whole(asLineId('9'))] }).thenRefused({ code: 'LINE_NOT_FOUND' });
    given(...story('approved')).when(openAfterSale, { ...openRefund, version: null }).then({ type: 'HoldPlaced', lines: [], causeVersion: 1 });
  });
  test('a change by hand takes the next version, and without a change it is so already', () => {
    given(...withRefund(story('approved'))).when(modifyAfterSale, { ...openRefund, version: null, lines: [whole(shirt)] }).then({ type: 'HoldPlaced', causeVersion: 2, lines: [whole(shirt)] }, { type: 'HoldReleased', holdId: held1 });
    given(...withRefund(story('approved'))).when(modifyAfterSale, { ...openRefund, version: null }).then();
  });
  test('RS-09 F-AS-10 a change of an old version, of an ended case or of an unknown one is refused', () => {
    given(...withRefund(story('approved'))).when(modifyAfterSale, openRefund).thenRefused({ code: 'AFTERSALE_VERSION_CHANGED', version: 1 });
    const ended = after(withRefund(story('approved')), endAfterSale, withdrawRefund);
    given(...ended).when(modifyAfterSale, { ...openRefund, version: null }).thenRefused({ code: 'AFTERSALE_CLOSED' });
    given(...ended).when(modifyAfterSale, { ...openRefund, version: 2 }).thenRefused({ code: 'AFTERSALE_CLOSED' });
    given(...story('approved')).when(modifyAfterSale, { ...openRefund, version: null }).thenRefused({ code: 'AFTERSALE_NOT_FOUND' });
    given(...withRefund(story('approved'))).when(modifyAfterSale, { ...openRefund, version: 2, lines: [whole(asLineId('9'))] }).thenRefused({ code: 'LINE_NOT_FOUND' });
  });
  test('a foreign order is not found', () => {
    for (const decide of [openAfterSale, modifyAfterSale]) given(...story('approved')).when(decide, { ...openRefund, merchantId: stranger }).thenRefused({ code: 'ORDER_NOT_FOUND' });
    given(...withRefund(story('approved'))).when(endAfterSale, { ...withdrawRefund, merchantId: stranger }).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
});

describe('X-07 messages in any order', () => {
  test('X-07 an end that is older than the known version changes nothing', () => {
    const reopened = after(withRefund(story('approved')), openAfterSale, { ...openRefund, version: 3 });
    given(...reopened).when(endAfterSale, withdrawRefund).then();
    given(...reopened).when(endAfterSale, { ...withdrawRefund, version: 3 }).then({ type: 'HoldReleased', holdId: held2 });
  });
  test('X-07 an end before its beginning is remembered, and the beginning is old news', () => {
    given(...story('approved')).when(endAfterSale, withdrawRefund).then({ type: 'AfterSaleUnparked', version: 2 });
    const ended = after(story('approved'), endAfterSale, withdrawRefund);
    given(...ended).when(openAfterSale, openRefund).then();
    given(...ended).when(openAfterSale, { ...openRefund, version: 3 }).then({ type: 'HoldPlaced', causeVersion: 3 });
  });
  test('X-07 an end after an end raises the known version', () => {
    const ended = after(withRefund(story('approved')), endAfterSale, withdrawRefund);
    given(...ended).when(endAfterSale, { ...withdrawRefund, version: 5 }).then({ type: 'AfterSaleUnparked', version: 5 });
    expect(knownVersion(fold(after(ended, endAfterSale, { ...withdrawRefund, version: 5 })), refund1)).toBe(5);
    given(...ended).when(endAfterSale, { ...withdrawRefund, version: null }).then();
  });
  test('X-07 a change before its beginning, or after an older end, counts', () => {
    given(...story('approved')).when(modifyAfterSale, { ...openRefund, version: 2 }).then({ type: 'HoldPlaced', causeVersion: 2 });
    given(...after(withRefund(story('approved')), endAfterSale, withdrawRefund)).when(modifyAfterSale, { ...openRefund, version: 3 }).then({ type: 'HoldPlaced', causeVersion: 3 });
  });
  test('an end by hand of a case nobody knows is refused', () => {
    given(...story('approved')).when(endAfterSale, { ...withdrawRefund, version: null }).thenRefused({ code: 'AFTERSALE_NOT_FOUND' });
    given().when(endAfterSale, { ...withdrawRefund, version: null }).thenRefused({ code: 'AFTERSALE_NOT_FOUND' });
  });
});

describe('F-AS-07 a case before its order', () => {
  test('R-01 the newest version is parked, older ones and repetitions are not', () => {
    given(...withRefund([])).when(openAfterSale, openRefund).then();
    given(...withRefund([])).when(openAfterSale, { ...openRefund, version: null }).then();
    given(...withRefund([])).when(modifyAfterSale, { ...openRefund, version: 4 }).then({ type: 'AfterSaleParked', version: 4 });
    given(...after([], openAfterSale, { ...openRefund, version: 4 })).when(openAfterSale, openRefund).then();
  });
  test('R-01 what was withdrawn before the order came does not hold it, then or later', () => {
    const withdrawn = after(withRefund([]), endAfterSale, withdrawRefund);
    given(...withRefund([])).when(endAfterSale, withdrawRefund).then({ type: 'AfterSaleUnparked', version: 2 });
    given(...withdrawn).when(observeOrder, observe).then({ type: 'OrderImported' }, { type: 'ReviewDecided' });
    given(...after(withdrawn, observeOrder, observe)).when(openAfterSale, openRefund).then();
    given(...after([], endAfterSale, withdrawRefund)).when(openAfterSale, openRefund).then();
    given(...withdrawn).when(endAfterSale, withdrawRefund).then();
    given(...after([], openAfterSale, { ...openRefund, version: 3 })).when(endAfterSale, withdrawRefund).then();
    given(...withRefund([])).when(endAfterSale, { ...withdrawRefund, version: null }).then({ type: 'AfterSaleUnparked', version: 2 });
  });
  test('R-01 a refund waits for its order: it is refused, and the order is born held', () => {
    given(...withRefund([])).when(endAfterSale, close(all)).thenRefused({ code: 'ORDER_NOT_FOUND' });
    given(...withRefund([])).when(endAfterSale, close([])).then({ type: 'AfterSaleUnparked' });
  });
  test('R-01 two cases parked are two holds', () => {
    const two = after(withRefund([]), openAfterSale, { ...openRefund, afterSaleId: asAfterSaleId('case-2'), platformLines: [{ platformLineNo: 'p-1', quantity: 1 }] });
    given(...two).when(observeOrder, observe).then({ type: 'OrderImported' }, { type: 'ReviewDecided' }, { type: 'HoldPlaced', causeId: refund1, lines: [] }, { type: 'HoldPlaced', causeId: 'case-2', lines: [{ lineId: shirt, quantity: 1 }] });
  });
});

describe('ending a case', () => {
  test('RS-01 F-AS-03 a withdrawal releases its own hold and no other', () => {
    given(...withRefund(story('allocated'))).when(endAfterSale, withdrawRefund).then({ type: 'HoldReleased', holdId: held1, causeVersion: 2, reason: 'WITHDRAWN' });
  });
  test('a refund of everything unsent closes the order', () => {
    given(...withRefund(story('allocated'))).when(endAfterSale, close(all)).then({ type: 'LinesRefunded', lines: all }, { type: 'OrderClosed', reason: 'REFUNDED' }, { type: 'HoldReleased', reason: 'CLOSED' });
    expect(orderStatus(fold(after(withRefund(story('allocated')), endAfterSale, close(all))))).toBe('CLOSED');
  });
  test('a refund of a part, or of what was sent, does not', () => {
    given(...withRefund(story('allocated'))).when(endAfterSale, close([{ lineId: shirt, quantity: 1 }])).then({ type: 'LinesRefunded' }, { type: 'HoldReleased' });
    given(...withRefund(story('returned'))).when(endAfterSale, close(all)).then({ type: 'LinesRefunded' }, { type: 'HoldReleased' });
  });
  test('refunded units are whole, at least one, of a known line, and in sum no more than are left', () => {
    const refused = (refunded: Parameters<typeof close>[0]) => given(...withRefund(story('allocated'))).when(endAfterSale, close(refunded));
    for (const quantity of [0, -1, 0.5, 3]) refused([{ lineId: shirt, quantity }]).thenRefused({ code: 'QUANTITY_INVALID', lineId: shirt, max: 2 });
    refused([{ lineId: shirt, quantity: 1 }, { lineId: shirt, quantity: 2 }]).thenRefused({ code: 'QUANTITY_INVALID', quantity: 3, max: 2 });
    refused([{ lineId: asLineId('9'), quantity: 1 }, { lineId: shirt, quantity: 5 }]).thenRefused({ code: 'LINE_NOT_FOUND' }, { code: 'QUANTITY_INVALID' });
  });
  test('I-4 a refund of a line the case did not hold takes it back first', () => {
    const onShirt = after([...story('allocated'), allocated(socks)], openAfterSale, { ...openRefund, lines: [whole(shirt)] });
    given(...onShirt).when(endAfterSale, close([{ lineId: socks, quantity: 1 }])).then(
      { type: 'HoldPlaced', holdId: held2, lines: [{ lineId: socks, quantity: 1 }] }, { type: 'AllocationCancelled', allocationId: socksAllocation, holdId: held2 },
      { type: 'LinesRefunded' }, { type: 'HoldReleased', holdId: held1 }, { type: 'HoldReleased', holdId: held2 });
  });
  test('X-07 a refund told before its case takes the lines back and is told once', () => {
    given(...story('allocated')).when(endAfterSale, close([{ lineId: shirt, quantity: 2 }])).then(
      { type: 'HoldPlaced', lines: [whole(shirt)], causeVersion: 2 }, { type: 'AllocationCancelled', allocationId: shirtAllocation }, { type: 'LinesRefunded' }, { type: 'HoldReleased' });
    const refunded = after(story('allocated'), endAfterSale, close([{ lineId: shirt, quantity: 2 }]));
    given(...refunded).when(endAfterSale, close([{ lineId: shirt, quantity: 2 }], 3)).then({ type: 'AfterSaleUnparked', version: 3 });
    given(...refunded).when(allocateLines, allocateShirt).thenRefused({ code: 'ALREADY_ALLOCATED', allocatable: 0 });
  });
  test('R-12 I-4 units refunded after their return are taken back when the return is revoked', () => {
    const closed = after(withRefund(story('returned')), endAfterSale, close([{ lineId: shirt, quantity: 2 }]));
    expect(activeHolds(fold(closed))).toEqual([]);
    given(...closed).when(revokeReturn, { factoryId: factory, allocationId: shirtAllocation, reason: '未发', at: later }).then(
      { type: 'WaybillReturnRevoked' }, { type: 'AllocationCancelled', allocationId: shirtAllocation, holdId: held1 }, { type: 'PrintPermitRevoked' }, { type: 'FactoryTaskOpened' }, { type: 'LabelVoidRequested' });
    const back = after(closed, revokeReturn, { factoryId: factory, allocationId: shirtAllocation, reason: '未发', at: later });
    given(...back).when(returnWaybill, returnShirt).thenRefused({ code: 'ALLOCATION_CANCELLED' }, { code: 'WAYBILL_NOT_ISSUED_NUMBER' });
    given(...back).when(allocateLines, allocateShirt).thenRefused({ code: 'ALREADY_ALLOCATED', allocatable: 0 });
  });
  test('R-12 only the hold of the refund takes back, only what is promised too much, and only on its line', () => {
    const revoke = { factoryId: factory, allocationId: shirtAllocation, reason: '未发', at: later };
    const paused = after(withPause(story('labelled')), releaseHold, { merchantId: merchant, holdId: asHoldId('MERCHANT:note-1:1'), releasedBy: 'merchant', reason: '', at: later });
    const sentOnce = after(after(paused, authorizePrint, printShirt), returnWaybill, returnShirt);
    given(...after(withRefund(sentOnce), endAfterSale, close([{ lineId: shirt, quantity: 2 }]))).when(revokeReturn, revoke)
      .then({ type: 'WaybillReturnRevoked' }, { type: 'AllocationCancelled', holdId: held1 }, { type: 'PrintPermitRevoked', holdId: held1 }, { type: 'FactoryTaskOpened' }, { type: 'LabelVoidRequested' });
    const halves = [...story('approved'), allocated(shirt, 1, { quantity: 1 }), allocated(shirt, 2, { quantity: 1 })];
    const sent = [1, 2].reduce<readonly OrderEvent[]>((history, epoch) => after(history, returnWaybill, { ...returnShirt, allocationIds: [allocationIdOf(order1, shirt, epoch)], waybillNo: `YT880000000009${epoch}` }), halves);
    given(...after(withRefund(sent), endAfterSale, close([{ lineId: shirt, quantity: 1 }]))).when(revokeReturn, revoke).then({ type: 'WaybillReturnRevoked' });
    given(...after(story('returned'), openAfterSale, { ...openRefund, lines: [whole(socks)] })).when(revokeReturn, revoke).then({ type: 'WaybillReturnRevoked' });
  });
});
