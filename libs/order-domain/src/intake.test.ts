import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import type { PlatformFacts } from './events.js';
import { orderEvolution } from './evolve.js';
import { asMerchantId } from './ids.js';
import { observeOrder } from './intake.js';
import { after, fold, observe, unruled } from './sample-commands.js';
import { facts, imported, later, merchant, movedReceiver, receiver, shirtAllocation, story, waybill1 } from './samples.js';
import { decideReview } from './review.js';

const given = sentences(orderEvolution);
const said = (more: Partial<PlatformFacts>) => ({ ...observe, facts: { ...facts, contentKey: 'c2', platformUpdatedAt: '2026-11-11T01:01:00.000Z', ...more } });
const known = after([], observeOrder, observe);

describe('F-IN-08 what the channel says', () => {
  test('becomes the order once, approved by rule when it is paid', () => {
    given().when(observeOrder, observe).then({ type: 'OrderImported', currency: 'CNY' }, { type: 'ReviewDecided', by: 'RULE' });
    given().when(observeOrder, { ...observe, approve: 'PERSON' }).then({ type: 'OrderImported' });
    given().when(observeOrder, { ...observe, facts: { ...facts, paidFen: 1 } }).then({ type: 'OrderImported' });
    given().when(observeOrder, { ...observe, facts: { ...facts, platformStatus: 'AWAITING_PAYMENT' } }).then({ type: 'OrderImported' });
    given(...known).when(observeOrder, observe).then();
    given(...known).when(observeOrder, { ...observe, merchantId: asMerchantId('b7a0c0de-0000-4000-8000-000000000001') }).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
  test('an order paid later is approved then, unless a person decided already', () => {
    const unpaid = after([], observeOrder, { ...observe, facts: { ...facts, platformStatus: 'AWAITING_PAYMENT', paidFen: 0 } });
    given(...unpaid).when(observeOrder, said({})).then({ type: 'OrderUpdated' }, { type: 'ReviewDecided', by: 'RULE' });
    given(...unpaid, { type: 'ReviewDecided', decision: 'REJECTED', by: 'PERSON', note: '', at: later }).when(observeOrder, said({})).then({ type: 'OrderUpdated' });
  });
  test('something newer updates, something older is noted once and changes nothing', () => {
    given(...known).when(observeOrder, said({ platformStatus: 'COMPLETED' })).then({ type: 'OrderUpdated', platformStatus: 'COMPLETED' });
    given(...known).when(observeOrder, said({ platformUpdatedAt: '2026-11-11T00:00:00.000Z' })).then({ type: 'StaleUpdateIgnored', contentKey: 'c2' });
    const stale = after(known, observeOrder, said({ platformUpdatedAt: '2026-11-11T00:00:00.000Z', platformStatus: 'CLOSED' }));
    expect(fold(stale).platformStatus).toBe('AWAITING_SHIPMENT');
    given(...stale).when(observeOrder, observe).then();
  });
  test('within one millisecond the greater content stands, whichever came first', () => {
    const tie = said({ platformUpdatedAt: facts.platformUpdatedAt });
    given(...known).when(observeOrder, tie).then({ type: 'OrderUpdated', contentKey: 'c2' });
    given(...after([], observeOrder, tie)).when(observeOrder, observe).then({ type: 'StaleUpdateIgnored', contentKey: 'c1' });
  });
  test('a word without a time does not make an old word new', () => {
    const timeless = after(known, observeOrder, said({ platformUpdatedAt: null }));
    given(...timeless).when(observeOrder, said({ contentKey: 'c3', platformUpdatedAt: '2026-11-11T00:30:00.000Z' })).then({ type: 'StaleUpdateIgnored' });
  });
  test('however many old words come again, none is noted twice', () => {
    const old = Array.from({ length: 60 }, (_, n) => said({ contentKey: `old-${n}`, platformUpdatedAt: '2026-11-11T00:00:00.000Z' }));
    const told = old.reduce((history, one) => after(history, observeOrder, one), known);
    expect(old.reduce((history, one) => after(history, observeOrder, one), told)).toEqual(told);
  });
  test('a new receiver is a change of address, a hidden one is not', () => {
    given(...story('labelled')).when(observeOrder, { ...said({}), receiver: movedReceiver }).then({ type: 'OrderUpdated' }, { type: 'ReceiverChanged' }, { type: 'HoldPlaced', holdType: 'ADDRESS_CHANGED' }, { type: 'LabelVoidRequested', waybillNo: waybill1 });
    given(...known).when(observeOrder, { ...said({}), receiver: { ...receiver, receiverKey: '' } }).then({ type: 'OrderUpdated' });
  });
});

describe('PDD-07 PDD-23 what the channel holds an order for', () => {
  test.each([['RISK_REVIEW', { inReview: true }], ['AFTER_SALE', { hasAfterSale: true }]] as const)('%s comes and goes with its flag', (holdType, flag) => {
    given(...story('allocated')).when(observeOrder, { ...said({}), ...flag }).then({ type: 'OrderUpdated' }, { type: 'HoldPlaced', holdType, effect: 'CANCEL', placedBy: 'platform' }, { type: 'AllocationCancelled', allocationId: shirtAllocation, cause: 'HOLD' });
    const held = after(known, observeOrder, { ...said({}), ...flag });
    given(...held).when(observeOrder, { ...said({ contentKey: 'c3', sellerNote: '催发货' }), ...flag }).then({ type: 'OrderUpdated' });
    given(...held).when(observeOrder, said({ contentKey: 'c3' })).then({ type: 'OrderUpdated' }, { type: 'HoldReleased', reason: 'CHANNEL_CLEARED' });
    given().when(observeOrder, { ...observe, ...flag }).then({ type: 'OrderImported' }, { type: 'ReviewDecided' }, { type: 'HoldPlaced', holdType });
  });
  test.each(['CLOSED', 'REFUNDED'] as const)('an order that is %s there is a buyer’s cancel here', (platformStatus) => {
    given(...story('allocated')).when(observeOrder, said({ platformStatus })).then({ type: 'OrderUpdated' }, { type: 'HoldPlaced', holdType: 'BUYER_CANCEL' }, { type: 'AllocationCancelled' });
  });
  test('two flags at once are two holds, and the line is taken back once', () => {
    given(...story('allocated')).when(observeOrder, { ...said({}), inReview: true, hasAfterSale: true }).then({ type: 'OrderUpdated' }, { type: 'HoldPlaced', holdType: 'RISK_REVIEW' }, { type: 'AllocationCancelled' }, { type: 'HoldPlaced', holdType: 'AFTER_SALE' });
  });
});

describe('the merchant’s own review', () => {
  const approve = { merchantId: merchant, decision: 'APPROVED', note: '', rules: unruled.rules, at: later } as const;
  test('is decided once, and may be decided otherwise later', () => {
    given(imported).when(decideReview, approve).then({ type: 'ReviewDecided', decision: 'APPROVED', by: 'PERSON' });
    given(...story('approved')).when(decideReview, { ...approve, decision: 'REJECTED' }).then({ type: 'ReviewDecided', decision: 'REJECTED' });
    given(...story('approved')).when(decideReview, approve).then();
    given(imported, { type: 'OrderClosed', reason: 'REFUNDED', at: later }).when(decideReview, approve).thenRefused({ code: 'ORDER_CLOSED' });
    given(imported).when(decideReview, { ...approve, merchantId: asMerchantId('b7a0c0de-0000-4000-8000-000000000001') }).thenRefused({ code: 'ORDER_NOT_FOUND' });
  });
});
