import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { orderEvolution } from './evolve.js';
import { releaseHold } from './holds.js';
import { asHoldId, asLabelId, asMerchantId } from './ids.js';
import { recordFailure, recordNumber, recordVoid, requestLabel } from './labels.js';
import { activeHolds } from './order.js';
import { authorizePrint, grantPermit } from './print.js';
import { changeReceiver } from './receiver.js';
import { after, fold, labelShirt, numberOfShirt, printShirt, returnShirt, shipAll } from './sample-commands.js';
import { allocated, at, factory, label1, later, merchant, movedReceiver, order1, permit1, receiver, shirtAllocation, socks, socksAllocation, story, waybill1 } from './samples.js';
import { shipOrder } from './shipping.js';
import { returnWaybill } from './waybill-return.js';

/** F-AS-06 and X-09: a new address in every state of its label. */
const given = sentences(orderEvolution);
const move = { merchantId: merchant, receiver: movedReceiver, at: later };
const moved = (history: Parameters<typeof fold>[0]) => after(history, changeReceiver, move);
const changed = { type: 'ReceiverChanged', addressVersion: 2 } as const;
const placed = { type: 'HoldPlaced', holdType: 'ADDRESS_CHANGED', effect: 'SUSPEND', lines: [] } as const;
const released = (reason: string) => ({ type: 'HoldReleased', reason }) as const;
const voided = { labelId: label1, outcome: { kind: 'voided' }, at: later } as const;
const label2 = asLabelId(`${order1}.L2`);

