import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BROKER, type BusFixture, Desk, HandFed } from './contract-desk.js';
import { poisonContract } from './contract-poison.js';
import { sharingContract } from './contract-sharing.js';

export type OpenBus = () => Promise<BusFixture>;

/** What every bus must do, whatever carries the pages. Run it against each adapter, on a real database. */
export function busContract(name: string, open: OpenBus): void {
  describe(`${name}: a bus`, () => {
    let desk: Desk;
    beforeEach(async () => {
      desk = await Desk.open(open);
    });
    afterEach(() => desk.close());
    deliveryContract(() => desk);
    damageContract(() => desk);
    poisonContract(() => desk);
    sharingContract(() => desk);
  });
}

function deliveryContract(at: () => Desk): void {
  test('applies every event once, in the order of its stream, and only of the categories it has handlers for', async () => {
    const desk = at();
    const bus = await desk.start({ group: 'orders', handlers: [['order', desk.projecting()]], pageEventsMax: 2 });
    await desk.reached(bus, await desk.append(['order-1', 'order-2', 'binding-1', 'order-1', 'order-1', 'order-2', 'binding-2']));
    expect(await desk.applied()).toEqual(['order-1@0', 'order-2@0', 'order-1@1', 'order-1@2', 'order-2@1']);
    expect(await bus.health()).toMatchObject({ state: 'running', live: true, position: 7, lag: 0, parkedKeys: 0, deadLetters: 0, lastError: null });
  });

  test('F-OP-04: goes on from its checkpoint after a restart', async () => {
    const desk = at();
    const handlers = [['order', desk.projecting()]] as const;
    const first = await desk.start({ group: 'orders', handlers });
    await desk.reached(first, await desk.append(['order-1', 'order-2']));
    await first.close();
    const head = await desk.append(['order-1']);
    const second = await desk.start({ group: 'orders', handlers });
    await desk.reached(second, head);
    expect(await desk.applied()).toEqual(['order-1@0', 'order-2@0', 'order-1@1']);
    expect((await second.health()).counters).toMatchObject({ applied: 1 });
  });

  test('closes under load without losing or repeating an event', async () => {
    const desk = at();
    const handlers = [['order', desk.projecting()]] as const;
    const streams = Array.from({ length: 300 }, (_, n) => `order-${n % 7}`);
    const first = await desk.start({ group: 'orders', handlers, pageEventsMax: 3 });
    const appending = desk.append(streams);
    await desk.reached(first, 20);
    await first.close();
    const closedAt = (await desk.applied()).length;
    const head = await appending;
    expect((await desk.applied()).length).toBe(closedAt);
    await desk.reached(await desk.start({ group: 'orders', handlers }), head);
    expect((await desk.applied()).length).toBe(new Set(await desk.applied()).size);
    expect((await desk.applied()).length).toBe(300);
  });

  test('finishes the page at work, and what follows its commit, before it closes', async () => {
    const desk = at();
    const seen: string[] = [];
    let closed = false;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => void (begin = resolve));
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => void (finish = resolve));
    const bus = await desk.start({
      group: 'orders',
      handlers: [['order', async (records, context) => {
        begin();
        await finished;
        await desk.projecting()(records, context);
        context.afterCommit(async () => {
          for (let look = 0; look < 20; look += 1) await desk.applied();
          seen.push(closed ? 'acted after the close' : 'acted before it');
        });
      }]],
    });
    await desk.append(['order-1']);
    await begun;
    const closing = bus.close().then(() => void (closed = true));
    finish();
    await closing;
    expect(await desk.applied()).toEqual(['order-1@0']);
    expect(seen).toEqual(['acted before it']);
  });

  test('a reader who waits for a position is answered when it is applied, and refused when it takes too long', async () => {
    const desk = at();
    const bus = await desk.start({ group: 'orders', handlers: [['order', desk.projecting()]] });
    const waiting = bus.waitFor(1, 20_000);
    expect(await bus.waitFor(1, 0)).toBe(false);
    await desk.append(['order-1']);
    expect(await waiting).toBe(true);
    expect(await desk.applied()).toEqual(['order-1@0']);
  });
}

function damageContract(at: () => Desk): void {
  const fed = async (desk: Desk): Promise<HandFed> => {
    const source = new HandFed();
    await desk.start({ group: 'orders', handlers: [['order', desk.projecting()]], source });
    return source;
  };

  test('F-OP-04: a page delivered twice has one effect', async () => {
    const desk = at();
    await desk.append(['order-1', 'order-2', 'order-1']);
    const source = await fed(desk);
    await source.deliver(await desk.page(0, 3));
    expect(await source.deliver(await desk.page(0, 3))).toEqual({ kind: 'at', position: 3 });
    expect(await desk.applied()).toEqual(['order-1@0', 'order-2@0', 'order-1@1']);
  });

  test('records lost on the way are fetched from the store as soon as a later one of their stream arrives', async () => {
    const desk = at();
    await desk.append(['order-1', 'order-2', 'order-1', 'order-1']);
    const source = await fed(desk);
    const whole = await desk.page(0, 4);
    await source.deliver({ ...whole, partition: BROKER, after: null, records: whole.records.slice(3) });
    expect(await desk.applied()).toEqual(['order-1@0', 'order-1@1', 'order-1@2']);
    await source.deliver({ ...whole, partition: BROKER, after: null });
    expect(await desk.applied()).toEqual(['order-1@0', 'order-1@1', 'order-1@2', 'order-2@0']);
  });

  test('records in the wrong order within a page are applied in the right one', async () => {
    const desk = at();
    await desk.append(['order-1', 'order-2', 'order-1']);
    const source = await fed(desk);
    const page = await desk.page(0, 3);
    await source.deliver({ ...page, records: page.records.toReversed() });
    expect(await desk.applied()).toEqual(['order-1@0', 'order-2@0', 'order-1@1']);
  });

  test('a source that read too far ahead of the checkpoint is sent back to it', async () => {
    const desk = at();
    await desk.append(['order-1', 'order-2', 'order-3']);
    const source = await fed(desk);
    expect(await source.deliver(await desk.page(2, 3))).toEqual({ kind: 'at', position: 0 });
    expect(await desk.applied()).toEqual([]);
  });
}
