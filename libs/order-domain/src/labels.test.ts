import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { recallAllocations } from './allocation.js';
import { orderEvolution } from './evolve.js';
import { asLabelId } from './ids.js';
import { labelWork, recordFailure, recordNumber, recordVoid, requestLabel } from './labels.js';
import { after, fold, labelShirt, numberOfShirt, returnShirt, withPause, withRefund } from './sample-commands.js';
import { allocated, approved, imported, label1, later, merchant, order1, otherFactory, receiver, shirt, shirtAllocation, socks, socksAllocation, story, waybill1 } from './samples.js';
import { returnWaybill } from './waybill-return.js';

const given = sentences(orderEvolution);

describe('asking for a number', () => {
  test('is one label for lines that travel together, of the address as it is now', () => {
    given(...story('allocated'), allocated(socks)).when(requestLabel, { ...labelShirt, allocationIds: [shirtAllocation, socksAllocation, shirtAllocation] })
      .then({ type: 'LabelRequested', labelId: label1, allocationIds: [shirtAllocation, socksAllocation], addressVersion: 1 });
  });
  test('F-EW-05: asked again while one is on its way or issued, it is so already', () => {
    given(...story('requested')).when(requestLabel, labelShirt).then();
    given(...story('labelled')).when(requestLabel, labelShirt).then();
  });
  test('a live label of another carrier or parcel is in the way', () => {
    given(...story('labelled')).when(requestLabel, { ...labelShirt, carrier: 'ZTO' }).thenRefused({ code: 'LABEL_EXISTS', labelId: label1, carrier: 'YTO' });
    given(...story('labelled'), allocated(socks)).when(requestLabel, { ...labelShirt, allocationIds: [shirtAllocation, socksAllocation] }).thenRefused({ code: 'LABEL_EXISTS', labelId: label1 });
  });
  test('F-EW-05 a number that comes after a refusal is an orphan and is voided', () => {
    const failed = after(story('requested'), recordFailure, { labelId: label1, reason: 'balance-empty', at: later });
    given(...failed).when(recordNumber, numberOfShirt).then({ type: 'LabelOrphaned', waybillNo: waybill1 }, { type: 'LabelVoidRequested', cause: 'ORPHANED' });
  });
  test('lists every reason against it', () => {
    given(...withPause(story('allocated'))).when(requestLabel, { ...labelShirt, allocationIds: [shirtAllocation, socksAllocation] }).thenRefused({ code: 'ALLOCATION_NOT_FOUND', allocationId: socksAllocation }, { code: 'PRINT_BLOCKED', allocationId: shirtAllocation });
    given(...story('allocated')).when(requestLabel, { ...labelShirt, factoryId: otherFactory }).thenRefused({ code: 'ALLOCATION_NOT_FOUND' });
    given(...story('returned')).when(requestLabel, labelShirt).thenRefused({ code: 'ALLOCATION_RETURNED', waybillNo: waybill1 });
  });
  test.each(['name', 'phone', 'address'] as const)('a receiver without %s has to be told first', (field) => {
    const hidden = { ...receiver, sealed: { ...receiver.sealed, [field]: null } };
    given({ ...imported, receiver: hidden }, approved, allocated(shirt)).when(requestLabel, labelShirt).thenRefused({ code: 'RECEIVER_MISSING' });
  });
});

describe('what the carrier answers', () => {
  test('a number is issued once', () => {
    given(...story('requested')).when(recordNumber, numberOfShirt).then({ type: 'LabelIssued', waybillNo: waybill1, sortCode: '330-106-08' });
    given(...story('labelled')).when(recordNumber, { ...numberOfShirt, waybillNo: 'YT8800000000025' }).then();
    given(...story('allocated')).when(recordNumber, numberOfShirt).thenRefused({ code: 'LABEL_NOT_FOUND' });
  });
  test('R-04 a number for what was taken back, returned otherwise, or shared with a taken-back line is an orphan', () => {
    const orphan = [{ type: 'LabelOrphaned', waybillNo: waybill1 }, { type: 'LabelVoidRequested', cause: 'ORPHANED' }] as const;
    given(...withRefund(story('requested'))).when(recordNumber, numberOfShirt).then(...orphan);
    const recall = { merchantId: merchant, allocationIds: [shirtAllocation], reason: '缺货', at: later };
    given(...after(story('requested'), recallAllocations, recall)).when(recordNumber, numberOfShirt).then(...orphan);
    const both = after([...story('allocated'), allocated(socks)], requestLabel, { ...labelShirt, allocationIds: [shirtAllocation, socksAllocation] });
    given(...after(both, recallAllocations, recall)).when(recordNumber, numberOfShirt).then(...orphan);
    given(...after(story('requested'), returnWaybill, { ...returnShirt, waybillNo: 'YT8800000000090' })).when(recordNumber, numberOfShirt).then(...orphan);
  });
  test('X-09 a number for an old address is an orphan, hold or no hold', () => {
    given(...story('requested'), { type: 'ReceiverChanged', receiver, addressVersion: 2, at: later }).when(recordNumber, numberOfShirt).then({ type: 'LabelOrphaned' }, { type: 'LabelVoidRequested', cause: 'ORPHANED' });
  });
  test('a no for good leaves the allocation to be labelled again', () => {
    const failed = after(story('requested'), recordFailure, { labelId: label1, reason: '停发', at: later });
    given(...story('requested')).when(recordFailure, { labelId: label1, reason: '停发', at: later }).then({ type: 'LabelFailed', reason: '停发' });
    given(...failed).when(requestLabel, labelShirt).then({ type: 'LabelRequested', labelId: asLabelId(`${order1}.L2`) });
    given(...story('labelled')).when(recordFailure, { labelId: label1, reason: '停发', at: later }).then();
    given(...story('allocated')).when(recordFailure, { labelId: label1, reason: '停发', at: later }).thenRefused({ code: 'LABEL_NOT_FOUND' });
  });
  test('a void ends as voided or as failed, once', () => {
    const held = withRefund(story('labelled'));
    given(...held).when(recordVoid, { labelId: label1, outcome: { kind: 'voided' }, at: later }).then({ type: 'LabelVoided', waybillNo: waybill1 });
    given(...held).when(recordVoid, { labelId: label1, outcome: { kind: 'failed', reason: '已揽收', quarantined: true }, at: later }).then({ type: 'LabelVoidFailed', quarantined: true });
    given(...story('labelled')).when(recordVoid, { labelId: label1, outcome: { kind: 'voided' }, at: later }).then();
    given(...story('allocated')).when(recordVoid, { labelId: label1, outcome: { kind: 'voided' }, at: later }).thenRefused({ code: 'LABEL_NOT_FOUND' });
  });
  test('the work at the carriers is what is asked for and not answered', () => {
    const ids = (history: Parameters<typeof fold>[0]) => [labelWork(fold(history)).purchases, labelWork(fold(history)).voids].map((labels) => labels.map(({ labelId }) => labelId));
    expect(ids(story('requested'))).toEqual([[label1], []]);
    expect(ids(story('labelled'))).toEqual([[], []]);
    expect(ids(withRefund(story('labelled')))).toEqual([[], [label1]]);
  });
});