describe('F-AS-06 the receiver changes', () => {
  test('before a label: the hold comes and goes in one append', () => {
    given(...story('allocated')).when(changeReceiver, move).then(changed, placed, released('NO_LABEL_YET'));
    given(...story('imported')).when(changeReceiver, move).then(changed, placed, released('NO_LABEL_YET'));
  });
  test('X-09 while a number is on its way: it becomes an orphan, and its void releases the hold', () => {
    given(...story('requested')).when(changeReceiver, move).then(changed, placed);
    const orphaned = after(moved(story('requested')), recordNumber, numberOfShirt);
    given(...moved(story('requested'))).when(recordNumber, numberOfShirt).then({ type: 'LabelOrphaned' }, { type: 'LabelVoidRequested', cause: 'ORPHANED' });
    given(...moved(story('requested'))).when(recordFailure, { labelId: label1, reason: '停发', at: later }).then({ type: 'LabelFailed' }, released('OLD_LABEL_VOIDED'));
    given(...orphaned).when(recordVoid, voided).then({ type: 'LabelVoided' }, released('OLD_LABEL_VOIDED'));
  });
  test('on an issued label: its number is voided, the allocation kept, and a new label is made after the void', () => {
    given(...story('labelled')).when(changeReceiver, move).then(changed, placed, { type: 'LabelVoidRequested', waybillNo: waybill1, cause: 'ADDRESS_CHANGED' });
    const held = moved(story('labelled'));
    given(...held).when(authorizePrint, printShirt).thenRefused({ code: 'PRINT_BLOCKED' });
    given(...held).when(requestLabel, labelShirt).thenRefused({ code: 'PRINT_BLOCKED' });
    const free = after(held, recordVoid, voided);
    given(...free).when(authorizePrint, printShirt).thenRefused({ code: 'LABEL_NOT_ISSUED', state: 'voided' });
    given(...free).when(requestLabel, labelShirt).then({ type: 'LabelRequested', labelId: label2, addressVersion: 2 });
  });
  test('a number that cannot be voided is as dead, and lets go too', () => {
    given(...moved(story('labelled'))).when(recordVoid, { ...voided, outcome: { kind: 'failed', reason: '已揽收', quarantined: true } }).then({ type: 'LabelVoidFailed' }, released('OLD_LABEL_VOIDED'));
  });
  test('R-06 R-07 granted and printed: the permit is revoked, paper is to be destroyed', () => {
    given(...story('granted')).when(changeReceiver, move).then(changed, placed, { type: 'PrintPermitRevoked', permitId: permit1 }, { type: 'LabelVoidRequested' });
    given(...story('printed')).when(changeReceiver, move).then(changed, placed, { type: 'PrintPermitRevoked' }, { type: 'FactoryTaskOpened', task: 'DESTROY_LABEL' }, { type: 'LabelVoidRequested', cause: 'ADDRESS_CHANGED' });
    given(...moved(story('printed'))).when(returnWaybill, returnShirt).thenRefused({ code: 'PRINT_BLOCKED' }, { code: 'WAYBILL_ADDRESS_CHANGED' });
    given(...after(moved(story('printed')), recordVoid, voided)).when(returnWaybill, returnShirt).thenRefused({ code: 'WAYBILL_ADDRESS_CHANGED' });
    given(...after(moved(story('printed')), recordVoid, voided)).when(grantPermit, { ...printShirt, reprintReason: '卡纸' }).thenRefused({ code: 'LABEL_NOT_ISSUED', state: 'voided' });
  });
  test('R-09 R-10 after the return: a re-route case, no hold, once', () => {
    given(...story('returned')).when(changeReceiver, move).then(changed, { type: 'InterceptOpened', kind: 'REROUTE', waybillNo: waybill1, holdId: null });
    given(...after(story('returned'), shipOrder, shipAll)).when(changeReceiver, move).then(changed, { type: 'InterceptOpened', kind: 'REROUTE' });
    given(...moved(story('returned'))).when(changeReceiver, { ...move, receiver }).then({ ...changed, addressVersion: 3 });
  });
  test('R-14 one parcel returned, one labelled: the hold waits for the label that can still be voided, not for the one under way', () => {
    const two = [...story('returned'), allocated(socks),
      { type: 'LabelRequested', labelId: label2, allocationIds: [socksAllocation], factoryId: factory, carrier: 'YTO', addressVersion: 1, subjectKeyId: order1, at } as const,
      { type: 'LabelIssued', labelId: label2, waybillNo: 'YT8800000000025', sortCode: '', packageCenter: '', markDestination: '', reusedFrom: null, at } as const];
    given(...two).when(changeReceiver, move).then(changed, placed, { type: 'LabelVoidRequested', labelId: label2 }, { type: 'InterceptOpened', kind: 'REROUTE', allocationIds: [shirtAllocation] });
    given(...moved(two)).when(recordVoid, { ...voided, labelId: label2 }).then({ type: 'LabelVoided' }, released('OLD_LABEL_VOIDED'));
    given(...story('returned'), allocated(socks)).when(changeReceiver, move).then(changed, placed, { type: 'InterceptOpened' }, released('NO_LABEL_YET'));
  });
  test('again before the void: the newer hold replaces the older one', () => {
    const twice = after(moved(story('labelled')), changeReceiver, { ...move, receiver });
    expect(activeHolds(fold(twice)).map(({ causeId }) => causeId)).toEqual(['address-3']);
    given(...twice).when(recordVoid, voided).then({ type: 'LabelVoided' }, released('OLD_LABEL_VOIDED'));
  });
  test('two old labels: the hold waits for both', () => {
    const two = [...story('labelled'), allocated(socks), { type: 'LabelRequested', labelId: label2, allocationIds: [socksAllocation], factoryId: factory, carrier: 'YTO', addressVersion: 1, subjectKeyId: order1, at } as const];
    given(...moved(two)).when(recordVoid, voided).then({ type: 'LabelVoided' });
    given(...after(moved(two), recordVoid, voided)).when(recordFailure, { labelId: label2, reason: '停发', at: later }).then({ type: 'LabelFailed' }, released('OLD_LABEL_VOIDED'));
  });
  test('an equal receiver is no change; a closed or foreign order has none', () => {
    given(...story('labelled')).when(changeReceiver, { ...move, receiver }).then();
    given(...story('labelled'), { type: 'OrderClosed', reason: 'REFUNDED', at }).when(changeReceiver, move).thenRefused({ code: 'ORDER_CLOSED' });
    given(...story('labelled')).when(changeReceiver, { ...move, merchantId: asMerchantId('b7a0c0de-0000-4000-8000-000000000001') }).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
  test('nobody releases the hold by hand', () => {
    given(...moved(story('labelled'))).when(releaseHold, { merchantId: merchant, holdId: asHoldId('ADDRESS_CHANGED:address-2:1'), releasedBy: 'system', reason: '', at: later }).thenRefused({ code: 'HOLD_NOT_YOURS' });
  });
});
