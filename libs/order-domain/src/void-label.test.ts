import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { allocateLines, recallAllocations } from './allocation.js';
import type { OrderEvent } from './events.js';
import { orderEvolution } from './evolve.js';
import { allocationIdOf, asLabelId, asMerchantId } from './ids.js';
import { labelWork, recordVoid, requestLabel } from './labels.js';
import { allocationStatus } from './order.js';
import { WAYBILL_REUSE_GAP_MS } from './quarantine.js';
import { changeReceiver } from './receiver.js';
import { after, allocateShirt, fold, labelShirt, returnShirt, withRefund } from './sample-commands.js';
import { allocated, at, factory, label1, later, merchant, movedReceiver, order1, otherFactory, permit1, shirt, shirtAllocation, socks, socksAllocation, story, waybill1 } from './samples.js';
import { observeTracking } from './tracking.js';
import { voidLabel, type VoidLabel } from './void-label.js';
import { returnWaybill } from './waybill-return.js';

const given = sentences(orderEvolution);
const byFactory: VoidLabel = { labelId: label1, by: { kind: 'factory', factoryId: factory }, at: later };
const byMerchant: VoidLabel = { labelId: label1, by: { kind: 'merchant', merchantId: merchant }, at: later };
const label2 = asLabelId(`${order1}.L2`);
const secondEpoch = allocationIdOf(order1, shirt, 2);
const answered = (reason: string, quarantined: boolean) => ({ labelId: label1, outcome: { kind: 'failed', reason, quarantined }, at: later }) as const;
const voiding = (until: 'labelled' | 'granted' | 'printed' = 'labelled'): readonly OrderEvent[] => after(story(until), voidLabel, byFactory);
const kept = (until: 'labelled' | 'printed' = 'labelled'): readonly OrderEvent[] => after(voiding(until), recordVoid, answered('VOID_RATIO_EXCEEDED', true));
const picked = { waybillNo: waybill1, code: 'PICKED_UP', scannedAt: at, at: later };

describe('giving a number back', () => {
  test('F-EW-08: voids the number and leaves the allocation, which can be labelled again at once', () => {
    given(...story('labelled')).when(voidLabel, byFactory).then({ type: 'LabelVoidRequested', labelId: label1, waybillNo: waybill1, cause: 'FACTORY' });
    const order = fold(voiding());
    expect(order.allocations.map((one) => [one.state.kind, allocationStatus(order, one)])).toEqual([['open', 'ALLOCATED']]);
    given(...voiding()).when(requestLabel, labelShirt).then({ type: 'LabelRequested', labelId: label2 });
  });
  test('F-EW-08: cancelling voids too, as a fact of its own with its own outcome', () => {
    const recalled = after(story('labelled'), recallAllocations, { merchantId: merchant, allocationIds: [shirtAllocation], reason: '缺货', at: later });
    expect(recalled.slice(-3).map(({ type }) => type)).toEqual(['AllocationCancelled', 'AutoRouteSuspended', 'LabelVoidRequested']);
    expect(fold(recalled).labels.map(({ state }) => state)).toEqual(['void-pending']);
    const failed = after(recalled, recordVoid, answered('CONTACT_CARRIER', false));
    expect(fold(failed)).toMatchObject({ labels: [{ state: 'void-failed', voidRefusal: 'CONTACT_CARRIER' }], allocations: [{ state: { kind: 'cancelled' } }] });
  });
  test('F-EW-07: the merchant may as well; nobody else learns that there is such a label', () => {
    given(...story('labelled')).when(voidLabel, byMerchant).then({ type: 'LabelVoidRequested', cause: 'MERCHANT' });
    for (const by of [{ kind: 'factory', factoryId: otherFactory }, { kind: 'merchant', merchantId: asMerchantId('x') }] as const) given(...story('labelled')).when(voidLabel, { ...byFactory, by }).thenRefused({ code: 'LABEL_NOT_FOUND' });
    given(...story('allocated')).when(voidLabel, byFactory).thenRefused({ code: 'LABEL_NOT_FOUND' });
  });
  test('F-EW-07: takes back its permits and calls printed paper back', () => {
    given(...story('granted')).when(voidLabel, byFactory).then({ type: 'PrintPermitRevoked', permitId: permit1, holdId: null }, { type: 'LabelVoidRequested' });
    given(...story('printed')).when(voidLabel, byFactory).then({ type: 'PrintPermitRevoked' }, { type: 'FactoryTaskOpened', task: 'DESTROY_LABEL' }, { type: 'LabelVoidRequested' });
  });
  test('F-EW-07: only before pickup, and not what was returned or has no number yet', () => {
    given(...after(story('labelled'), observeTracking, picked)).when(voidLabel, byFactory).thenRefused({ code: 'VOID_AFTER_PICKUP', waybillNo: waybill1 });
    given(...story('returned')).when(voidLabel, byFactory).thenRefused({ code: 'ALLOCATION_RETURNED', waybillNo: waybill1 });
    given(...story('requested')).when(voidLabel, byFactory).thenRefused({ code: 'LABEL_NOT_ISSUED', state: 'requested' });
  });
});

