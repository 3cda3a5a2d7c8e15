import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { allocateLines } from './allocation.js';
import { evolve, orderEvolution } from './evolve.js';
import { releaseHold } from './holds.js';
import { asHoldId, asMerchantId } from './ids.js';
import { observeOrder } from './intake.js';
import { confirmPayment, type ConfirmPayment } from './payment.js';
import { defaultRules, publishRules, ruleEvolution, type RuleBook } from './rules.js';
import { decideReview } from './review.js';
import { after, allocateShirt, fold, observe, openRefund, unruled } from './sample-commands.js';
import { openAfterSale } from './after-sales.js';
import { facts, later, merchant } from './samples.js';
import { mallPolicy } from './ship-policy.js';

const given = sentences(orderEvolution);
const rules = ruleEvolution.initial;
const cod = { ...observe, cod: true, facts: { ...facts, paidFen: 0, paidAt: null, promisedShipAt: null }, channel: 'API', rules } as const;
const confirm: ConfirmPayment = { merchantId: merchant, note: '已电话确认，客户在家', rules, at: later };
const born = after([], observeOrder, cod);

describe('F-RV-03: payment on delivery', () => {
  test('ML-03 begins held until customer service has confirmed, and nothing is allocated before', () => {
    given().when(observeOrder, cod).then({ type: 'OrderImported' }, { type: 'ReviewDecided' }, { type: 'HoldPlaced', holdType: 'COD_CONFIRM', placedBy: 'system' });
    given(...born).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_ON_HOLD' });
    given(...after(born, confirmPayment, confirm)).when(allocateLines, allocateShirt).then({ type: 'AllocationCreated' });
  });
  test('ML-07 is released by its confirmation only, whose time starts the clock', () => {
    given(...born).when(confirmPayment, confirm).then({ type: 'PaymentConfirmed', note: confirm.note }, { type: 'HoldReleased', reason: 'CONFIRMED' }, { type: 'ShipBySet', basis: 'CONFIRMED_AT', basisAt: later });
    given(...born).when(releaseHold, { merchantId: merchant, holdId: asHoldId('COD_CONFIRM:cod:1'), releasedBy: 'merchant', reason: '', at: later }).thenRefused({ code: 'HOLD_NOT_YOURS' });
    given(...born).when(confirmPayment, { ...confirm, merchantId: asMerchantId('b7a0c0de-0000-4000-8000-000000000001') }).thenRefused({ code: 'ORDER_NOT_FOUND' });
    given(...after([], observeOrder, observe)).when(confirmPayment, confirm).thenRefused({ code: 'HOLD_NOT_FOUND' });
  });
  test('is confirmed once', () => {
    expect(confirmPayment({ ...confirm, at: '2026-11-12T00:00:00.000Z' }, fold(after(born, confirmPayment, confirm)))).toEqual({ kind: 'accepted', events: [] });
  });
  test('releases its own hold and no other', () => {
    given(...after(born, openAfterSale, openRefund)).when(confirmPayment, confirm).then({ type: 'PaymentConfirmed' }, { type: 'HoldReleased', holdId: asHoldId('COD_CONFIRM:cod:1') }, { type: 'ShipBySet' });
  });
  test('ML-02 an order to be paid at once waits for the full amount', () => {
    const short = after(after([], observeOrder, { ...observe, facts: { ...facts, paidFen: 14_499 } }), decideReview, { merchantId: merchant, decision: 'APPROVED', note: '', rules, at: later });
    given(...short).when(allocateLines, allocateShirt).thenRefused({ code: 'PAYMENT_INCOMPLETE', payableFen: 14_500, paidFen: 14_499 });
  });
});

describe('F-RV-02: the review at intake', () => {
  const matched = [{ ruleId: 'big', code: 'AMOUNT_OVER' }] as const;
  test('leaves an order to a person, with the reasons and the version of the rules', () => {
    given().when(observeOrder, { ...observe, matched }).then({ type: 'OrderImported' }, { type: 'ReviewQueued', reasons: matched, ruleVersion: 0 });
    const queued = after([], observeOrder, { ...observe, matched });
    given(...queued).when(allocateLines, allocateShirt).thenRefused({ code: 'ORDER_NOT_APPROVED' });
    given(...queued).when(decideReview, { merchantId: merchant, decision: 'APPROVED', note: '', rules: unruled.rules, at: later }).then({ type: 'ReviewDecided', by: 'PERSON' });
  });
  test('is not asked again by what the channel says later', () => {
    const queued = after([], observeOrder, { ...observe, matched });
    given(...queued).when(observeOrder, { ...observe, matched: [], facts: { ...facts, contentKey: 'c2', platformUpdatedAt: later } }).then({ type: 'OrderUpdated' });
    given(...after([], observeOrder, observe)).when(observeOrder, { ...observe, matched, facts: { ...facts, contentKey: 'c2', platformUpdatedAt: later } }).then({ type: 'OrderUpdated' });
  });
  test('waits for the money first', () => {
    given().when(observeOrder, { ...observe, matched, facts: { ...facts, platformStatus: 'AWAITING_PAYMENT', paidFen: 0 } }).then({ type: 'OrderImported' });
  });
});

