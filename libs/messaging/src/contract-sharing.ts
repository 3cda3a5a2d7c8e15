import { expect, test } from '@jest/globals';
import { digest } from '@daifa/projection/digest';
import type { Desk } from './contract-desk.js';

/** Handlers that share a transaction, processes that share a group, and rebuilding. */
export function sharingContract(at: () => Desk): void {
  transactions(at);
  failures(at);
  processes(at);
  rebuilding(at);
}

function transactions(at: () => Desk): void {
  test('all handlers of a group share one transaction: when one fails, no one has written', async () => {
    const desk = at();
    let failures = 1;
    const bus = await desk.start({
      group: 'orders',
      handlers: [
        ['order', desk.projecting('lists')],
        ['order', async (records, context) => {
          expect(await desk.applied('lists')).toEqual([]);
          await desk.projecting('sums')(records, context);
          if (failures-- > 0) throw new Error('once');
        }],
      ],
    });
    await desk.reached(bus, await desk.append(['order-1']));
    expect(await desk.applied('lists')).toEqual(['order-1@0']);
    expect(await desk.applied('sums')).toEqual(['order-1@0']);
    expect(await bus.health()).toMatchObject({ parkedKeys: 0 });
  });
}

function failures(at: () => Desk): void {
  test('a failing database connection is waited out and parks nothing', async () => {
    const desk = at();
    let failures = 4;
    const project = desk.projecting();
    const bus = await desk.start({
      group: 'orders',
      handlers: [['order', async (records, context) => {
        await project(records, context);
        if (failures-- > 0) await context.manager.query('select pg_terminate_backend(pg_backend_pid())');
      }]],
    });
    await desk.reached(bus, await desk.append(['order-1', 'order-2']));
    expect(await desk.applied()).toEqual(['order-1@0', 'order-2@0']);
    expect(await bus.health()).toMatchObject({ parkedKeys: 0, deadLetters: 0 });
    expect((await bus.health()).counters.retries).toBeGreaterThanOrEqual(4);
  });

  test('F-AU-05: what waits for the commit runs after it, and not at all after a rollback', async () => {
    const desk = at();
    const seen: string[] = [];
    let failures = 1;
    const bus = await desk.start({
      group: 'orders',
      handlers: [['order', async (records, context) => {
        await desk.projecting()(records, context);
        const attempt = failures--;
        context.afterCommit(async () => void seen.push(`${attempt}: ${(await desk.applied()).join()}`));
        if (attempt > 0) throw new Error('once');
      }]],
    });
    await desk.reached(bus, await desk.append(['order-1']));
    await desk.until(async () => seen.length > 0);
    expect(seen).toEqual(['0: order-1@0']);
  });
}

function processes(at: () => Desk): void {
  test('of two members of a group only one is active, and the other takes over when it closes', async () => {
    const desk = at();
    const epochs = new Set<string>();
    const member = (name: string) => desk.start({
      group: 'orders',
      handlers: [['order', async (records, context) => {
        await desk.projecting()(records, context);
        epochs.add(`${name}: ${context.epoch}`);
      }]],
    });
    const first = await member('first');
    await desk.reached(first, await desk.append(['order-1']));
    const second = await member('second');
    await desk.reached(second, await desk.append(Array.from({ length: 50 }, (_, n) => `order-${n}`)));
    const states = async (): Promise<readonly string[]> => [(await first.health()).state, (await second.health()).state];
    await desk.until(async () => [...(await states())].sort().join() === 'running,standby');
    const [active, other] = (await states())[0] === 'running' ? [first, second] : [second, first];
    await active.close();
    await desk.reached(other, await desk.append(['order-1']));
    expect(new Set([...epochs].map((epoch) => epoch.split(': ')[1])).size).toBe(epochs.size);
    expect(new Set(await desk.applied()).size).toBe(52);
    expect((await desk.applied()).length).toBe(52);
  });

  test('groups do not touch one another', async () => {
    const desk = at();
    const orders = await desk.start({ group: 'orders', handlers: [['order', desk.projecting('orders')]] });
    const factory = await desk.start({ group: 'factory', handlers: [['order', () => Promise.reject(new TypeError('broken'))]] });
    const head = await desk.append(['order-1', 'order-1']);
    await desk.reached(orders, head);
    await desk.reached(factory, head);
    expect(await desk.applied('orders')).toEqual(['order-1@0', 'order-1@1']);
    expect((await orders.health()).parkedKeys).toBe(0);
    expect((await factory.health()).parkedKeys).toBe(1);
  });
}

function rebuilding(at: () => Desk): void {
  test('F-AU-01 F-AU-05: a rebuild from zero gives the live read model again, and tells handlers that it replays', async () => {
    const desk = at();
    const replayed: boolean[] = [];
    const bus = await desk.start({
      group: 'orders', pageEventsMax: 4,
      handlers: [['order', async (records, context) => {
        await desk.projecting()(records, context);
        replayed.push(...records.map(() => context.replaying));
      }]],
    });
    await desk.reached(bus, await desk.append(['order-1', 'order-2', 'order-1', 'order-3', 'order-1', 'order-2']));
    const { dataSource, schema } = desk.fixture;
    const live = await digest(dataSource, `${schema}.applied`, ['place']);
    await bus.rebuild(['applied']);
    expect(await digest(dataSource, `${schema}.applied`, ['place'])).toBe(live);
    await desk.reached(bus, await desk.append(['order-4']));
    expect(replayed).toEqual([...Array(6).fill(false), ...Array(6).fill(true), false]);
  });
}
