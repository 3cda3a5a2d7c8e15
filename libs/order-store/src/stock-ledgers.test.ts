import { describe, expect, test } from '@jest/globals';
import type { CommandContext } from '@daifa/event-store/context';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { allocationIdOf, asLineId } from '@daifa/order-domain/ids';
import { at, factory, order1 } from '@daifa/order-domain/samples';
import { countStock, receiveStock, reserveStock } from '@daifa/order-domain/stock';
import { freeUnits, reservedUnits, stockItemIdOf } from '@daifa/order-domain/stock-ledger';
import { systemPorts } from '@daifa/ports/system';
import { openAggregates } from './orders.js';
import { StockLedgers } from './stock-ledgers.js';

/** Pages of ten events, so that they are turned often. */
const PAGE_EVENTS = 10;
const itemId = stockItemIdOf(factory, 'TS-W-L');
const command = (): CommandContext => ({ commandId: systemPorts.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: at });
const want = (n: number) => ({ allocationId: allocationIdOf(order1, asLineId('1'), n), quantity: 1, shipBy: null, at });

async function shelf(onHand: number) {
  const store = inMemoryStore();
  const open = () => new StockLedgers(openAggregates({ store, ports: systemPorts }).stock, PAGE_EVENTS);
  const ledgers = open();
  await ledgers.transact(itemId, command(), (ledger) => countStock({ factoryId: factory, sku: 'TS-W-L', onHand, backorderMax: 0, supply: 'MAKE', note: '', at }, ledger));
  return { ledgers, open, store };
}

describe('F-ST-03 a ledger of many pages', () => {
  test('F-ST-03: is one ledger, over dozens of pages, also for who never saw it before', async () => {
    const { ledgers, open } = await shelf(150);
    for (let n = 1; n <= 200; n += 1) await ledgers.transact(itemId, command(), (ledger) => reserveStock(want(n), ledger));
    const ledger = await open().load(itemId);
    expect([ledger.onHand, reservedUnits(ledger), freeUnits(ledger), ledger.entries.size]).toEqual([150, 150, 0, 200]);
    expect(await ledgers.load(itemId)).toEqual(ledger);
  });

  test('F-ST-03: a delivery told again after its page was turned is one delivery', async () => {
    const { ledgers } = await shelf(1);
    const delivery = command();
    const receive = () => ledgers.transact(itemId, delivery, (ledger) => receiveStock({ quantity: 5, note: '', at }, ledger));
    await receive();
    for (let n = 1; n <= PAGE_EVENTS; n += 1) await ledgers.transact(itemId, command(), (ledger) => reserveStock(want(n), ledger));
    expect(await receive()).toMatchObject({ kind: 'accepted', repeated: true });
    expect((await ledgers.load(itemId)).onHand).toBe(6);
  });

  test('F-ST-03: fifty at once, from five processes that turn pages under each other, reserve what is there and no more', async () => {
    const { ledgers, open } = await shelf(20);
    const processes = Array.from({ length: 5 }, open);
    const reserve = async (n: number): Promise<void> => {
      for (let told = 0; told < 20; told += 1) {
        const done = await (processes[n % 5] ?? ledgers).transact(itemId, command(), (ledger) => reserveStock(want(n), ledger)).then(() => true, (error: Error) => (error.name === 'TooManyConflicts' ? false : Promise.reject(error)));
        if (done) return;
      }
    };
    await Promise.all(Array.from({ length: 50 }, (_, n) => reserve(n + 1)));
    const ledger = await ledgers.load(itemId);
    expect([reservedUnits(ledger), freeUnits(ledger), ledger.entries.size]).toEqual([20, 0, 50]);
  });
});
