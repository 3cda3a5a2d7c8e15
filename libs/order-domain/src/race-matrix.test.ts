import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { endAfterSale, openAfterSale } from './after-sales.js';
import { allocateLines, recallAllocations } from './allocation.js';
import type { OrderEvent } from './events.js';
import { orderEvolution } from './evolve.js';
import { placeHold, releaseHold } from './holds.js';
import { asFactoryId, asHoldId, asLabelId, asPermitId, allocationIdOf } from './ids.js';
import { observeOrder } from './intake.js';
import { recordNumber, recordVoid, requestLabel } from './labels.js';
import { authorizePrint, consumePermit, grantPermit, renderLabel, reportPrint } from './print.js';
import { after, allocateShirt, fold, labelShirt, numberOfShirt, observe, openRefund, pause, printShirt, returnShirt, riskReview, shipAll, usePermit, withdrawRefund, withPause, withRefund } from './sample-commands.js';
import { allocated, at, factory, label1, later, merchant, order1, otherFactory, permit1, printJob1, refund1, shirt, shirtAllocation, socks, socksAllocation, story, waybill1, whole } from './samples.js';
import { shipOrder, shipVirtually } from './shipping.js';
import { allocationStatus } from './order.js';
import { observeTracking } from './tracking.js';
import { recordUpload, uploadsDue } from './uploads.js';
import { voidLabel } from './void-label.js';
import { reportGhost, returnWaybill, revokeReturn } from './waybill-return.js';

/** Requirements 5.1 and 5.2, row by row: what a hold does to an order at each moment, and what the factory is told next. */
const given = sentences(orderEvolution);
const refundHold = asHoldId(`AFTER_SALE:${refund1}:1`);
const pauseHold = asHoldId('MERCHANT:note-1:1');
const recallShirt = { merchantId: merchant, allocationIds: [shirtAllocation], reason: '缺货', at: later };
const refundPlaced = { type: 'HoldPlaced', holdId: refundHold, effect: 'CANCEL' } as const;
const pausePlaced = { type: 'HoldPlaced', holdId: pauseHold, effect: 'SUSPEND' } as const;
const shirtCancelled = { type: 'AllocationCancelled', allocationId: shirtAllocation, cause: 'HOLD', holdId: refundHold } as const;
const revoked = { type: 'PrintPermitRevoked', permitId: permit1 } as const;
const voidAsked = { type: 'LabelVoidRequested', labelId: label1, waybillNo: waybill1, cause: 'HOLD' } as const;
const destroy = { type: 'FactoryTaskOpened', task: 'DESTROY_LABEL', labelId: label1 } as const;
const parcel2: readonly OrderEvent[] = [
  allocated(socks),
  { type: 'LabelRequested', labelId: asLabelId(`${order1}.L2`), allocationIds: [socksAllocation], factoryId: factory, carrier: 'YTO', addressVersion: 1, subjectKeyId: order1, at },
  { type: 'LabelIssued', labelId: asLabelId(`${order1}.L2`), waybillNo: 'YT8800000000025', sortCode: '', packageCenter: '', markDestination: '', reusedFrom: null, at },
];
const printSocks = { ...printShirt, labelId: asLabelId(`${order1}.L2`) };
const unreturn = { factoryId: factory, allocationId: shirtAllocation, reason: '录错', at: later };

