import { expect, test } from '@jest/globals';
import { UnknownEventType } from '@daifa/event-store/context';
import type { Desk, TestHandler } from './contract-desk.js';
import type { Bus } from './port.js';

/** A handler that fails on some records, as long as the test wants it to. */
function failingOn(desk: Desk, poison: Set<string>): TestHandler {
  const project = desk.projecting();
  return async (records, context) => {
    await project(records, context);
    for (const { stream, revision } of records) {
      if (poison.has(`${stream}@${revision}`)) throw new RangeError('phone 13800001234 does not fit');
    }
  };
}

async function withPoison(desk: Desk, poison: Set<string>, streams: readonly string[]): Promise<Bus> {
  const head = await desk.append(streams);
  const bus = await desk.start({ group: 'orders', handlers: [['order', failingOn(desk, poison)]] });
  await desk.reached(bus, head);
  return bus;
}

const only = (applied: readonly string[], stream: string): readonly string[] => applied.filter((record) => record.startsWith(`${stream}@`));

export function poisonContract(at: () => Desk): void {
  parking(at);
  mending(at);
  stopping(at);
}

function parking(at: () => Desk): void {
  test('F-OP-03: a poison record parks its key: what is later in its stream waits, other streams flow', async () => {
    const desk = at();
    const bus = await withPoison(desk, new Set(['order-2@1']), ['order-1', 'order-2', 'order-2', 'order-3', 'order-2', 'order-1']);
    expect([...(await desk.applied())].sort()).toEqual(['order-1@0', 'order-1@1', 'order-2@0', 'order-3@0']);
    await desk.reached(bus, await desk.append(['order-2', 'order-3']));
    expect(only(await desk.applied(), 'order-2')).toEqual(['order-2@0']);
    expect(only(await desk.applied(), 'order-3')).toEqual(['order-3@0', 'order-3@1']);
    expect(await bus.health()).toMatchObject({ parkedKeys: 1, deadLetters: 1, live: true, lag: 0 });
  });

  test('F-OP-03: a dead letter holds the stored bytes and a reason without payload', async () => {
    const desk = at();
    const bus = await withPoison(desk, new Set(['order-2@0']), ['order-1', 'order-2', 'order-2']);
    const [letter] = await bus.list();
    expect(letter).toMatchObject({ group: 'orders', state: 'open', reason: 'RangeError', waiting: 2 });
    expect(letter?.record).toMatchObject({ stream: 'order-2', revision: 0, position: 2, type: 'OrderAccepted', data: '{"amountFen":1200}' });
    expect(letter?.attempts).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(letter)).not.toContain('13800001234');
    expect(await bus.show(letter?.id ?? '')).toEqual(letter);
  });

  test('a parked key stays parked over a restart', async () => {
    const desk = at();
    const bus = await withPoison(desk, new Set(['order-2@0']), ['order-2']);
    await bus.close();
    const head = await desk.append(['order-2', 'order-1']);
    await desk.reached(await desk.start({ group: 'orders', handlers: [['order', desk.projecting()]] }), head);
    expect(await desk.applied()).toEqual(['order-1@0']);
  });
}

function mending(at: () => Desk): void {
  test('F-OP-03: a replay applies the parked records in order, and the key flows again', async () => {
    const desk = at();
    const poison = new Set(['order-2@1']);
    const bus = await withPoison(desk, poison, ['order-2', 'order-2', 'order-2', 'order-1']);
    const [letter] = await bus.list();
    expect(await bus.replay(letter?.id ?? '')).toMatchObject({ kind: 'still-parked', applied: 0, deadLetterId: letter?.id });
    poison.clear();
    expect(await bus.replay(letter?.id ?? '')).toEqual({ kind: 'unparked', applied: 2 });
    await desk.reached(bus, await desk.append(['order-2']));
    expect(only(await desk.applied(), 'order-2')).toEqual(['order-2@0', 'order-2@1', 'order-2@2', 'order-2@3']);
    expect(await bus.show(letter?.id ?? '')).toMatchObject({ state: 'replayed', waiting: 0 });
    expect(await bus.replay(letter?.id ?? '')).toEqual({ kind: 'not-open' });
  });

  test('a discard leaves the poison record out with the reason kept, applies the rest, and a rebuild does the same', async () => {
    const desk = at();
    const bus = await withPoison(desk, new Set(['order-2@1']), ['order-2', 'order-2', 'order-2', 'order-1']);
    const [letter] = await bus.list();
    expect(await bus.discard(letter?.id ?? '', 'written by a broken import, corrected by hand')).toEqual({ kind: 'unparked', applied: 1 });
    expect(only(await desk.applied(), 'order-2')).toEqual(['order-2@0', 'order-2@2']);
    expect(await bus.list('discarded')).toMatchObject([{ id: letter?.id, discardReason: 'written by a broken import, corrected by hand' }]);
    await bus.rebuild(['applied']);
    expect(only(await desk.applied(), 'order-2')).toEqual(['order-2@0', 'order-2@2']);
    expect(await bus.health()).toMatchObject({ parkedKeys: 0, deadLetters: 0 });
  });

  test('a second poison record in the queue becomes its own dead letter, and what stands before it is applied', async () => {
    const desk = at();
    const poison = new Set(['order-2@0', 'order-2@2']);
    const bus = await withPoison(desk, poison, ['order-2', 'order-2', 'order-2', 'order-2']);
    const [first] = await bus.list();
    poison.delete('order-2@0');
    expect(await bus.replay(first?.id ?? '')).toMatchObject({ kind: 'still-parked', applied: 2, reason: 'RangeError' });
    const [second] = await bus.list();
    expect(second).toMatchObject({ waiting: 2, record: { revision: 2 } });
    expect(await bus.discard(second?.id ?? '', 'empty address')).toEqual({ kind: 'unparked', applied: 1 });
    expect(await desk.applied()).toEqual(['order-2@0', 'order-2@1', 'order-2@3']);
  });
}

function stopping(at: () => Desk): void {
  test('an unknown event type stops the group right before it, with an alarm, and parks nothing', async () => {
    const desk = at();
    const project = desk.projecting();
    await desk.append(['order-1', 'order-2']);
    await desk.append(['order-2'], 'OrderTeleported', 3);
    await desk.append(['order-1']);
    const bus = await desk.start({
      group: 'orders',
      handlers: [['order', async (records, context) => {
        await project(records, context);
        if (records.some(({ type }) => type === 'OrderTeleported')) throw new UnknownEventType('OrderTeleported', 3);
      }]],
    });
    await desk.until(async () => (await bus.health()).state === 'stopped');
    expect(await bus.health()).toMatchObject({ position: 2, lag: 2, parkedKeys: 0, deadLetters: 0, alarm: expect.stringContaining('position 3: unknown event OrderTeleported version 3') });
    expect(await desk.applied()).toEqual(['order-1@0', 'order-2@0']);
  });

  test('a handler that fails on everything stops the group instead of parking the whole log', async () => {
    const desk = at();
    await desk.parkElsewhere('orders', 98);
    await desk.append(['order-1', 'order-2', 'order-3', 'order-4']);
    const bus = await desk.start({ group: 'orders', handlers: [['order', () => Promise.reject(new TypeError('broken'))]] });
    await desk.until(async () => (await bus.health()).state === 'stopped');
    expect((await bus.health()).lag).toBeGreaterThan(0);
    expect(await bus.health()).toMatchObject({ parkedKeys: 100, alarm: expect.stringContaining('100 keys of orders are parked') });
  });
}
