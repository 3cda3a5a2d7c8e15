import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { allocateLines, recallAllocations } from './allocation.js';
import type { OrderEvent } from './events.js';
import { orderEvolution } from './evolve.js';
import { allocationIdOf, asFactoryId, asMerchantId, asShortageId } from './ids.js';
import { recordNumber, requestLabel } from './labels.js';
import { authorizePrint, consumePermit } from './print.js';
import { after, allocateShirt, fold, labelShirt, numberOfShirt, printShirt, returnShirt, usePermit, withRefund } from './sample-commands.js';
import { allocated, at, factory, later, merchant, order1, otherFactory, shirt, shirtAllocation, story } from './samples.js';
import { consentSubstitute, decideShortage, noticeOf, notifyShortage, openShortage, recordNotifyMissed, settleDifference, verifyStock } from './shortage.js';
import { shortageState } from './shortage-state.js';
import { publishRules, ruleEvolution } from './rules.js';
import { returnWaybill } from './waybill-return.js';

const given = sentences(orderEvolution);
const shortageId = asShortageId(`${order1}.S1`);
const notifyBy = '2026-11-12T02:00:00.000Z';
const short = { orderId: order1, allocationId: shirtAllocation, supply: 'MAKE', notifyBy, ruleVersion: 0, at } as const;
const about = { merchantId: merchant, shortageId, at: later } as const;
const notify = { ...about, note: '建议灰色 L，差价每件 6 元' };
const grey = { outSkuSn: 'TS-G-L', productSn: '', title: '纯棉短袖T恤', spec: '灰色 L', unitPriceFen: 6_500 };
const propose = { ...about, outcome: 'SUBSTITUTE', substitute: grey, note: '' } as const;
const consent = { ...about, consentRef: '聊天记录 4711' };
const settle = { ...about, differenceFen: 1_200, reference: '补款 4711' };

const opened = after(story('allocated'), openShortage, short);
const notified = after(opened, notifyShortage, notify);
const offered = after(notified, decideShortage, propose);
const consented = after(offered, consentSubstitute, consent);
const stateOf = (history: readonly OrderEvent[]): string => {
  const order = fold(history);
  const [shortage] = order.shortages;
  return shortage ? shortageState(order, shortage) : 'none';
};
const stockOf = (history: readonly OrderEvent[]): string | undefined => fold(history).allocations[0]?.stock;

