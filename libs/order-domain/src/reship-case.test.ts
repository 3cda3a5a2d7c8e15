import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import fc from 'fast-check';
import { caseEvolution, type CaseEvent } from './case.js';
import { asOrderId } from './ids.js';
import { agreeReship, arbitrateReship, confirmReship, modifyReship, recordReshipped, rejectReship, requestReship, ruleReship, withdrawReship, type ReshipForm } from './reship-case.js';
import { at, later, merchant, movedReceiver, order1, receiver, refund1, shirt, waybill1 } from './samples.js';

const given = sentences(caseEvolution);
const reshipmentId = asOrderId('4f2e1d0c-0000-5000-8000-000000000001');
const form: ReshipForm = { reason: 'MISSED', lines: [{ lineId: shirt, quantity: 1 }], receiver: movedReceiver, description: '少了一件', at };
const ask = { ...form, afterSaleId: refund1, merchantId: merchant, orderId: order1, origin: 'CONSUMER' } as const;
const requested: CaseEvent = { type: 'ReshipRequested', ...ask, version: 1 };
const modified: CaseEvent = { type: 'ReshipRequestModified', ...form, reason: 'SHORT', version: 2 };
const agreed: CaseEvent = { type: 'AfterSaleAgreed', reshipmentId, by: 'MERCHANT', version: 2, at };
const started: CaseEvent = { type: 'ArbitrationStarted', version: 2, at };
const withdrawn: CaseEvent = { type: 'AfterSaleWithdrawn', version: 2, at };
const sent: CaseEvent = { type: 'ReshipShipped', waybillNo: waybill1, version: 3, at };
const agree = { version: 1, reshipmentId, at: later };
const reject = { version: 1, reason: '已足量发出', at: later };
const now = { at: later };

describe('F-RS-03 a buyer asks for what was left out', () => {
  test('RS-07 RS-08 with a reason, goods, an address and a description; again it is so already', () => {
    given().when(requestReship, ask).then({ type: 'ReshipRequested', origin: 'CONSUMER', version: 1 });
    given().when(requestReship, { ...ask, description: ' ' }).thenRefused({ code: 'AFTERSALE_INVALID', missing: 'description' });
    given().when(requestReship, { ...ask, lines: [] }).thenRefused({ code: 'AFTERSALE_INVALID', missing: 'lines' });
    given().when(requestReship, { ...ask, receiver: { ...receiver, sealed: { ...receiver.sealed, address: null } } }).thenRefused({ code: 'AFTERSALE_INVALID', missing: 'receiver' });
  });
  test('RS-09 and may modify, withdraw or call for the platform while the merchant has not agreed', () => {
    given(requested).when(modifyReship, { ...form, reason: 'SHORT' }).then({ type: 'ReshipRequestModified', version: 2 });
    given(requested).when(modifyReship, form).then();
    given(requested).when(withdrawReship, now).then({ type: 'AfterSaleWithdrawn', version: 2 });
    given(requested).when(arbitrateReship, now).then({ type: 'ArbitrationStarted', version: 2 });
    given(requested, agreed).when(modifyReship, { ...form, reason: 'SHORT' }).thenRefused({ code: 'AFTERSALE_CLOSED', state: 'AGREED' });
    given(requested, agreed).when(arbitrateReship, now).thenRefused({ code: 'AFTERSALE_CLOSED' });
    given(requested).when(modifyReship, { ...form, description: '' }).thenRefused({ code: 'AFTERSALE_INVALID' });
  });
});

describe('X-14 F-AS-10 RS-09 the merchant agrees while the buyer acts: whoever comes second is told', () => {
  test('agree ‖ modify', () => {
    given(requested, modified).when(agreeReship, agree).thenRefused({ code: 'AFTERSALE_VERSION_CHANGED', version: 2 });
    given(requested, modified).when(agreeReship, { ...agree, version: 2 }).then({ type: 'AfterSaleAgreed', version: 3 });
    given(requested, agreed).when(modifyReship, { ...form, reason: 'SHORT' }).thenRefused({ code: 'AFTERSALE_CLOSED' });
    given(requested, modified).when(rejectReship, reject).thenRefused({ code: 'AFTERSALE_VERSION_CHANGED' });
  });
  test('agree ‖ withdraw', () => {
    given(requested, withdrawn).when(agreeReship, agree).thenRefused({ code: 'AFTERSALE_CLOSED', state: 'WITHDRAWN' });
    given(requested, agreed).when(withdrawReship, now).then({ type: 'AfterSaleWithdrawn', version: 3 });
    given(requested, agreed, sent).when(withdrawReship, now).thenRefused({ code: 'AFTERSALE_CLOSED', state: 'RESHIPPED' });
  });
  test('agree ‖ intervene', () => {
    given(requested, started).when(agreeReship, agree).thenRefused({ code: 'AFTERSALE_IN_ARBITRATION' });
    given(requested, started).when(rejectReship, reject).thenRefused({ code: 'AFTERSALE_IN_ARBITRATION' });
    given(requested, started).when(modifyReship, form).thenRefused({ code: 'AFTERSALE_IN_ARBITRATION' });
    given(requested, agreed).when(arbitrateReship, now).thenRefused({ code: 'AFTERSALE_CLOSED', state: 'AGREED' });
  });
});

