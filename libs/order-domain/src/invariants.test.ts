import { describe, expect, test } from '@jest/globals';
import type { OrderEvent } from './events.js';
import { asHoldId, asLabelId, type LabelId } from './ids.js';
import { checkOrder, OrderAudit, type AuditedEvent, type RecordedEvent } from './invariants.js';
import { after, shipAll, withPause, withRefund } from './sample-commands.js';
import { allocated, at, factory, label1, labelIssued, later, order1, permit1, permitConsumed, permitGranted, refund1, returned, shirt, shirtAllocation, socks, story, waybill1, whole } from './samples.js';
import { shipOrder } from './shipping.js';

/** Histories broken by hand: what a wrong fence would have recorded. The auditor must find each, and nothing in sound ones. */

/** One append for each inner list. */
const recorded = (...appends: readonly (readonly AuditedEvent[])[]): readonly RecordedEvent[] =>
  appends.flatMap((events, n) => events.map((event) => ({ event, commandId: `c${n}` }))).map((one, revision) => ({ ...one, revision }));
const each = (events: readonly OrderEvent[]): readonly (readonly OrderEvent[])[] => events.map((event) => [event]);
const found = (...appends: readonly (readonly AuditedEvent[])[]): readonly string[] => [...new Set(checkOrder(recorded(...appends)).map(({ invariant }) => invariant))];

const hold: OrderEvent = { type: 'HoldPlaced', holdId: asHoldId('h1'), holdType: 'AFTER_SALE', effect: 'CANCEL', lines: [], causeId: refund1, causeVersion: 1, placedBy: 'system', reason: '', at };
const suspend: OrderEvent = { ...hold, effect: 'SUSPEND' };
const cancelled: OrderEvent = { type: 'AllocationCancelled', allocationId: shirtAllocation, cause: 'HOLD', holdId: asHoldId('h1'), reason: 'AFTER_SALE', at };
const revoked: OrderEvent = { type: 'PrintPermitRevoked', permitId: permit1, labelId: label1, holdId: asHoldId('h1'), at };
const refund = (quantity: number): OrderEvent => ({ type: 'LinesRefunded', afterSaleId: refund1, lines: [{ lineId: shirt, quantity }], at });
const unreturned: OrderEvent = { type: 'WaybillReturnRevoked', allocationIds: [shirtAllocation], waybillNo: 'YT8800000000017', reason: '', at };

describe('sound histories', () => {
  test.each(['imported', 'approved', 'allocated', 'requested', 'labelled', 'granted', 'printed', 'returned'] as const)('a refund at "%s" breaks nothing', (until) => {
    expect(found(...each(story(until)), withRefund(story(until)).slice(story(until).length))).toEqual([]);
    expect(found(...each(story(until)), withPause(story(until)).slice(story(until).length))).toEqual([]);
  });
  test('nor does shipping under a later hold', () => {
    expect(found(...each(after(story('returned'), shipOrder, shipAll)), [hold])).toEqual([]);
  });
});

describe('I-1 nothing is issued, printed or drawn under a hold', () => {
  test('I-1 a fence that lets a label be issued under a hold is caught', () => {
    expect(found(...each(story('requested')), [suspend], [labelIssued])).toEqual(['I-1']);
    expect(found(...each(story('requested')), [hold, cancelled], [labelIssued])).toEqual(['I-1']);
  });
  test('I-1 a permit consumed or paper drawn under a hold is caught, on its line only', () => {
    expect(found(...each(story('granted')), [suspend, revoked], [permitConsumed])).toEqual(['I-1']);
    expect(found(...each(story('printed')), [suspend, revoked], [{ type: 'LabelRenderStarted', permitId: permit1, labelId: label1, format: 'PDF', subjectKeyId: '', at }])).toEqual(['I-1']);
    expect(found(...each(story('granted')), [{ ...suspend, lines: [whole(socks)] }], [permitConsumed])).toEqual([]);
    expect(found(...each(story('returned')), [hold], [permitConsumed])).toEqual([]);
  });
  test('I-1 after the release it is right again', () => {
    expect(found(...each(story('requested')), [suspend], [{ type: 'HoldReleased', holdId: asHoldId('h1'), causeVersion: 1, reason: '', at }], [labelIssued])).toEqual([]);
  });
});

describe('I-2 a hold and what it does are one append', () => {
  test('I-2 a cancellation in a later append is caught', () => {
    expect(found(...each(story('allocated')), [hold], [cancelled])).toEqual(['I-2']);
    expect(found(...each(story('allocated')), [hold, cancelled])).toEqual([]);
    expect(found(...each(story('allocated')), [hold])).toEqual(['I-2']);
  });
  test('I-2 a permit left unrevoked is caught, one granted under a hold too', () => {
    expect(found(...each(story('granted')), [suspend])).toEqual(['I-2']);
    expect(found(...each(story('printed')), [suspend])).toEqual(['I-2']);
    expect(found(...each(story('labelled')), [suspend], [permitGranted])).toEqual(['I-2']);
    expect(found(...each(story('granted')), [suspend, revoked])).toEqual([]);
  });
  test('I-2 allocating under a CANCEL hold, and a revoked return that forgets the hold, are caught', () => {
    expect(found(...each(story('approved')), [hold], [allocated(shirt)])).toEqual(['I-2']);
    expect(found(...each(story('returned')), [hold], [unreturned])).toEqual(['I-2']);
  });
  test('I-2 without command ids every event is an append of its own', () => {
    const events = [...story('allocated'), hold, cancelled].map((event, revision) => ({ event, revision }));
    expect(checkOrder(events).map(({ invariant, revision }) => [invariant, revision])).toEqual([['I-2', 3]]);
  });
});

