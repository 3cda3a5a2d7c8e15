import { describe, expect, test } from '@jest/globals';
import { accept, refuse } from '@daifa/decider/decision';
import { openAfterSale } from '@daifa/order-domain/after-sales';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asAllocationId, asOrderId, orderIdOf } from '@daifa/order-domain/ids';
import { authorizePrint } from '@daifa/order-domain/print';
import { factory, key, label1, merchant, order1, printJob1, refund1, story } from '@daifa/order-domain/samples';
import { evolve } from '@daifa/order-domain/evolve';
import { unborn, type Order } from '@daifa/order-domain/order';
import type { OrderRecord } from '@daifa/order-store/orders';
import type { Done, Operation } from './race.js';
import { notLinearizable } from './witness.js';

/** The judge of the races, judged: a history that is right has nothing wrong, and each kind of wrong is found. */
const at = '2026-11-11T02:00:30.000Z';
const before = story('labelled');

const refund: Operation = { name: 'refund', send: () => Promise.reject(new Error('not sent here')), decide: (order) => openAfterSale({ merchantId: merchant, afterSaleId: refund1, afterSaleType: 'REFUND_ONLY', version: null, lines: [], platformLines: [], at }, order) };
const print: Operation = {
  name: 'print', send: refund.send,
  decide: (order) => (order.labels.some(({ state }) => state === 'issued') ? authorizePrint({ orderId: order1, labelId: label1, factoryId: factory, printJobId: printJob1, reprintReason: '', at }, order) : refuse({ code: 'ALLOCATION_NOT_FOUND', allocationId: asAllocationId('x') })),
};

type When = { readonly sentAt: number; readonly returnedAt: number };
const said = (operation: Operation, when: When, codes: readonly string[] | null): Done => ({
  operation, exchange: { correlationId: operation.name, ...when },
  verdict: codes === null ? { kind: 'done', result: null } : { kind: 'refused', codes, problem: { code: codes[0] ?? '', status: 409, messages: { zh: '', en: '' }, guards: [], correlationId: operation.name } },
});

/** The stream that these operations write one after another, as the rules have it. */
function written(...operations: readonly Operation[]): readonly OrderRecord[] {
  const records = before.map((event, revision) => record(event, revision, 'setup'));
  let order: Order = before.reduce(evolve, unborn);
  for (const operation of operations) {
    const decision = operation.decide(order, { at, events: [], verdict: { kind: 'done', result: null } });
    if (decision.kind === 'refused') continue;
    for (const event of decision.events) records.push(record(event, records.length, operation.name));
    order = decision.events.reduce(evolve, order);
  }
  return records;
}

function record(event: OrderEvent, revision: number, correlationId: string): OrderRecord {
  const meta = { eventId: `${revision}`, schemaVersion: 1, recordedAt: at, occurredAt: at, correlationId, causationId: null, actor: { kind: 'system', id: 'test' }, commandId: correlationId, prevHash: '' } as const;
  return { event, meta, revision, position: revision + 1, orderId: asOrderId(orderIdOf(key)) };
}

const readyAt = before.length - 1;
const together = { sentAt: 0, returnedAt: 10 };
const refusedPrint = ['ALLOCATION_NOT_FOUND'];

describe('a linearizable history', () => {
  test('print first, then the refund', () => {
    expect(notLinearizable([said(print, together, null), said(refund, together, null)], written(print, refund), readyAt)).toEqual([]);
  });
  test('refund first, and the print is refused', () => {
    expect(notLinearizable([said(print, together, refusedPrint), said(refund, together, null)], written(refund), readyAt)).toEqual([]);
  });
  test('asked again, it was so already', () => {
    const again = { ...refund, name: 'again', decide: () => accept([]) };
    expect(notLinearizable([said(refund, { sentAt: 0, returnedAt: 1 }, null), said(again, { sentAt: 2, returnedAt: 3 }, null)], written(refund), readyAt)).toEqual([]);
  });
});

describe('a history that is not', () => {
  test('a yes without an event, where the rules would have written one', () => {
    expect(notLinearizable([said(print, together, null), said(refund, together, null)], written(refund), readyAt)).toEqual([expect.stringContaining('print was answered yes')]);
  });
  test('a no, where the rules never say no', () => {
    expect(notLinearizable([said(print, together, refusedPrint)], written(), readyAt)).toEqual([expect.stringContaining('at no revision')]);
  });
  test('another no than the rules give', () => {
    expect(notLinearizable([said(print, together, ['LABEL_NOT_ISSUED']), said(refund, together, null)], written(refund), readyAt)).toEqual([expect.stringContaining('LABEL_NOT_ISSUED')]);
  });
  test('a no that was answered before its reason was asked for', () => {
    const early = said(print, { sentAt: 0, returnedAt: 1 }, refusedPrint);
    expect(notLinearizable([early, said(refund, { sentAt: 2, returnedAt: 3 }, null)], written(refund), readyAt)).toEqual([expect.stringContaining('print was answered no')]);
  });
  test('a no of yesterday: the stream had gone on before it was asked', () => {
    const late = said({ ...print, decide: (order) => (order.holds.length === 0 ? refuse({ code: 'ALLOCATION_NOT_FOUND', allocationId: asAllocationId('x') }) : accept([])) }, { sentAt: 2, returnedAt: 3 }, refusedPrint);
    expect(notLinearizable([said(refund, { sentAt: 0, returnedAt: 1 }, null), late], written(refund), readyAt)).toEqual([expect.stringContaining('at no revision')]);
  });
  test('events that the rules do not give there', () => {
    const records = written(refund, { ...print, decide: () => accept([{ type: 'OrderClosed', reason: 'x', at }]) });
    expect(notLinearizable([said(print, together, null), said(refund, together, null)], records, readyAt)).toEqual([expect.stringContaining('the rules give')]);
  });
  test('a no to what was written all the same', () => {
    expect(notLinearizable([said(refund, together, ['ORDER_NOT_FOUND'])], written(refund), readyAt)).toEqual([expect.stringContaining('it was refused')]);
  });
  test('a later revision for who was answered before the other asked', () => {
    const wrong = notLinearizable([said(print, { sentAt: 5, returnedAt: 6 }, null), said(refund, { sentAt: 0, returnedAt: 1 }, null)], written(print, refund), readyAt);
    expect(wrong).toEqual([expect.stringContaining('refund was answered before print was asked')]);
  });
});
