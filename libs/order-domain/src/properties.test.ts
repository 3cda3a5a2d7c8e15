import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { endAfterSale, modifyAfterSale, openAfterSale } from './after-sales.js';
import { allocateLines, repickDue } from './allocation.js';
import type { OrderEvent } from './events.js';
import { evolve } from './evolve.js';
import { CALM_START, play, rollOf, type Asked, type CommandName, type History } from './histories.js';
import { placeHold, releaseHold } from './holds.js';
import { observeOrder, type ObserveOrder } from './intake.js';
import { checkOrder } from './invariants.js';
import { activeHolds, orderStatus, unborn, type Order } from './order.js';
import { unruled } from './sample-commands.js';
import { at, binding, facts, key, lines, merchant, movedReceiver, order1, receiver, refund1 } from './samples.js';

/** Properties over random lives of an order. A failing one prints its rolls: make a sentence of the room's own test of it. */

const RUNS = 2_000;
const rolls = fc.tuple(fc.constantFrom(0, 1, 3, 5), fc.uint32Array({ minLength: 10, maxLength: 45, size: 'max' })).map(([n, seeds]) => [...CALM_START.slice(0, n), ...[...seeds].map(rollOf)]);

const forAll = (holds: (history: History) => void): void => fc.assert(fc.property(rolls, (thrown) => holds(play(thrown))), { numRuns: RUNS });

const eventsOf = (ask: Asked, order: Order): readonly OrderEvent[] => {
  const decision = ask(order);
  return decision.kind === 'accepted' ? decision.events : [];
};

/** What is new each time it is asked: a partial allocation promises more, a drawn label is one more decryption to record. */
const NEW_EACH_TIME: readonly CommandName[] = ['allocateLines', 'repick', 'renderLabel'];
/** What channels, carriers and printers tell: they tell it again and again. */
const TOLD_AGAIN: readonly CommandName[] = ['observeOrder', 'openAfterSale', 'recordNumber', 'recordFailure', 'recordVoid', 'reportPrint', 'returnWaybill', 'reportGhost', 'observeTracking'];

describe('over random histories of all commands of all rooms', () => {
  test('F-FP-02 F-AL-05 after every accepted command I-1…I-8 hold', () => {
    forAll(({ recorded }) => expect(checkOrder(recorded)).toEqual([]));
  });

  test('the same command asked again adds no event, and facts told over again let no stream grow', () => {
    forAll(({ order, steps }) => {
      const grown = steps.filter(({ roll, ask, after }) => !NEW_EACH_TIME.includes(roll.command) && eventsOf(ask, after).length > 0);
      expect(grown.map(({ roll, ask, after }) => [roll.command, eventsOf(ask, after)])).toEqual([]);
      const told = steps.filter(({ roll }) => TOLD_AGAIN.includes(roll.command));
      const tellAll = (from: Order): Order => told.reduce((known, { ask }) => eventsOf(ask, known).reduce(evolve, known), from);
      const settled = tellAll(tellAll(order));
      expect(told.flatMap(({ ask }) => eventsOf(ask, settled))).toEqual([]);
    });
  });

  test('F-SH-04 F-AL-04 an order is never shipped while one of its units is not, and no unit is promised twice', () => {
    forAll(({ steps }) => {
      const wrong = steps.flatMap(({ after }) => after.lines.filter((line) => {
        const units = (kinds: readonly string[]): number => after.allocations.filter(({ lineId, state }) => lineId === line.lineId && kinds.includes(state.kind)).reduce((sum, { quantity }) => sum + quantity, 0);
        return units(['open', 'returned', 'shipped']) > line.quantity || (orderStatus(after) === 'SHIPPED' && units(['shipped']) + line.refunded < line.quantity);
      }));
      expect(wrong).toEqual([]);
    });
  });

  test('RS-01 F-AL-09 what a hold took back is restored to the same factories when it is released, in one round', () => {
    forAll(({ order }) => {
      const free = withoutHolds(order);
      if (!free || free.closedReason !== null || free.review !== 'APPROVED' || free.paidFen < free.payableFen || free.platformStatus !== 'AWAITING_SHIPMENT') return;
      const settled = repicked(free);
      const held = eventsOf((known) => placeHold({ merchantId: null, type: 'RISK_REVIEW', effect: 'CANCEL', lines: [], causeId: 'probe', placedBy: 'platform', reason: '', at }, known), settled).reduce(evolve, settled);
      expect(held.allocations.filter(({ state }) => state.kind === 'open')).toEqual([]);
      const again = repicked(withoutHolds(held) ?? held);
      expect(openUnits(again)).toEqual(openUnits(settled, (lineId) => settled.lines.find((line) => line.lineId === lineId)?.autoRoute ?? false));
      expect(repickDue(again)).toEqual([]);
    });
  });
});