describe('a CANCEL hold arrives', () => {
  test('R-01 before the order: it is parked, and the order is born held', () => {
    given().when(openAfterSale, openRefund).then({ type: 'AfterSaleParked', afterSaleId: refund1, version: 1 });
    given(...withRefund([])).when(observeOrder, observe).then({ type: 'OrderImported' }, { type: 'ReviewDecided' }, refundPlaced);
    given(...after(withRefund([]), observeOrder, observe)).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_HAS_AFTERSALE', lineId: shirt });
  });
  test('R-02 before allocation: the hold only, and allocating is refused', () => {
    given(...story('approved')).when(openAfterSale, openRefund).then(refundPlaced);
    given(...withRefund(story('approved'))).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_HAS_AFTERSALE' });
    given(...after(story('approved'), placeHold, riskReview)).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_IN_REVIEW' });
  });
  test('F-AS-02 PDD-23 R-03 on an allocated line without label: it is taken back', () => {
    given(...story('allocated')).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled);
    given(...withRefund(story('allocated'))).when(requestLabel, labelShirt).thenRefused({ code: 'ALLOCATION_CANCELLED', instruction: 'NONE' }, { code: 'PRINT_BLOCKED' });
  });
  test('R-04 while the carrier is asked for a number: the number that comes is an orphan and is voided', () => {
    given(...story('requested')).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled);
    given(...withRefund(story('requested'))).when(recordNumber, numberOfShirt).then({ type: 'LabelOrphaned', waybillNo: waybill1 }, { ...voidAsked, cause: 'ORPHANED' });
    given(...withRefund(story('requested'))).when(requestLabel, labelShirt).thenRefused({ code: 'ALLOCATION_CANCELLED' }, { code: 'PRINT_BLOCKED' });
  });
  test('F-AS-02 F-FP-02 PDD-07 R-05 on an issued label: its number is voided and its permit refused', () => {
    given(...story('labelled')).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled, voidAsked);
    given(...withRefund(story('labelled'))).when(authorizePrint, printShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'ALLOCATION_CANCELLED' });
    given(...withRefund(story('labelled'))).when(grantPermit, printShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'ALLOCATION_CANCELLED' });
  });
  test('F-AS-02 F-FP-02 R-06 X-01 on a granted permit: it is revoked, and consuming or drawing is refused', () => {
    given(...story('granted')).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled, revoked, voidAsked);
    given(...withRefund(story('granted'))).when(consumePermit, usePermit).thenRefused({ code: 'PERMIT_REVOKED', instruction: 'DESTROY_LABEL' });
    given(...withRefund(story('granted'))).when(renderLabel, { ...usePermit, format: 'PDF' }).thenRefused({ code: 'PERMIT_REVOKED' });
    given(...withRefund(story('granted'))).when(returnWaybill, returnShirt).thenRefused({ code: 'ALLOCATION_CANCELLED', instruction: 'NONE' }, { code: 'PRINT_BLOCKED' }, { code: 'WAYBILL_NOT_ISSUED_NUMBER' });
  });
  test('F-AS-02 PDD-24 R-07 X-01 X-02 on printed paper: it is to be destroyed, and its return is refused', () => {
    given(...story('printed')).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled, revoked, destroy, voidAsked);
    given(...withRefund(story('printed'))).when(returnWaybill, returnShirt).thenRefused({ code: 'ALLOCATION_CANCELLED', instruction: 'DESTROY_LABEL' }, { code: 'PRINT_BLOCKED' }, { code: 'WAYBILL_NOT_ISSUED_NUMBER' });
    given(...withRefund(story('printed'))).when(renderLabel, { ...usePermit, format: 'PDF' }).thenRefused({ code: 'PERMIT_REVOKED' });
  });
  test('R-08 on a parcel that left all the same: the first scan of the dead number raises a ghost, once', () => {
    const scan = { waybillNo: waybill1, code: '103', scannedAt: later, at: later };
    given(...withRefund(story('printed'))).when(observeTracking, scan).then({ type: 'TrackingObserved' }, { type: 'GhostShipmentRaised', allocationIds: [shirtAllocation], factoryId: factory, waybillNo: waybill1 });
    given(...after(withRefund(story('printed')), observeTracking, scan)).when(observeTracking, { ...scan, code: '200' }).then({ type: 'TrackingObserved', code: '200' });
    given(...story('returned')).when(observeTracking, scan).then({ type: 'TrackingObserved' });
  });
  test('F-FP-03 F-AS-08 X-02 PDD-31 R-09 PDD-08 after the return: nothing is blocked, an intercept opens, shipping waits', () => {
    given(...story('returned')).when(openAfterSale, openRefund).then(refundPlaced, { type: 'InterceptOpened', kind: 'STOP', waybillNo: waybill1, holdId: refundHold });
    given(...withRefund(story('returned'))).when(shipOrder, shipAll).thenRefused({ code: 'SHIP_BLOCKED_AFTERSALE', allocationId: shirtAllocation });
    given(...withRefund(story('returned'))).when(returnWaybill, returnShirt).then();
  });
  test('R-10 after shipping: an intercept and nothing else', () => {
    given(...after(story('returned'), shipOrder, shipAll)).when(openAfterSale, openRefund).then(refundPlaced, { type: 'InterceptOpened', kind: 'STOP' });
  });
  test('R-11 F-SH-06 on a virtually shipped order: it is blocked, and the platform is known to believe in nothing', () => {
    const told = after(story('labelled'), shipVirtually, { merchantId: merchant, allocationId: shirtAllocation, channel: { kind: 'unconnected' }, at: later });
    given(...told).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled, voidAsked, { type: 'VirtualShipUnbacked', waybillNo: waybill1, holdId: refundHold });
    given(...withRefund(told)).when(authorizePrint, printShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'ALLOCATION_CANCELLED' });
  });
  test('PDD-08 R-12 F-FP-04 before the factory cancels its return: it takes effect in that very append', () => {
    given(...withRefund(story('returned'))).when(revokeReturn, unreturn).then({ type: 'WaybillReturnRevoked' }, shirtCancelled, revoked, destroy, voidAsked);
    const back = after(withRefund(story('returned')), revokeReturn, unreturn);
    given(...back).when(authorizePrint, { ...printShirt, printJobId: printJob1, reprintReason: '卡纸' }).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'ALLOCATION_CANCELLED' });
    given(...after(story('returned'), revokeReturn, unreturn)).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled, revoked, destroy, voidAsked);
  });
  test('R-13 on one line of a shared label: the label is dead, the other line stays and may be labelled again', () => {
    const both = [allocationIdOf(order1, shirt, 1), socksAllocation] as const;
    const shared = after(after([...story('allocated'), allocated(socks)], requestLabel, { ...labelShirt, allocationIds: both }), recordNumber, numberOfShirt);
    const held = after(shared, openAfterSale, { ...openRefund, lines: [whole(socks)] });
    given(...shared).when(openAfterSale, { ...openRefund, lines: [whole(socks)] }).then(refundPlaced, { type: 'AllocationCancelled', allocationId: socksAllocation }, voidAsked);
    given(...held).when(authorizePrint, printShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'ALLOCATION_CANCELLED' });
    given(...held).when(requestLabel, labelShirt).then({ type: 'LabelRequested', labelId: asLabelId(`${order1}.L2`), allocationIds: [shirtAllocation] });
    const printed = after(shared, authorizePrint, printShirt);
    given(...after(printed, openAfterSale, { ...openRefund, lines: [whole(socks)] })).when(consumePermit, usePermit).thenRefused({ code: 'PERMIT_REVOKED' });
  });
  test('R-14 on two parcels: an intercept for the returned one, a block for the other', () => {
    given(...story('returned'), ...parcel2).when(openAfterSale, openRefund)
      .then(refundPlaced, { type: 'AllocationCancelled', allocationId: socksAllocation }, { type: 'LabelVoidRequested', waybillNo: 'YT8800000000025' }, { type: 'InterceptOpened', waybillNo: waybill1, allocationIds: [shirtAllocation] });
  });
  test('R-15 X-06 beside another hold: releasing one keeps the other', () => {
    const both = after(withRefund(story('approved')), placeHold, riskReview);
    given(...both).when(endAfterSale, withdrawRefund).then({ type: 'HoldReleased', holdId: refundHold });
    given(...after(both, endAfterSale, withdrawRefund)).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_IN_REVIEW' });
    given(...after(after(withRefund(story('approved')), endAfterSale, withdrawRefund), placeHold, riskReview)).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_IN_REVIEW' });
  });
  test('R-16 F-AS-11 on one line: the other prints', () => {
    const held = after([...story('labelled'), ...parcel2], openAfterSale, { ...openRefund, lines: [whole(shirt)] });
    given(...held).when(authorizePrint, printShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'ALLOCATION_CANCELLED' });
    given(...held).when(authorizePrint, printSocks).then({ type: 'PrintPermitGranted' }, { type: 'PrintPermitConsumed' });
  });
  test('R-17 F-FP-11 on an unfenced factory: somebody calls it, and a late return is refused or a ghost with its reason, once', () => {
    const offline = [...story('approved'), allocated(shirt, 1, { fenced: false })];
    given(...offline).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled, { type: 'FactoryTaskOpened', task: 'CALL_FACTORY', factoryId: factory, dueAt: '2026-11-11T02:31:00.000Z' });
    given(...withRefund(offline)).when(returnWaybill, returnShirt).thenRefused({ code: 'ALLOCATION_CANCELLED' }, { code: 'PRINT_BLOCKED' });
    given(...withRefund(offline)).when(reportGhost, { factoryId: factory, allocationId: shirtAllocation, waybillNo: waybill1, reason: '已发出', at: later }).then({ type: 'GhostShipmentRaised', reason: '已发出' });
  });
});