describe('F-RS-03 from the agreement to the receipt', () => {
  const rejected: CaseEvent = { type: 'AfterSaleRejected', by: 'MERCHANT', reason: '', version: 2, at };
  test('RS-10 agreed by the merchant, or by the platform against him', () => {
    given(requested).when(agreeReship, agree).then({ type: 'AfterSaleAgreed', reshipmentId, by: 'MERCHANT', version: 2 });
    given(requested).when(rejectReship, reject).then({ type: 'AfterSaleRejected', version: 2 });
    given(requested, rejected).when(arbitrateReship, now).then({ type: 'ArbitrationStarted', version: 3 });
    given(requested, started).when(ruleReship, { ruling: 'AGREE', reshipmentId, note: '称重不足', at: later }).then({ type: 'ArbitrationDecided', ruling: 'AGREE', version: 3 }, { type: 'AfterSaleAgreed', by: 'PLATFORM', version: 4 });
    given(requested, started).when(ruleReship, { ruling: 'REJECT', reshipmentId, note: '', at: later }).then({ type: 'ArbitrationDecided' }, { type: 'AfterSaleRejected', by: 'PLATFORM' });
    given(requested).when(ruleReship, { ruling: 'AGREE', reshipmentId, note: '', at: later }).thenRefused({ code: 'AFTERSALE_CLOSED', state: 'OPENED' });
  });
  test('RS-11 received it is closed, in the same append, once', () => {
    given(requested, agreed).when(recordReshipped, { waybillNo: waybill1, at: later }).then({ type: 'ReshipShipped', waybillNo: waybill1, version: 3 });
    given(requested).when(recordReshipped, { waybillNo: waybill1, at: later }).then();
    given(requested, agreed, sent).when(confirmReship, now).then({ type: 'ReshipConfirmed', version: 4 }, { type: 'AfterSaleClosed', note: 'RESHIP_CONFIRMED', version: 5 });
    given(requested, agreed).when(confirmReship, now).thenRefused({ code: 'RESHIP_NOT_SHIPPED', state: 'AGREED' });
    given(requested, withdrawn).when(confirmReship, now).thenRefused({ code: 'AFTERSALE_CLOSED' });
    given().when(confirmReship, now).thenRefused({ code: 'AFTERSALE_NOT_FOUND' });
  });
  test('it is closed at most once, and only after it was received, in whatever sequence everybody acts', () => {
    const moves = fc.array(fc.record({ move: fc.integer({ min: 0, max: 8 }), version: fc.integer({ min: 1, max: 6 }) }), { minLength: 5, maxLength: 40, size: 'max' });
    let closings = 0;
    fc.assert(fc.property(moves, (all) => {
      let known = caseEvolution.initial;
      const told: CaseEvent[] = [];
      for (const { move, version } of all) {
        const decisions = [
          () => requestReship(ask, known), () => modifyReship({ ...form, reason: version % 2 === 0 ? 'MISSED' : 'SHORT' }, known), () => agreeReship({ ...agree, version: Math.min(version, Math.max(1, known.version)) }, known),
          () => rejectReship({ ...reject, version }, known), () => (version === 1 ? withdrawReship(now, known) : agreeReship({ ...agree, version: known.version }, known)), () => (version < 3 ? arbitrateReship(now, known) : recordReshipped({ waybillNo: waybill1, at }, known)),
          () => ruleReship({ ruling: version < 5 ? 'AGREE' : 'REJECT', reshipmentId, note: '', at }, known), () => recordReshipped({ waybillNo: waybill1, at }, known), () => confirmReship(now, known),
        ];
        const decision = decisions[move]?.();
        if (decision?.kind !== 'accepted') continue;
        told.push(...decision.events);
        known = decision.events.reduce(caseEvolution.evolve, known);
      }
      const types = told.map(({ type }) => type);
      const closed = types.filter((type) => type === 'AfterSaleClosed').length;
      closings += closed;
      expect(closed).toBeLessThanOrEqual(1);
      if (closed === 1) expect(types.slice(-2)).toEqual(['ReshipConfirmed', 'AfterSaleClosed']);
      expect(told.map(({ version }) => version)).toEqual(told.map((_, n) => n + 1));
    }), { numRuns: 2_000 });
    expect(closings).toBeGreaterThan(0);
  });
});