describe('what is there, what is assumed to be, and what is not', () => {
  test('F-ST-01 DXM-08: allocated is assumed; reserved is verified; short is neither', () => {
    expect(stockOf(story('allocated'))).toBe('ASSUMED');
    expect(stockOf(after(story('allocated'), verifyStock, { allocationId: shirtAllocation, at }))).toBe('VERIFIED');
    expect(stockOf(opened)).toBe('SHORT');
  });
  test('F-ST-04 TB-15: who makes the goods is told at once, with the order’s deadline; who buys them, when they are bought', () => {
    given(...story('allocated')).when(openShortage, short).then({ type: 'ShortageOpened', shortageId, quantity: 2, sku: 'TS-W-L', supply: 'MAKE', notifyBy }, { type: 'FactoryTaskOpened', task: 'PRODUCE', factoryId: factory, dueAt: notifyBy });
    const clocked: OrderEvent = { type: 'ShipBySet', shipBy: '2026-11-13T10:00:00.000Z', rule: 'LIMIT', basis: 'PAID_AT', basisAt: at, ruleVersion: 0, pausesOn: [], at };
    given(...story('allocated'), clocked).when(openShortage, { ...short, supply: 'BUY' }).then({ type: 'ShortageOpened', supply: 'BUY' }, { type: 'FactoryTaskOpened', task: 'PURCHASE', dueAt: '2026-11-13T10:00:00.000Z' });
  });
  test('F-ST-01: what is short gets no label, no paper and no return; what is there again, does', () => {
    const refusal = { code: 'STOCK_INSUFFICIENT', allocationId: shirtAllocation, needed: 2 } as const;
    given(...opened).when(requestLabel, labelShirt).thenRefused(refusal);
    given(...opened).when(returnWaybill, { ...returnShirt, waybillNo: 'YT8800000000033' }).thenRefused(refusal);
    const labelled = after(after(story('allocated'), requestLabel, labelShirt), recordNumber, numberOfShirt);
    given(...after(labelled, openShortage, short)).when(authorizePrint, printShirt).thenRefused(refusal);
    given(...after(story('granted'), openShortage, short)).when(consumePermit, usePermit).thenRefused(refusal);
    given(...after(after(labelled, openShortage, short), verifyStock, { allocationId: shirtAllocation, at: later })).when(authorizePrint, printShirt).then({ type: 'PrintPermitGranted' }, { type: 'PrintPermitConsumed' });
  });
  test('F-ST-01: goods that were printed, returned or taken back are in somebody’s hands: no shortage', () => {
    for (const until of ['printed', 'returned'] as const) given(...story(until)).when(openShortage, short).then();
    given(...withRefund(story('allocated'))).when(openShortage, short).then();
    given(...withRefund(story('allocated'))).when(verifyStock, { allocationId: shirtAllocation, at }).then();
  });
  test('F-ST-04: goods that come close the case, whatever was offered; short again is another case', () => {
    given(...offered).when(verifyStock, { allocationId: shirtAllocation, at: later }).then({ type: 'StockVerified' }, { type: 'ShortageClosed', shortageId, end: 'REPLENISHED' });
    const back = after(offered, verifyStock, { allocationId: shirtAllocation, at: later });
    given(...back).when(consentSubstitute, consent).thenRefused({ code: 'SHORTAGE_CLOSED', end: 'REPLENISHED' });
    given(...back).when(openShortage, short).then({ type: 'ShortageOpened', shortageId: asShortageId(`${order1}.S2`) }, { type: 'FactoryTaskOpened' });
  });
});