describe('a SUSPEND hold arrives', () => {
  test('R-02 before allocation: the hold only, and allocating is refused', () => {
    given(...story('approved')).when(placeHold, pause).then(pausePlaced);
    given(...withPause(story('approved'))).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_ON_HOLD' });
  });
  test('R-03 on an allocated line: it is kept, and no label is made', () => {
    given(...story('allocated')).when(placeHold, pause).then(pausePlaced);
    const held = withPause(story('allocated'));
    given(...held).when(requestLabel, labelShirt).thenRefused({ code: 'PRINT_BLOCKED' });
    expect(fold(held).allocations.map((one) => allocationStatus(fold(held), one))).toEqual(['SUSPENDED']);
  });
  test('R-04 while the carrier is asked for a number: the number that comes is an orphan', () => {
    given(...withPause(story('requested'))).when(recordNumber, numberOfShirt).then({ type: 'LabelOrphaned' }, { type: 'LabelVoidRequested', cause: 'ORPHANED' });
  });
  test('R-05 on an issued label: it waits, and prints when the hold is released', () => {
    const held = withPause(story('labelled'));
    given(...story('labelled')).when(placeHold, pause).then(pausePlaced);
    given(...held).when(authorizePrint, printShirt).thenRefused({ code: 'PRINT_BLOCKED' });
    given(...after(held, releaseHold, { merchantId: merchant, holdId: pauseHold, releasedBy: 'merchant', reason: '', at: later })).when(authorizePrint, printShirt).then({ type: 'PrintPermitGranted' }, { type: 'PrintPermitConsumed' });
  });
  test('R-06 on a granted permit: it is revoked', () => {
    given(...story('granted')).when(placeHold, pause).then(pausePlaced, revoked);
    given(...withPause(story('granted'))).when(consumePermit, usePermit).thenRefused({ code: 'PERMIT_REVOKED' });
  });
  test('R-07 on printed paper: it is to be destroyed, and neither this return nor a later one of the dead number counts', () => {
    const held = withPause(story('printed'));
    given(...story('printed')).when(placeHold, pause).then(pausePlaced, revoked, destroy, voidAsked);
    given(...held).when(returnWaybill, returnShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'WAYBILL_NOT_ISSUED_NUMBER' });
    const free = after(held, releaseHold, { merchantId: merchant, holdId: pauseHold, releasedBy: 'merchant', reason: '', at: later });
    given(...free).when(returnWaybill, returnShirt).thenRefused({ code: 'WAYBILL_NOT_ISSUED_NUMBER', labelId: label1 });
    given(...free).when(returnWaybill, { ...returnShirt, waybillNo: 'YT8800000000090', extraWaybillNos: [waybill1] }).thenRefused({ code: 'WAYBILL_NOT_ISSUED_NUMBER' });
    given(...free).when(returnWaybill, { ...returnShirt, waybillNo: 'YT8800000000090' }).then({ type: 'WaybillReturned', origin: 'TYPED', labelId: null });
  });
  test('R-09 R-10 after the return: an intercept', () => {
    given(...story('returned')).when(placeHold, pause).then(pausePlaced, { type: 'InterceptOpened', kind: 'STOP' });
  });
  test('R-11 on a virtually shipped order: it is marked as without backing', () => {
    const told = after(story('labelled'), shipVirtually, { merchantId: merchant, allocationId: shirtAllocation, channel: { kind: 'unconnected' }, at: later });
    given(...told).when(placeHold, pause).then(pausePlaced, { type: 'VirtualShipUnbacked' });
  });
  test('R-12 before the factory cancels its return: printing is stopped in that very append', () => {
    given(...withPause(story('returned'))).when(revokeReturn, unreturn).then({ type: 'WaybillReturnRevoked' }, revoked, destroy, voidAsked);
    given(...after(withPause(story('returned')), revokeReturn, unreturn)).when(requestLabel, labelShirt).thenRefused({ code: 'PRINT_BLOCKED' });
  });
  test('R-13 on one line of a shared, unprinted label: the label is dead for both', () => {
    const shared = after(after([...story('allocated'), allocated(socks)], requestLabel, { ...labelShirt, allocationIds: [shirtAllocation, socksAllocation] }), recordNumber, numberOfShirt);
    given(...shared).when(placeHold, { ...pause, lines: [whole(socks)] }).then(pausePlaced, voidAsked);
  });
  test('R-15 twice by different causes: both have to be released', () => {
    const both = after(withPause(story('labelled')), placeHold, { ...pause, causeId: 'note-2' });
    given(...after(both, releaseHold, { merchantId: merchant, holdId: pauseHold, releasedBy: 'merchant', reason: '', at: later })).when(authorizePrint, printShirt).thenRefused({ code: 'PRINT_BLOCKED' });
  });
  test('R-17 on an unfenced factory: somebody calls it', () => {
    given(...story('approved'), allocated(shirt, 1, { fenced: false })).when(placeHold, pause).then(pausePlaced, { type: 'FactoryTaskOpened', task: 'CALL_FACTORY' });
  });
});

