import { describe, expect, test } from '@jest/globals';
import { sentences } from '@daifa/decider/given-when-then';
import { caseEvolution, recordCase, type CaseEvent } from './case.js';
import { at, merchant, order1, refund1, shirt, socks, whole } from './samples.js';

const given = sentences(caseEvolution);
const opened: CaseEvent = { type: 'AfterSaleOpened', afterSaleId: refund1, merchantId: merchant, orderId: order1, afterSaleType: 'REFUND_ONLY', lines: [whole(shirt)], reason: '不想要了', version: 1, at };
const modified: CaseEvent = { type: 'AfterSaleModified', afterSaleType: 'RETURN_REFUND', lines: [whole(socks)], reason: '尺码不合', version: 2, at };
const withdrawn: CaseEvent = { type: 'AfterSaleWithdrawn', version: 3, at };
const closed: CaseEvent = { type: 'AfterSaleClosed', refunded: [], note: '', version: 4, at };

describe('the case’s own stream', () => {
  test('records what is news, and nothing twice', () => {
    given().when(recordCase, opened).then(opened);
    given(opened).when(recordCase, opened).then();
    given(opened).when(recordCase, modified).then(modified);
    given(opened, modified).when(recordCase, withdrawn).then({ type: 'AfterSaleWithdrawn' });
    given(opened, withdrawn).when(recordCase, modified).then();
    given(opened, withdrawn).when(recordCase, closed).then({ type: 'AfterSaleClosed' });
  });
  test('X-07 ends the same in whatever order it is told', () => {
    const end = (events: readonly CaseEvent[]) => events.reduce((known, event) => {
      const decision = recordCase(event, known);
      return decision.kind === 'accepted' ? decision.events.reduce(caseEvolution.evolve, known) : known;
    }, caseEvolution.initial);
    for (const newest of [modified, withdrawn, closed]) {
      expect(end([newest, opened])).toMatchObject({ afterSaleId: refund1, orderId: order1, version: newest.version, state: end([opened, newest]).state });
    }
    expect(end([modified, opened])).toEqual(end([opened, modified]));
  });
});