describe('F-SL-01: the ship-by clock', () => {
  const api = { ...observe, ...unruled, channel: 'API', rules, facts: { ...facts, promisedShipAt: null, paidAt: '2026-11-13T08:59:59.999Z' } } as const;
  const next = { platformUpdatedAt: later, contentKey: 'c2' };
  test('is set when the order is paid, and not before', () => {
    given().when(observeOrder, api).then({ type: 'OrderImported' }, { type: 'ReviewDecided' }, { type: 'ShipBySet', shipBy: '2026-11-13T10:00:00.000Z', rule: 'CUTOFF', ruleVersion: 0 });
    given().when(observeOrder, { ...api, facts: { ...api.facts, paidAt: null } }).then({ type: 'OrderImported' }, { type: 'ReviewDecided' });
    const unpaid = after([], observeOrder, { ...api, facts: { ...api.facts, platformStatus: 'AWAITING_PAYMENT', paidFen: 0, paidAt: null } });
    given(...unpaid).when(observeOrder, { ...api, facts: { ...api.facts, ...next } }).then({ type: 'OrderUpdated' }, { type: 'ReviewDecided' }, { type: 'ShipBySet' });
  });
  test('runs from the approval where the channel’s rule says so', () => {
    const book: RuleBook = { versions: [{ ...defaultRules, policies: [{ ...mallPolicy, basis: 'CONFIRMED_AT' }] }] };
    const waits = after([], observeOrder, { ...api, rules: book, approve: 'PERSON' });
    expect(fold(waits).times.clock).toBeNull();
    given(...waits).when(decideReview, { merchantId: merchant, decision: 'APPROVED', note: '', rules: book, at: '2026-11-13T09:00:00.000Z' }).then({ type: 'ReviewDecided' }, { type: 'ShipBySet', shipBy: '2026-11-14T09:00:00.000Z', basis: 'CONFIRMED_AT' });
    given().when(observeOrder, { ...api, rules: book, at: '2026-11-13T09:00:00.000Z' }).then({ type: 'OrderImported' }, { type: 'ReviewDecided' }, { type: 'ShipBySet', shipBy: '2026-11-14T09:00:00.000Z' });
    given(...after([], observeOrder, { ...api, approve: 'PERSON' })).when(decideReview, { merchantId: merchant, decision: 'APPROVED', note: '', rules, at: later }).then({ type: 'ReviewDecided' });
  });
  test('is the channel’s own for PDD, Douyin and Taobao, and moves with it', () => {
    const told = { ...api, channel: 'PDD', facts: { ...facts, promisedShipAt: '2026-11-12T00:00:00.000Z' } } as const;
    const known = after([], observeOrder, told);
    expect(fold(known).times.clock).toMatchObject({ shipBy: '2026-11-12T00:00:00.000Z', rule: 'PROMISE' });
    given(...known).when(observeOrder, { ...told, facts: { ...facts, ...next, promisedShipAt: '2026-11-14T00:00:00.000Z' } }).then({ type: 'OrderUpdated' }, { type: 'ShipBySet', shipBy: '2026-11-14T00:00:00.000Z' });
    given(...known).when(observeOrder, { ...told, facts: { ...told.facts, ...next, sellerNote: '催' } }).then({ type: 'OrderUpdated' });
  });
  test('RS-01 keeps the rules it was set by, whatever is published later, and does not restart', () => {
    const known = after([], observeOrder, api);
    const strict = publishRules({ policies: [{ ...mallPolicy, limits: [{ minutes: 1, time: 'EVERY' }] }], targets: [], at: later }, rules);
    const book: RuleBook = (strict.kind === 'accepted' ? strict.events : []).reduce(ruleEvolution.evolve, rules);
    given(...known).when(observeOrder, { ...api, rules: book, facts: { ...api.facts, ...next } }).then({ type: 'OrderUpdated' });
    given().when(observeOrder, { ...api, rules: book }).then({ type: 'OrderImported' }, { type: 'ReviewDecided' }, { type: 'ShipBySet', shipBy: '2026-11-13T09:00:59.999Z', ruleVersion: 1 });
    const refunded = after(known, openAfterSale, openRefund).reduce(evolve, orderEvolution.initial);
    expect(refunded.times.clock).toEqual(fold(known).times.clock);
  });
});
