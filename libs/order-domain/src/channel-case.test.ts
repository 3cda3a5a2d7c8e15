import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sentences } from '@daifa/decider/given-when-then';
import { caseEvolution } from './case.js';
import { awaitsOrder, noteChannelCase, observeChannelCase, type ObserveChannelCase } from './channel-case.js';
import { orderEvolution } from './evolve.js';
import { observeOrder } from './intake.js';
import { activeHolds, type Order } from './order.js';
import { after, fold, observe } from './sample-commands.js';
import { later, merchant, order1, refund1, shirt, shirtAllocation, socks, story } from './samples.js';

const given = sentences(orderEvolution);
const givenCase = sentences(caseEvolution);
const told: ObserveChannelCase = { merchantId: merchant, afterSaleId: refund1, afterSaleType: 'REFUND_ONLY', version: 1_000, state: 'OPEN', platformLines: [], at: later };
const withdrawn: ObserveChannelCase = { ...told, version: 2_000, state: 'WITHDRAWN' };
const refunded: ObserveChannelCase = { ...told, version: 3_000, state: 'REFUNDED' };

describe('a case that the channel’s feed tells', () => {
  test('F-AS-07 before its order it is parked, and the order is born held', () => {
    given().when(observeChannelCase, told).then({ type: 'AfterSaleParked', version: 1_000 });
    given(...after([], observeChannelCase, told)).when(observeOrder, observe).then({ type: 'OrderImported' }, { type: 'ReviewDecided' }, { type: 'HoldPlaced', holdType: 'AFTER_SALE', causeId: refund1, causeVersion: 1_000 });
    given(...after(after([], observeChannelCase, told), observeChannelCase, withdrawn)).when(observeOrder, observe).then({ type: 'OrderImported' }, { type: 'ReviewDecided' });
  });
  test('PDD-23 after its order it takes the allocation back, once, and lets go when it is withdrawn', () => {
    given(...story('allocated')).when(observeChannelCase, told).then({ type: 'HoldPlaced', effect: 'CANCEL' }, { type: 'AllocationCancelled', allocationId: shirtAllocation, cause: 'HOLD' });
    given(...after(story('approved'), observeChannelCase, told)).when(observeChannelCase, withdrawn).then({ type: 'HoldReleased', reason: 'WITHDRAWN' });
    given(...after(story('approved'), observeChannelCase, withdrawn)).when(observeChannelCase, told).then();
  });
  test('told again with the last word of its second it holds nothing anew, unless that word is another', () => {
    const held = after(story('approved'), observeChannelCase, told);
    given(...held).when(observeChannelCase, { ...told, version: 1_999 }).then();
    given(...after([], observeChannelCase, told)).when(observeChannelCase, { ...told, version: 1_999 }).then();
    given(...held).when(observeChannelCase, { ...told, version: 1_999, afterSaleType: 'RETURN_REFUND' }).then({ type: 'HoldPlaced', causeVersion: 1_999 }, { type: 'HoldReleased', reason: 'MODIFIED' });
    given(...held).when(observeChannelCase, { ...told, version: 2_000 }).then({ type: 'HoldPlaced', causeVersion: 2_000 }, { type: 'HoldReleased', reason: 'MODIFIED' });
  });
  test('refunded it is booked on the lines it names, on all that is left when it names none', () => {
    given(...after(story('approved'), observeChannelCase, told)).when(observeChannelCase, { ...refunded, platformLines: [{ platformLineNo: 'p-2', quantity: 1 }] })
      .then({ type: 'LinesRefunded', lines: [{ lineId: socks, quantity: 1 }] }, { type: 'HoldReleased', reason: 'CLOSED' });
    given(...story('approved')).when(observeChannelCase, refunded).then({ type: 'HoldPlaced' }, { type: 'LinesRefunded', lines: [{ lineId: shirt, quantity: 2 }, { lineId: socks, quantity: 3 }] }, { type: 'OrderClosed' }, { type: 'HoldReleased' });
  });
  test('refunded before its order it keeps the order held until it is told again', () => {
    given().when(observeChannelCase, refunded).then({ type: 'AfterSaleParked', version: 3_000 });
    expect([awaitsOrder(refunded, fold([])), awaitsOrder(told, fold([])), awaitsOrder(refunded, fold(story('imported')))]).toEqual([true, false, false]);
    const born = after(after([], observeChannelCase, refunded), observeOrder, observe);
    expect(activeHolds(fold(born))).toHaveLength(1);
    expect(fold(after(born, observeChannelCase, refunded)).closedReason).toBe('REFUNDED');
  });
  test('N-08 ends the same in whatever order it is told, the order itself among the messages', () => {
    type Message = ObserveChannelCase | 'order';
    const all: readonly Message[] = ['order', told, { ...told, version: 1_500, platformLines: [{ platformLineNo: 'p-1', quantity: 1 }] }, withdrawn, { ...told, version: 2_500 }];
    const end = (messages: readonly Message[]) => {
      const order: Order = fold(messages.reduce<ReturnType<typeof story>>((history, one) => (one === 'order' ? after(history, observeOrder, observe) : after(history, observeChannelCase, one)), []));
      return activeHolds(order).map(({ type, causeVersion, lines }) => [type, causeVersion, lines]);
    };
    fc.assert(fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (messages) => expect(end(messages)).toEqual(end(all))));
  });
});

describe('the case’s own stream', () => {
  const note = (command: ObserveChannelCase) => ({ ...command, orderId: order1 });
  test('is told what the order’s was, and nothing twice', () => {
    givenCase().when(noteChannelCase, note(told)).then({ type: 'AfterSaleOpened', version: 1_000 });
    givenCase().when(noteChannelCase, note(withdrawn)).then({ type: 'AfterSaleOpened', version: 1_999 }, { type: 'AfterSaleWithdrawn', version: 2_000 });
    givenCase({ type: 'AfterSaleOpened', ...note(told), lines: [], reason: '' }).when(noteChannelCase, note(refunded)).then({ type: 'AfterSaleClosed', version: 3_000 });
    givenCase({ type: 'AfterSaleOpened', ...note(told), lines: [], reason: '' }).when(noteChannelCase, note({ ...told, version: 1_500 })).then({ type: 'AfterSaleModified', version: 1_500 });
  });
});