describe('the case: told, decided, closed', () => {
  test('F-ST-04 ML-10: the buyer has to be told within 24 hours, Sundays and holidays not counted', () => {
    const noticeMs = 24 * 3_600_000;
    expect(noticeOf(ruleEvolution.initial, { at: '2026-11-14T09:01:00.000Z', noticeMs })).toEqual({ notifyBy: '2026-11-16T09:01:00.000Z', ruleVersion: 0 });
    const closed = publishRules({ calendar: { weekdays: [1, 2, 3, 4, 5, 6], exceptions: [{ day: '2026-11-16', working: false, name: '盘点' }] }, at }, ruleEvolution.initial);
    const book = (closed.kind === 'accepted' ? closed.events : []).reduce(ruleEvolution.evolve, ruleEvolution.initial);
    expect(noticeOf(book, { at: '2026-11-14T09:01:00.000Z', noticeMs })).toEqual({ notifyBy: '2026-11-17T09:01:00.000Z', ruleVersion: 1 });
  });
  test('ML-10: nobody told in time is recorded once; in time, or over before, never', () => {
    given(...opened).when(recordNotifyMissed, { at: notifyBy }).then();
    given(...opened).when(recordNotifyMissed, { at: '2026-11-12T02:00:00.001Z' }).then({ type: 'ShortageNotifyMissed', shortageId, notifyBy });
    given(...notified).when(recordNotifyMissed, { at: '2026-11-20T00:00:00.000Z' }).then();
    given(...after(opened, notifyShortage, { ...notify, at: '2026-11-12T03:00:00.000Z' })).when(recordNotifyMissed, { at: '2026-11-12T04:00:00.000Z' }).then({ type: 'ShortageNotifyMissed' });
    given(...after(opened, verifyStock, { allocationId: shirtAllocation, at: later })).when(recordNotifyMissed, { at: '2026-11-20T00:00:00.000Z' }).then();
  });
  test('ML-10: nothing is decided before the buyer was told', () => {
    given(...opened).when(decideShortage, { ...propose, outcome: 'WAIT', substitute: null }).thenRefused({ code: 'SHORTAGE_NOT_NOTIFIED', notifyBy });
    given(...opened).when(notifyShortage, notify).then({ type: 'ShortageNotified', shortageId });
    expect([stateOf(opened), stateOf(notified)]).toEqual(['OPENED', 'CUSTOMER_NOTIFIED']);
  });
  test('ML-22: waiting keeps the allocation; transfer and part free the line; refund frees it from rules too', () => {
    const decide = (outcome: 'WAIT' | 'TRANSFER' | 'PARTIAL' | 'REFUND') => ({ ...about, outcome, substitute: null, note: '' });
    given(...notified).when(decideShortage, decide('WAIT')).then({ type: 'ShortageDecided', outcome: 'WAIT' });
    for (const outcome of ['TRANSFER', 'PARTIAL'] as const) given(...notified).when(decideShortage, decide(outcome)).then({ type: 'ShortageDecided' }, { type: 'AllocationCancelled', cause: 'MERCHANT', reason: `SHORTAGE_${outcome}` }, { type: 'ShortageClosed', end: outcome });
    given(...notified).when(decideShortage, decide('REFUND')).then({ type: 'ShortageDecided' }, { type: 'AllocationCancelled' }, { type: 'AutoRouteSuspended', lineId: shirt }, { type: 'ShortageClosed', end: 'REFUND' });
    given(...after(notified, decideShortage, decide('TRANSFER'))).when(allocateLines, { ...allocateShirt, factoryId: otherFactory }).then({ type: 'AllocationCreated', epoch: 2, factoryId: otherFactory });
    const parted = after(after(notified, decideShortage, decide('PARTIAL')), allocateLines, { ...allocateShirt, lines: [{ lineId: shirt, quantity: 1 }] });
    expect(fold(parted).allocations.map(({ quantity, state }) => [quantity, state.kind])).toEqual([[2, 'cancelled'], [1, 'open']]);
    expect([stateOf(after(notified, decideShortage, decide('WAIT'))), stateOf(after(notified, decideShortage, decide('REFUND')))]).toEqual(['WAIT', 'CLOSED']);
    given(...after(notified, decideShortage, decide('WAIT'))).when(decideShortage, decide('TRANSFER')).then({ type: 'ShortageDecided' }, { type: 'AllocationCancelled' }, { type: 'ShortageClosed' });
  });
  test('F-ST-04: who takes the allocation back for another reason ends the case', () => {
    const recalled = after(notified, recallAllocations, { merchantId: merchant, allocationIds: [shirtAllocation], reason: '换厂', at: later });
    expect(stateOf(recalled)).toBe('CLOSED');
    given(...recalled).when(decideShortage, propose).thenRefused({ code: 'SHORTAGE_CLOSED', end: 'TAKEN_BACK' });
    given(...withRefund(opened)).when(notifyShortage, notify).thenRefused({ code: 'SHORTAGE_CLOSED' });
  });
  test('F-ST-04: a foreign or unknown case is not found', () => {
    const stranger = asMerchantId('b7a0c0de-0000-4000-8000-000000000001');
    given(...opened).when(notifyShortage, { ...notify, merchantId: stranger }).thenRefused({ code: 'SHORTAGE_NOT_FOUND' });
    given(...notified).when(decideShortage, { ...propose, shortageId: 'x' }).thenRefused({ code: 'SHORTAGE_NOT_FOUND' });
    given(...offered).when(consentSubstitute, { ...consent, merchantId: stranger }).thenRefused({ code: 'SHORTAGE_NOT_FOUND' });
    given(...consented).when(settleDifference, { ...settle, merchantId: stranger }).thenRefused({ code: 'SHORTAGE_NOT_FOUND' });
  });
});