test('I-3 a waybill returned for a cancelled epoch is caught', () => {
  expect(found(...each(story('printed')), [hold, cancelled, revoked], [returned])).toEqual(['I-3']);
});

describe('I-4 units open are units that still have to leave', () => {
  test('I-4 a refund that leaves its units with the factory is caught', () => {
    expect(found(...each(story('allocated')), [refund(1)])).toEqual(['I-4']);
    expect(found(...each(story('approved')), [refund(1)], [allocated(shirt, 1, { quantity: 1 })])).toEqual([]);
    expect(found(...each(story('approved')), [refund(1)], [allocated(shirt)])).toEqual(['I-4']);
  });
  test('I-4 a refunded unit that is allocated after the others were sent is caught', () => {
    const sentOne: readonly OrderEvent[] = [allocated(shirt, 1, { quantity: 1 }), { ...returned, labelId: null, origin: 'TYPED' } as OrderEvent];
    expect(found(...each(story('approved')), [refund(1)], ...each(sentOne), [allocated(shirt, 2, { quantity: 1 })])).toEqual(['I-4']);
  });
  test('I-4 a return revoked after its refund is caught', () => {
    expect(found(...each(story('returned')), [refund(2)])).toEqual([]);
    expect(found(...each(story('returned')), [refund(2)], [unreturned])).toEqual(['I-4']);
  });
  test('I-4 an allocation of a line nobody ordered is caught', () => {
    expect(found([allocated(shirt)])).toContain('I-4');
  });
});

test('I-5 a cancellation without a cause, or with one that comes later, is caught', () => {
  expect(found(...each(story('allocated')), [{ ...cancelled, holdId: null } as OrderEvent])).toEqual(['I-5']);
  expect(found(...each(story('allocated')), [cancelled, hold])).toEqual(['I-5']);
  expect(found(...each(story('allocated')), [{ ...cancelled, cause: 'MERCHANT', holdId: null } as OrderEvent])).toEqual([]);
});

test('I-6 an epoch that does not rise and a unit promised twice are caught', () => {
  const recalled: OrderEvent = { type: 'AllocationCancelled', allocationId: shirtAllocation, cause: 'MERCHANT', holdId: null, reason: '', at };
  expect(found(...each(story('allocated')), [recalled], [allocated(shirt, 1)])).toEqual(['I-6']);
  expect(found(...each(story('allocated')), [recalled], [allocated(shirt, 2)])).toEqual([]);
  expect(found(...each(story('allocated')), [allocated(shirt, 2)])).toEqual(['I-4', 'I-6']);
  expect(found(...each(story('returned')), [allocated(shirt, 2)])).toEqual(['I-4', 'I-6']);
});

test('I-7 a second automatic upload, or one of a later reshipment, is caught', () => {
  const upload = (sequence: number): AuditedEvent => ({ type: 'ReshipmentTrackingAutoUploaded', sequence });
  expect(found([upload(1)])).toEqual([]);
  expect(found([upload(2)])).toEqual(['I-7']);
  expect(found([upload(1)], [upload(1)])).toEqual(['I-7']);
});

test('the audit of a stream names each violation once, where it became visible', () => {
  const audit = new OrderAudit();
  const all = recorded(...each(story('allocated')), [hold], [{ type: 'OrderClosed', reason: 'REFUNDED', at: later }]);
  expect(all.flatMap((one) => audit.add(one)).map(({ invariant, revision }) => [invariant, revision])).toEqual([['I-2', 3]]);
  expect(audit.atRest()).toEqual([]);
});

describe('I-8 what the outside accepts for one effect it accepts once', () => {
  const toVoid: OrderEvent = { type: 'LabelVoidRequested', labelId: label1, waybillNo: waybill1, cause: 'MERCHANT', at };
  const voided: OrderEvent = { type: 'LabelVoided', labelId: label1, waybillNo: waybill1, at };
  const kept: OrderEvent = { type: 'LabelVoidFailed', labelId: label1, waybillNo: waybill1, reason: 'VOID_RATIO_EXCEEDED', quarantined: true, at };
  const label2 = asLabelId(`${order1}.L2`);
  const numbered = (labelId: LabelId, waybillNo: string, reusedFrom: LabelId | null): OrderEvent => ({ type: 'LabelIssued', labelId, waybillNo, sortCode: '', packageCenter: '', markDestination: '', reusedFrom, at });
  const again = (reusedFrom: LabelId | null): readonly OrderEvent[] => [{ type: 'LabelRequested', labelId: label2, allocationIds: [shirtAllocation], factoryId: factory, carrier: 'YTO', addressVersion: 1, subjectKeyId: '', at }, numbered(label2, waybill1, reusedFrom)];

  test('I-8 a second number for one label, and one number for two labels, are caught', () => {
    expect(found(...each(story('labelled')), [numbered(label1, 'YT8800000000025', null)])).toEqual(['I-8']);
    expect(found(...each(story('labelled')), [toVoid], [kept], again(null))).toEqual(['I-8']);
    expect(found(...each(story('labelled')), [toVoid], [kept], again(label1))).toEqual([]);
  });
  test('I-8 a number that is voided twice, or serves after it was voided, is caught', () => {
    expect(found(...each(story('labelled')), [toVoid], [voided])).toEqual([]);
    expect(found(...each(story('labelled')), [toVoid], [voided], [toVoid], [voided])).toEqual(['I-8']);
    expect(found(...each(story('labelled')), [toVoid], [voided], again(label1))).toEqual(['I-8']);
  });
});
