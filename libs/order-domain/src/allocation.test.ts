import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { endAfterSale } from './after-sales.js';
import { allocateLines, recallAllocations, repickDue, resumeAutoRoute, type AllocateLines } from './allocation.js';
import type { OrderEvent, PlatformFacts } from './events.js';
import { orderEvolution } from './evolve.js';
import { placeHold, releaseHold } from './holds.js';
import { allocationIdOf, asAllocationId, asHoldId, asLineId } from './ids.js';
import type { Refusal } from './refusals.js';
import { after, allocateShirt, fold, returnShirt, riskReview, withdrawRefund, withRefund } from './sample-commands.js';
import { allocated, approved, at, factory, imported, label1, later, lines, merchant, order1, otherFactory, permit1, refund1, shirt, shirtAllocation, socks, story, waybill1, whole } from './samples.js';
import { returnWaybill } from './waybill-return.js';

const given = sentences(orderEvolution);
const recall = { merchantId: merchant, allocationIds: [shirtAllocation], reason: '缺货', at: later };

describe('allocating', () => {
  test('F-BI-05 PDD-14 F-AL-01 promises a line to a factory, with the sender as the binding says it now', () => {
    given(...story('approved')).when(allocateLines, allocateShirt)
      .then({ type: 'AllocationCreated', allocationId: shirtAllocation, lineId: shirt, quantity: 2, epoch: 1, factoryId: factory, merchantAlias: '晨光小店', repickOf: null });
  });
  test('an order without named lines goes with all that is left', () => {
    given(...story('approved'), allocated(shirt, 1, { quantity: 1 })).when(allocateLines, { ...allocateShirt, lines: [] })
      .then({ type: 'AllocationCreated', lineId: shirt, quantity: 1, epoch: 2 }, { type: 'AllocationCreated', lineId: socks, quantity: 3, epoch: 1 });
    given(...story('approved'), allocated(shirt), allocated(socks)).when(allocateLines, { ...allocateShirt, lines: [] })
      .thenRefused({ code: 'ALREADY_ALLOCATED', lineId: shirt }, { code: 'ALREADY_ALLOCATED', lineId: socks });
  });
  test('ML-18 F-AL-06 one factory gets a part, another the rest, nobody more', () => {
    given(...story('approved'), allocated(shirt, 1, { quantity: 1 })).when(allocateLines, { ...allocateShirt, factoryId: otherFactory, lines: [{ lineId: shirt, quantity: 1 }] }).then({ type: 'AllocationCreated', factoryId: otherFactory, epoch: 2 });
    given(...story('approved'), allocated(shirt, 1, { quantity: 1 })).when(allocateLines, allocateShirt).thenRefused({ code: 'ALREADY_ALLOCATED', lineId: shirt, allocatable: 1 });
  });
  test('F-AL-04 a line named twice is one promise of the sum', () => {
    const one = { lineId: shirt, quantity: 1 };
    given(...story('approved')).when(allocateLines, { ...allocateShirt, lines: [one, one] }).then({ type: 'AllocationCreated', lineId: shirt, quantity: 2, epoch: 1 });
    given(...story('approved')).when(allocateLines, { ...allocateShirt, lines: [one, { lineId: shirt, quantity: 2 }] }).thenRefused({ code: 'QUANTITY_INVALID', lineId: shirt, quantity: 3, max: 2 });
  });
  test('F-AL-10 each allocation of a line has a higher epoch', () => {
    const again = after(story('allocated'), recallAllocations, recall);
    given(...again).when(allocateLines, allocateShirt).then({ type: 'AllocationCreated', epoch: 2, allocationId: allocationIdOf(order1, shirt, 2), repickOf: null });
  });
  test('a foreign order is not found', () => {
    given(...story('approved')).when(allocateLines, { ...allocateShirt, merchantId: otherMerchant }).thenRefused({ code: 'ORDER_NOT_FOUND' });
    given().when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
});

const otherMerchant = 'b7a0c0de-0000-4000-8000-000000000001' as typeof merchant;

/** What stands in the way of allocating, each with the history that puts it there, or the command that walks into it. */
const guards: readonly { readonly code: Refusal['code']; readonly events?: readonly OrderEvent[]; readonly facts?: Partial<PlatformFacts>; readonly lines?: typeof lines; readonly command?: Partial<AllocateLines> }[] = [
  { code: 'ORDER_CLOSED', events: [{ type: 'OrderClosed', reason: 'MERCHANT', at }] },
  { code: 'ORDER_NOT_APPROVED', events: [{ type: 'ReviewDecided', decision: 'REJECTED', by: 'PERSON', note: '', at }] },
  { code: 'PAYMENT_INCOMPLETE', facts: { paidFen: 0 } },
  { code: 'ORDER_NOT_SHIPPABLE', facts: { platformStatus: 'COMPLETED' } },
  { code: 'BINDING_NOT_ACTIVE', command: { binding: null } },
  { code: 'LINE_NOT_DROPSHIP', lines: lines.map((line) => ({ ...line, mode: 'SELF' as const })) },
  { code: 'ORDER_HAS_AFTERSALE', events: [hold('AFTER_SALE')] },
  { code: 'ORDER_IN_REVIEW', events: [hold('RISK_REVIEW')] },
  { code: 'ORDER_ON_HOLD', events: [hold('MERCHANT')] },
  { code: 'ALREADY_ALLOCATED', events: [allocated(shirt)] },
];

function hold(holdType: 'AFTER_SALE' | 'RISK_REVIEW' | 'MERCHANT'): OrderEvent {
  return { type: 'HoldPlaced', holdId: asHoldId(`${holdType}:x:1`), holdType, effect: 'SUSPEND', lines: [], causeId: 'x', causeVersion: 1, placedBy: 'platform', reason: '', at };
}

describe('F-AL-03 each guard refuses alone, and every pair is told whole', () => {
  const pairs = guards.flatMap((one, n) => guards.slice(n).map((other) => [one, other] as const));
  test.each(pairs.map(([one, other]) => ({ one, other, name: one === other ? one.code : `${one.code} and ${other.code}` })))('PDD-04 DY-01 F-AL-03 $name', ({ one, other }) => {
    const both = [...new Set([one, other])];
    const born = { ...imported, ...one.facts, ...other.facts, lines: one.lines ?? other.lines ?? lines };
    const decision = allocateLines({ ...allocateShirt, ...one.command, ...other.command }, fold([born, approved, ...both.flatMap(({ events }) => events ?? [])]));
    expect(decision.kind === 'refused' && decision.refusals.map(({ code }) => code)).toEqual(both.map(({ code }) => code));
  });
  test('F-AL-03 unknown lines, quantities below one, of no whole unit and above the line are told', () => {
    const refused = (lineId: string, quantity: number) => given(...story('approved')).when(allocateLines, { ...allocateShirt, lines: [{ lineId: asLineId(lineId), quantity }] });
    refused('9', 1).thenRefused({ code: 'LINE_NOT_FOUND' });
    for (const quantity of [0, -1, 1.5, Number.NaN, 3]) refused('1', quantity).thenRefused({ code: 'QUANTITY_INVALID', max: 2 });
    given({ ...imported, lines: [] }, approved).when(allocateLines, { ...allocateShirt, lines: [] }).thenRefused({ code: 'ORDER_NOT_SHIPPABLE' });
    given({ ...imported, platformStatus: 'AWAITING_PAYMENT', paidFen: 0 }, approved).when(allocateLines, allocateShirt).thenRefused({ code: 'PAYMENT_INCOMPLETE' });
    given({ ...imported, platformStatus: 'AWAITING_PAYMENT' }, approved).when(allocateLines, allocateShirt).thenRefused({ code: 'PAYMENT_INCOMPLETE' });
    given({ ...imported, platformStatus: 'PARTLY_SHIPPED' }, approved).when(allocateLines, allocateShirt).then({ type: 'AllocationCreated' });
  });
  test('PDD-23 all holds of one kind are told in one refusal', () => {
    const history = after(after(story('approved'), placeHold, riskReview), placeHold, { ...riskReview, causeId: 'risk-2' });
    const decision = allocateLines(allocateShirt, fold(history));
    expect(decision.kind === 'refused' && decision.refusals.map((refusal) => ('holds' in refusal ? refusal.holds.map(({ causeId }) => causeId) : []))).toEqual([['risk-1', 'risk-2']]);
  });
});

describe('recalling', () => {
  test('F-AL-02 PDD-22 F-AL-09 takes the line back with its permits, its paper and its number, and keeps rules away from it', () => {
    given(...story('printed')).when(recallAllocations, recall).then(
      { type: 'AllocationCancelled', allocationId: shirtAllocation, cause: 'MERCHANT', holdId: null, reason: '缺货' },
      { type: 'AutoRouteSuspended', lineId: shirt },
      { type: 'PrintPermitRevoked', permitId: permit1, holdId: null },
      { type: 'FactoryTaskOpened', task: 'DESTROY_LABEL', labelId: label1 },
      { type: 'LabelVoidRequested', waybillNo: waybill1, cause: 'MERCHANT' },
    );
    given(...story('labelled')).when(recallAllocations, { ...recall, allocationIds: [shirtAllocation, shirtAllocation] }).then({ type: 'AllocationCancelled' }, { type: 'AutoRouteSuspended' }, { type: 'LabelVoidRequested' });
    given(...story('requested')).when(recallAllocations, recall).then({ type: 'AllocationCancelled' }, { type: 'AutoRouteSuspended' });
  });
  test('F-AL-02 PDD-22: is refused after the return and for what is not there', () => {
    given(...story('returned')).when(recallAllocations, recall).thenRefused({ code: 'ALLOCATION_RETURNED', waybillNo: waybill1 });
    given(...story('approved')).when(recallAllocations, recall).thenRefused({ code: 'ALLOCATION_NOT_FOUND' });
    given(...story('allocated')).when(recallAllocations, { ...recall, merchantId: otherMerchant }).thenRefused({ code: 'ORDER_NOT_FOUND' });
    given(...story('allocated')).when(recallAllocations, { ...recall, allocationIds: [asAllocationId('x'), shirtAllocation] }).thenRefused({ code: 'ALLOCATION_NOT_FOUND' });
  });
  test('F-AL-09 a recalled line is not picked again until the merchant lets it', () => {
    const recalled = after(story('allocated'), recallAllocations, recall);
    const freed = after(withRefund(recalled), endAfterSale, withdrawRefund);
    expect(repickDue(fold(freed))).toEqual([]);
    given(...recalled).when(resumeAutoRoute, { merchantId: merchant, lineId: shirt, at: later }).then({ type: 'AutoRouteResumed', lineId: shirt });
    given(...story('allocated')).when(resumeAutoRoute, { merchantId: merchant, lineId: shirt, at: later }).then();
    given(...story('allocated')).when(resumeAutoRoute, { merchantId: merchant, lineId: asLineId('9'), at: later }).thenRefused({ code: 'LINE_NOT_FOUND' });
    given(...story('allocated')).when(resumeAutoRoute, { merchantId: otherMerchant, lineId: shirt, at: later }).thenRefused({ code: 'ORDER_NOT_FOUND' });
    expect(repickDue(fold(after(freed, resumeAutoRoute, { merchantId: merchant, lineId: shirt, at: later })))).toEqual([]);
  });
});

describe('RS-01 picking again what a hold took back', () => {
  const withdrawn = after(withRefund(story('labelled')), endAfterSale, withdrawRefund);
  test('RS-01 F-AS-03 nothing is due while the hold stands, the same line to the same factory when it is released', () => {
    expect(repickDue(fold(withRefund(story('labelled'))))).toEqual([]);
    expect(repickDue(fold(withdrawn))).toEqual([{ factoryId: factory, lines: [{ lineId: shirt, quantity: 2 }] }]);
    given(...withdrawn).when(allocateLines, allocateShirt).then({ type: 'AllocationCreated', epoch: 2, repickOf: shirtAllocation });
    expect(repickDue(fold(after(withdrawn, allocateLines, allocateShirt)))).toEqual([]);
  });
  test('RS-01 not while another hold keeps the line, nor when the order is not ready', () => {
    expect(repickDue(fold(after(withdrawn, placeHold, { ...riskReview, lines: [whole(shirt)] })))).toEqual([]);
    expect(repickDue(fold([...withdrawn, { type: 'OrderClosed', reason: 'MERCHANT', at }]))).toEqual([]);
  });
  test('RS-01 a line split over two factories goes back to both', () => {
    const split = [...story('approved'), allocated(shirt, 1, { quantity: 1 }), allocated(shirt, 2, { quantity: 1, factoryId: otherFactory })];
    const due = repickDue(fold(after(withRefund(split), endAfterSale, withdrawRefund)));
    expect(due).toEqual([{ factoryId: otherFactory, lines: [{ lineId: shirt, quantity: 1 }] }, { factoryId: factory, lines: [{ lineId: shirt, quantity: 1 }] }]);
  });
  test('RS-01 two allocations of one factory come back as one, and only once', () => {
    const split = [...story('approved'), allocated(socks, 1, { quantity: 1 }), allocated(socks, 2, { quantity: 1 })];
    const freed = after(withRefund(split), endAfterSale, withdrawRefund);
    expect(repickDue(fold(freed))).toEqual([{ factoryId: factory, lines: [{ lineId: socks, quantity: 2 }] }]);
    expect(repickDue(fold(after(freed, allocateLines, { ...allocateShirt, lines: [{ lineId: socks, quantity: 2 }] })))).toEqual([]);
  });
  test('RS-01 what was refunded or allocated elsewhere meanwhile is not due', () => {
    const refundedOne = after(withRefund(story('labelled')), endAfterSale, { ...withdrawRefund, end: { kind: 'closed', refunded: [{ lineId: shirt, quantity: 1 }] } });
    expect(repickDue(fold(refundedOne))).toEqual([{ factoryId: factory, lines: [{ lineId: shirt, quantity: 1 }] }]);
    expect(repickDue(fold(after(withdrawn, allocateLines, { ...allocateShirt, factoryId: otherFactory })))).toEqual([]);
  });
  test('F-AL-09 a merchant who recalls after a hold has decided: older holds restore nothing', () => {
    const elsewhere = after(withdrawn, allocateLines, { ...allocateShirt, factoryId: otherFactory, lines: [{ lineId: shirt, quantity: 1 }] });
    expect(repickDue(fold(elsewhere))).toEqual([{ factoryId: factory, lines: [{ lineId: shirt, quantity: 1 }] }]);
    const recalled = after(elsewhere, recallAllocations, { ...recall, allocationIds: [allocationIdOf(order1, shirt, 2)] });
    expect(repickDue(fold(after(recalled, resumeAutoRoute, { merchantId: merchant, lineId: shirt, at: later })))).toEqual([]);
  });
  test('F-AL-09 a recalled line that the merchant allocated by hand and a hold took back waits for him too', () => {
    const byHand = after(after(story('allocated'), recallAllocations, recall), allocateLines, allocateShirt);
    const freed = after(withRefund(byHand), endAfterSale, withdrawRefund);
    expect(repickDue(fold(freed))).toEqual([]);
    expect(repickDue(fold(after(freed, resumeAutoRoute, { merchantId: merchant, lineId: shirt, at: later })))).toEqual([{ factoryId: factory, lines: [{ lineId: shirt, quantity: 2 }] }]);
  });
  test('a refunded unit is never allocatable again, whatever was sent since', () => {
    const one = after(withRefund([...story('approved'), allocated(socks)]), endAfterSale, { ...withdrawRefund, afterSaleId: refund1, end: { kind: 'closed', refunded: [{ lineId: socks, quantity: 1 }] } });
    const sent = after(after(one, allocateLines, { ...allocateShirt, lines: [{ lineId: socks, quantity: 2 }] }), returnWaybill, { ...returnShirt, allocationIds: [allocationIdOf(order1, socks, 2)] });
    given(...sent).when(allocateLines, { ...allocateShirt, lines: [{ lineId: socks, quantity: 1 }] }).thenRefused({ code: 'ALREADY_ALLOCATED', allocatable: 0 });
  });
  test('F-RV-01 F-AS-03: a released risk review restores too', () => {
    const held = after(story('allocated'), placeHold, riskReview);
    const freed = after(held, releaseHold, { merchantId: null, holdId: asHoldId('RISK_REVIEW:risk-1:1'), releasedBy: 'platform', reason: '', at: later });
    expect(repickDue(fold(freed))).toEqual([{ factoryId: factory, lines: [{ lineId: shirt, quantity: 2 }] }]);
  });
});