describe('F-ST-05 a substitute', () => {
  test('F-ST-05 ML-10: is offered with its difference, and nothing changes before the buyer consents', () => {
    given(...notified).when(decideShortage, propose).then({ type: 'ShortageDecided', outcome: 'SUBSTITUTE' }, { type: 'SubstituteProposed', outSkuSn: 'TS-G-L', differenceFen: 1_200 });
    expect(fold(offered).lines[0]).toMatchObject({ outSkuSn: 'TS-W-L', spec: '白色 L' });
    given(...notified).when(consentSubstitute, consent).thenRefused({ code: 'SUBSTITUTE_NOT_PROPOSED' });
    given(...offered).when(settleDifference, settle).thenRefused({ code: 'CONSENT_MISSING' });
  });
  test('F-ST-05: with the consent the line is the substitute, in one append with the end of the old allocation', () => {
    given(...offered).when(consentSubstitute, consent).then({ type: 'SubstituteConsented', consentRef: '聊天记录 4711' }, { type: 'AllocationCancelled', allocationId: shirtAllocation }, { type: 'LineSubstituted', lineId: shirt, outSkuSn: 'TS-G-L', unitPriceFen: 6_500 });
    expect(fold(consented).lines[0]).toMatchObject({ outSkuSn: 'TS-G-L', spec: '灰色 L', quantity: 2, autoRoute: true });
    expect(stateOf(consented)).toBe('SUBSTITUTE');
    given(...consented).when(decideShortage, { ...propose, outcome: 'WAIT', substitute: null }).thenRefused({ code: 'SHORTAGE_CLOSED', end: 'SUBSTITUTE' });
  });
  test('F-ST-05 ML-02: a dearer one is promised to nobody until the buyer has paid; then as the substitute', () => {
    given(...consented).when(allocateLines, allocateShirt).thenRefused({ code: 'PAYMENT_INCOMPLETE', payableFen: 15_700, paidFen: 14_500 });
    given(...consented).when(settleDifference, { ...settle, differenceFen: 1_199 }).thenRefused({ code: 'DIFFERENCE_MISMATCH', differenceFen: 1_200 });
    given(...consented).when(settleDifference, settle).then({ type: 'PriceDifferenceSettled', differenceFen: 1_200, method: 'PAID_BY_BUYER' }, { type: 'ShortageClosed', end: 'SUBSTITUTE' });
    const settled = after(consented, settleDifference, settle);
    given(...settled).when(allocateLines, allocateShirt).then({ type: 'AllocationCreated', epoch: 2 });
    expect(fold(after(settled, allocateLines, allocateShirt)).allocations[1]).toMatchObject({ sku: 'TS-G-L', stock: 'ASSUMED' });
  });
  test('F-ST-05: a cheaper one is given back to the buyer, and may be allocated meanwhile; one of the same price owes nothing', () => {
    const cheaper = after(after(notified, decideShortage, { ...propose, substitute: { ...grey, unitPriceFen: 5_400 } }), consentSubstitute, consent);
    given(...cheaper).when(allocateLines, allocateShirt).then({ type: 'AllocationCreated' });
    given(...cheaper).when(settleDifference, { ...settle, differenceFen: -1_000 }).then({ type: 'PriceDifferenceSettled', method: 'REFUNDED_TO_BUYER' }, { type: 'ShortageClosed' });
    const same = after(notified, decideShortage, { ...propose, substitute: { ...grey, unitPriceFen: 5_900 } });
    given(...same).when(consentSubstitute, consent).then({ type: 'SubstituteConsented' }, { type: 'AllocationCancelled' }, { type: 'LineSubstituted' }, { type: 'ShortageClosed', end: 'SUBSTITUTE' });
  });
  test('F-ST-05: replaces whole lines only: not beside a part that another factory has', () => {
    const split = [...story('approved'), allocated(shirt, 1, { quantity: 1 }), allocated(shirt, 2, { quantity: 1, factoryId: otherFactory })];
    const told = after(after(split, openShortage, short), notifyShortage, notify);
    given(...told).when(decideShortage, propose).thenRefused({ code: 'SUBSTITUTE_NOT_WHOLE_LINE', lineId: shirt, active: 1 });
    given(...split).when(requestLabel, { ...labelShirt, factoryId: otherFactory, allocationIds: [allocationIdOf(order1, shirt, 2)] }).then({ type: 'LabelRequested' });
    given(...after(split, openShortage, short)).when(requestLabel, { ...labelShirt, factoryId: asFactoryId(otherFactory), allocationIds: [allocationIdOf(order1, shirt, 2)] }).then({ type: 'LabelRequested' });
  });
});