/** The order with every hold released that a hand may release; undefined when others stay. */
function withoutHolds(order: Order): Order | undefined {
  const free = activeHolds(order).reduce((known, { holdId, placedBy }) => eventsOf((one) => releaseHold({ merchantId: null, holdId, releasedBy: placedBy, reason: '', at }, one), known).reduce(evolve, known), order);
  return activeHolds(free).length === 0 ? free : undefined;
}

function repicked(order: Order): Order {
  return repickDue(order).reduce((known, due) => eventsOf((one) => allocateLines({ orderId: order1, merchantId: merchant, ...due, binding, at }, one), known).reduce(evolve, known), order);
}

function openUnits(order: Order, counts: (lineId: string) => boolean = () => true): Readonly<Record<string, number>> {
  const units: Record<string, number> = {};
  for (const { state, lineId, factoryId, quantity } of order.allocations) {
    if (state.kind === 'open' && counts(lineId)) units[`${lineId} at ${factoryId}`] = (units[`${lineId} at ${factoryId}`] ?? 0) + quantity;
  }
  return units;
}

/** Messages that were refused come again, as senders do, until nothing changes. */
function deliver(messages: readonly Asked[]): Order {
  let order = unborn;
  for (let round = 0; round < 3; round += 1) order = messages.reduce((known, ask) => eventsOf(ask, known).reduce(evolve, known), order);
  return order;
}

describe('in whatever order messages arrive', () => {
  const observed = (minute: number, said: Partial<ObserveOrder['facts']>, flags: { readonly inReview: boolean; readonly hasAfterSale: boolean }, to = receiver): Asked => {
    const told = { ...facts, platformUpdatedAt: `2026-11-11T01:0${minute}:00.000Z`, ...said };
    const contentKey = JSON.stringify([told, flags, to.receiverKey]);
    return (order) => observeOrder({ ...key, placedAt: null, facts: { ...told, contentKey }, receiver: to, lines, ...flags, approve: 'RULE', ...unruled, at }, order);
  };

  test('F-IN-08 the newest word of the channel stands', () => {
    const flag = fc.record({ inReview: fc.boolean(), hasAfterSale: fc.boolean() });
    const said = fc.array(fc.record({ flags: flag, moved: fc.boolean(), paid: fc.boolean() }), { minLength: 1, maxLength: 5 });
    const cases = said.chain((all) => {
      const messages = all.map(({ flags, moved, paid }, n) => observed(n, paid || n === all.length - 1 ? {} : { platformStatus: 'AWAITING_PAYMENT', paidFen: 0 }, flags, moved ? movedReceiver : receiver));
      return fc.tuple(fc.constant(messages), fc.shuffledSubarray(messages, { minLength: messages.length }));
    });
    const end = (order: Order) => [order.platformStatus, order.paidFen, order.review, order.receiver?.receiverKey, activeHolds(order).map(({ type }) => type).sort()];
    fc.assert(fc.property(cases, ([inOrder, shuffled]) => expect(end(deliver(shuffled))).toEqual(end(deliver(inOrder)))), { numRuns: RUNS });
  });

  test('X-07 N-08 the newest version of an after-sale stands, the order itself among the messages', () => {
    const kinds = fc.array(fc.constantFrom('open', 'modify', 'withdraw'), { minLength: 1, maxLength: 5 });
    const cases = fc.tuple(kinds, fc.boolean(), fc.boolean()).chain(([all, closes, refunds]) => {
      const messages: readonly Asked[] = [
        observed(0, {}, { inReview: false, hasAfterSale: false }),
        ...all.map((kind, n) => afterSale(kind, n + 1)),
        ...(closes ? [afterSale(refunds ? 'refund' : 'close', all.length + 1)] : []),
      ];
      return fc.tuple(fc.constant(messages), fc.shuffledSubarray([...messages], { minLength: messages.length }));
    });
    const end = (order: Order) => [activeHolds(order).map(({ causeId, lines: held }) => [causeId, held.map(({ lineId, quantity }) => `${lineId}×${quantity}`).sort()]), order.lines.map(({ refunded }) => refunded), order.closedReason];
    fc.assert(fc.property(cases, ([inOrder, shuffled]) => expect(end(deliver(shuffled))).toEqual(end(deliver(inOrder)))), { numRuns: RUNS });
  });

  function afterSale(kind: string, version: number): Asked {
    const about = { merchantId: merchant, afterSaleId: refund1, version, at };
    const told = { ...about, afterSaleType: 'REFUND_ONLY', lines: [], platformLines: ([['p-1'], ['p-2'], []][version % 3] ?? []).map((platformLineNo) => ({ platformLineNo, quantity: 1 })) } as const;
    if (kind === 'open') return (order) => openAfterSale(told, order);
    if (kind === 'modify') return (order) => modifyAfterSale(told, order);
    const refunded = lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
    return (order) => endAfterSale({ ...about, end: kind === 'withdraw' ? { kind: 'withdrawn' } : { kind: 'closed', refunded: kind === 'refund' ? refunded : [] } }, order);
  }
});