describe('a void that did not work', () => {
  test.each(['VOID_AFTER_PICKUP', 'NUMBER_ALREADY_USED', 'CONTACT_CARRIER', 'VOID_RATIO_EXCEEDED'])('F-EW-07: refused with %s it can be asked for again, until it is voided', (reason) => {
    const failed = after(voiding(), recordVoid, answered(reason, reason === 'VOID_RATIO_EXCEEDED'));
    given(...failed).when(voidLabel, byFactory).then({ type: 'LabelVoidRequested', cause: 'FACTORY' });
    const again = after(failed, voidLabel, byFactory);
    expect(labelWork(fold(again)).voids.map(({ labelId }) => labelId)).toEqual([label1]);
    const voided = after(again, recordVoid, { labelId: label1, outcome: { kind: 'voided' }, at: later });
    expect(fold(voided).labels).toMatchObject([{ state: 'voided', voidRefusal: null }]);
    given(...voided).when(voidLabel, byFactory).then();
  });
  test('F-EW-07: pending or failed, it never keeps the next epoch from its label', () => {
    for (const history of [withRefund(story('labelled')), after(withRefund(story('labelled')), recordVoid, answered('CONTACT_CARRIER', false))]) {
      const released = [...history, { type: 'HoldReleased', holdId: fold(history).holds[0]?.holdId ?? (() => { throw new Error('no hold'); })(), causeVersion: 2, reason: 'WITHDRAWN', at: later } as const];
      const repicked = after(released, allocateLines, allocateShirt);
      given(...repicked).when(requestLabel, { ...labelShirt, allocationIds: [secondEpoch] }).then({ type: 'LabelRequested', labelId: label2, allocationIds: [secondEpoch] });
    }
  });
});

describe('a number over the carrier’s cap', () => {
  test('F-EW-07: goes to quarantine and serves the same order again: nothing is bought', () => {
    expect(fold(kept()).labels.map(({ state }) => state)).toEqual(['quarantined']);
    given(...kept()).when(requestLabel, labelShirt).then({ type: 'LabelRequested', labelId: label2 }, { type: 'LabelIssued', labelId: label2, waybillNo: waybill1, sortCode: '330-106-08', reusedFrom: label1 });
    const again = fold(after(kept(), requestLabel, labelShirt));
    expect(labelWork(again)).toEqual({ purchases: [], voids: [] });
    expect(again.labels.map(({ state }) => state)).toEqual(['reused', 'issued']);
  });
  test('F-EW-07: returns as the number of its new label, and is voided as what it was bought as', () => {
    const again = after(kept(), requestLabel, labelShirt);
    given(...again).when(returnWaybill, returnShirt).then({ type: 'WaybillReturned', labelId: label2, waybillNo: waybill1, origin: 'EWAYBILL' });
    const held = fold(withRefund(again));
    expect(labelWork(held).voids).toMatchObject([{ labelId: label2, waybillNo: waybill1, boughtAs: label1 }]);
    given(...again).when(voidLabel, byFactory).thenRefused({ code: 'LABEL_NOT_ISSUED', state: 'reused' });
    given(...after(again, observeTracking, picked)).when(voidLabel, { ...byFactory, labelId: label2 }).thenRefused({ code: 'VOID_AFTER_PICKUP' });
    expect(fold(after(again, observeTracking, picked)).ghosts).toEqual([]);
  });
  test('F-EW-07: does not come back as a typed number while it is kept aside', () => {
    given(...kept()).when(returnWaybill, returnShirt).thenRefused({ code: 'WAYBILL_NOT_ISSUED_NUMBER', waybillNo: waybill1 });
  });
  test('F-EW-07: serves no other carrier or address, not once it was printed or scanned, and not after thirty days', () => {
    const bought = [{ type: 'LabelRequested', labelId: label2 }] as const;
    given(...kept()).when(requestLabel, { ...labelShirt, carrier: 'ZTO' }).then(...bought);
    given(...after(kept(), changeReceiver, { merchantId: merchant, receiver: movedReceiver, at: later })).when(requestLabel, labelShirt).then(...bought);
    given(...kept('printed')).when(requestLabel, labelShirt).then(...bought);
    given(...after(kept(), observeTracking, picked)).when(requestLabel, labelShirt).then(...bought);
    const edge = new Date(Date.parse(at) + WAYBILL_REUSE_GAP_MS);
    given(...kept()).when(requestLabel, { ...labelShirt, at: edge.toISOString() }).then(...bought, { type: 'LabelIssued', reusedFrom: label1 });
    given(...kept()).when(requestLabel, { ...labelShirt, at: new Date(edge.getTime() + 1).toISOString() }).then(...bought);
  });
  test('F-EW-07: may carry another parcel of its order', () => {
    given(...kept(), allocated(socks)).when(requestLabel, { ...labelShirt, allocationIds: [socksAllocation] }).then({ type: 'LabelRequested', allocationIds: [socksAllocation] }, { type: 'LabelIssued', reusedFrom: label1 });
  });
});