describe('two things at once: the first in the stream is right', () => {
  test('X-03 F-SH-03 hold before ship refuses; ship before hold opens an intercept, and the platform’s answer to the number on its way is what counts', () => {
    const shipOnline = { ...shipAll, channel: { kind: 'checked', at: later, blocks: false } } as const;
    given(...withRefund(story('returned'))).when(shipOrder, shipOnline).thenRefused({ code: 'SHIP_BLOCKED_AFTERSALE', allocationId: shirtAllocation });
    const underWay = withRefund(after(story('returned'), shipOrder, shipOnline));
    given(...after(story('returned'), shipOrder, shipOnline)).when(openAfterSale, openRefund).then(refundPlaced, { type: 'InterceptOpened', kind: 'STOP' });
    const answered = { waybillNo: waybill1, attempt: 1, at: later } as const;
    given(...underWay).when(recordUpload, { ...answered, outcome: { kind: 'accepted' } }).then({ type: 'ShipUploaded', waybillNo: waybill1 });
    const refused = { ...answered, outcome: { kind: 'failed', code: 'PLATFORM_STATUS_CHANGED', retryable: false, nextAttemptAt: null } } as const;
    given(...underWay).when(recordUpload, refused).then({ type: 'ShipUploadFailed', code: 'PLATFORM_STATUS_CHANGED', retryable: false });
    expect([fold(underWay), fold(after(underWay, recordUpload, refused))].map((order) => uploadsDue(order, later).length)).toEqual([1, 0]);
  });
  test('X-04 hold before allocate refuses, allocate before hold is taken back', () => {
    given(...withRefund(story('approved'))).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_HAS_AFTERSALE' });
    given(...after(story('approved'), allocateLines, allocateShirt)).when(openAfterSale, openRefund).then(refundPlaced, shirtCancelled);
  });
  test('X-05 PDD-22 return before recall refuses the recall, recall before return refuses the return', () => {
    const recall = { merchantId: merchant, allocationIds: [shirtAllocation], reason: '缺货', at: later };
    given(...story('returned')).when(recallAllocations, recall).thenRefused({ code: 'ALLOCATION_RETURNED', waybillNo: waybill1 });
    given(...after(story('printed'), recallAllocations, recall)).when(returnWaybill, returnShirt).thenRefused({ code: 'ALLOCATION_CANCELLED', instruction: 'DESTROY_LABEL' }, { code: 'WAYBILL_NOT_ISSUED_NUMBER' });
  });
  test('X-10 F-AL-10: the factory of an older epoch is told so, whatever it asks: label, permit, paper, return, revocation', () => {
    const recalled = after(story('printed'), recallAllocations, recallShirt);
    const again = [...recalled, allocated(shirt, 2, { factoryId: otherFactory })];
    const stale = { code: 'STALE_EPOCH', allocationId: shirtAllocation, epoch: 1, currentEpoch: 2 } as const;
    given(...again).when(returnWaybill, returnShirt).thenRefused(stale, { code: 'WAYBILL_NOT_ISSUED_NUMBER' });
    given(...again).when(requestLabel, labelShirt).thenRefused(stale);
    given(...again).when(authorizePrint, { ...printShirt, reprintReason: '卡纸' }).thenRefused(stale);
    given(...again).when(renderLabel, { ...usePermit, format: 'PDF' }).thenRefused(stale, { code: 'PERMIT_REVOKED', instruction: 'DESTROY_LABEL' });
    given(...again).when(revokeReturn, unreturn).thenRefused(stale);
    given(...after(story('granted'), recallAllocations, recallShirt), allocated(shirt, 2)).when(consumePermit, usePermit).thenRefused(stale, { code: 'PERMIT_REVOKED' });
    given(...again).when(returnWaybill, { ...returnShirt, factoryId: otherFactory, allocationIds: [allocationIdOf(order1, shirt, 2)], waybillNo: 'YT8800000000033' }).then({ type: 'WaybillReturned', origin: 'TYPED' });
  });
  test('F-AL-10: so is a merchant who takes back or ships what a later epoch followed; without one a second recall is so already', () => {
    const recalled = after(story('printed'), recallAllocations, recallShirt);
    const again = [...recalled, allocated(shirt, 2, { factoryId: otherFactory })];
    const stale = { code: 'STALE_EPOCH', allocationId: shirtAllocation, epoch: 1, currentEpoch: 2 } as const;
    given(...recalled).when(recallAllocations, recallShirt).then();
    given(...again).when(recallAllocations, recallShirt).thenRefused(stale);
    given(...again).when(shipOrder, { ...shipAll, allocationIds: [shirtAllocation] }).thenRefused(stale);
    given(...again).when(shipVirtually, { merchantId: merchant, allocationId: shirtAllocation, channel: { kind: 'unconnected' }, at: later }).thenRefused(stale);
  });
  test('F-AL-10: a part of a line is not stale because the other part went to another factory after it', () => {
    const both = [...story('approved'), allocated(shirt, 1, { quantity: 1 }), allocated(shirt, 2, { quantity: 1, factoryId: otherFactory })];
    given(...both).when(requestLabel, labelShirt).then({ type: 'LabelRequested', allocationIds: [shirtAllocation] });
    given(...both).when(recallAllocations, recallShirt).then({ type: 'AllocationCancelled', allocationId: shirtAllocation }, { type: 'AutoRouteSuspended' });
  });
  test('F-AL-10 F-EW-07: a failed void of an older epoch is asked for again, and leaves the new epoch alone', () => {
    const failed = after(after(story('labelled'), recallAllocations, recallShirt), recordVoid, { labelId: label1, outcome: { kind: 'failed', reason: 'CONTACT_CARRIER', quarantined: false }, at: later });
    given(...failed, allocated(shirt, 2)).when(voidLabel, { labelId: label1, by: { kind: 'factory', factoryId: factory }, at: later }).then({ type: 'LabelVoidRequested', labelId: label1, waybillNo: waybill1 });
    given(...failed, allocated(shirt, 2)).when(requestLabel, { ...labelShirt, allocationIds: [allocationIdOf(order1, shirt, 2)] }).then({ type: 'LabelRequested' });
  });
  test('F-AL-10: facts have no epoch: a void of the old number is recorded, a parcel that left is a ghost, its paper was printed', () => {
    const again = [...after(story('printed'), recallAllocations, recallShirt), allocated(shirt, 2, { factoryId: otherFactory })];
    given(...again).when(recordVoid, { labelId: label1, outcome: { kind: 'voided' }, at: later }).then({ type: 'LabelVoided', waybillNo: waybill1 });
    given(...again).when(reportGhost, { factoryId: factory, allocationId: shirtAllocation, waybillNo: waybill1, reason: '已发出', at: later }).then({ type: 'GhostShipmentRaised' });
    given(...again).when(reportPrint, { ...usePermit, result: 'PRINTED' }).then({ type: 'PrintReported', result: 'PRINTED' });
  });
  test('PDD-24 a factory that is not the allocated one learns nothing', () => {
    const stranger = { ...returnShirt, factoryId: asFactoryId('00000000-0000-4000-8000-000000000000') };
    given(...story('printed')).when(returnWaybill, stranger).thenRefused({ code: 'ALLOCATION_NOT_FOUND', allocationId: shirtAllocation });
    given(...story('printed')).when(consumePermit, { ...usePermit, factoryId: otherFactory }).thenRefused({ code: 'PERMIT_NOT_FOUND' });
    given(...story('printed')).when(consumePermit, { ...usePermit, permitId: asPermitId(`${order1}.P9`) }).thenRefused({ code: 'PERMIT_NOT_FOUND' });
  });
});
