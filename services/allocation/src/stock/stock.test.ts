import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StoredRecord } from '@daifa/event-store/port';
import { imported, shirt } from '@daifa/order-domain/samples';
import { asAllocationId, asFactoryId, type OrderId } from '@daifa/order-domain/ids';
import { countStock, receiveStock } from '@daifa/order-domain/stock';
import { freeUnits, reservedUnits, stockItemIdOf, waitingUnits, type StockLedger } from '@daifa/order-domain/stock-ledger';
import { StockLedgers } from '@daifa/order-store/stock-ledgers';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { allocationService } from '../service.js';
import { TestShops } from '../test-shops.js';
import { StockController } from './stock.controller.js';

let host: TestHost;
let shops: TestShops;
let factoryId: string;
let ledgers: StockLedgers;
beforeAll(async () => {
  host = await testHost([allocationService]);
  shops = new TestShops(host);
  factoryId = await shops.bound('factory');
  ledgers = new StockLedgers(host.world.aggregates.stock);
});
afterAll(() => host.close());

const itemOf = (sku: string): string => stockItemIdOf(asFactoryId(factoryId), sku);
const at = imported.at;
const count = (sku: string, onHand: number, backorderMax = 0) => ledgers.transact(itemOf(sku), shops.context(), (ledger) => countStock({ factoryId: asFactoryId(factoryId), sku, onHand, backorderMax, supply: 'MAKE', note: '', at }, ledger));
const receive = (sku: string, quantity: number) => ledgers.transact(itemOf(sku), shops.context(), (ledger) => receiveStock({ quantity, note: '', at }, ledger));
const sums = (ledger: StockLedger) => ({ onHand: ledger.onHand, reserved: reservedUnits(ledger), waiting: waitingUnits(ledger), free: freeUnits(ledger) });
const shelf = async (sku: string) => sums(await ledgers.load(itemOf(sku)));

/** An order of so many pieces of one SKU, which has to leave by then. */
async function ordered(sku: string, quantity: number, shipBy?: string): Promise<OrderId> {
  const [line] = imported.lines;
  const orderId = await shops.order(line ? { lines: [{ ...line, outSkuSn: sku, quantity }] } : {});
  if (shipBy) await shops.tell(orderId, { type: 'ShipBySet', shipBy, rule: 'LIMIT', basis: 'PAID_AT', basisAt: at, ruleVersion: 0, pausesOn: [], at });
  return orderId;
}

async function allocated(sku: string, quantity: number, shipBy?: string): Promise<OrderId> {
  const orderId = await ordered(sku, quantity, shipBy);
  await shops.allocated(orderId, factoryId);
  await host.settled();
  return orderId;
}

const stockOf = async (orderId: OrderId): Promise<readonly string[]> => (await host.world.aggregates.orders.load(orderId)).state.allocations.map(({ stock, state }) => (state.kind === 'cancelled' ? 'CANCELLED' : stock));
const recall = (orderId: OrderId, epoch = 1) => host.ask('merchant', 'POST', '/v1/allocations/cancellations', { items: [{ allocationId: `${orderId}.${shirt}.${epoch}`, reason: '更换厂家' }] });

async function shipped(orderId: OrderId): Promise<void> {
  const parcel = { allocationIds: [asAllocationId(`${orderId}.${shirt}.1`)], carrier: 'YTO', waybillNo: `YT${orderId.slice(0, 8)}` };
  await shops.tell(orderId, { type: 'WaybillReturned', ...parcel, factoryId: asFactoryId(factoryId), labelId: null, origin: 'TYPED', at });
  await shops.tell(orderId, { type: 'ShipConfirmed', ...parcel, shipMethod: 'SELF_ARRANGED', returnAddressId: 'a', returnAddress: { name: '', phone: '', address: '' }, at });
  await host.settled();
}

describe('F-ST-01 verified, assumed, short', () => {
  test('F-ST-01 DXM-07 DXM-08: what nobody counts is assumed, what is there is reserved and verified, the rest is short; the list tells them apart', async () => {
    const assumed = await allocated('UNCOUNTED', 2);
    await count('THREE', 3);
    const [verified, short] = [await allocated('THREE', 2), await allocated('THREE', 2)];
    expect([await stockOf(assumed), await stockOf(verified), await stockOf(short)]).toEqual([['ASSUMED'], ['VERIFIED'], ['SHORT']]);
    expect(await shelf('THREE')).toEqual({ onHand: 3, reserved: 2, waiting: 2, free: 1 });
    const listed = async (stock: string) => (await host.ask('merchant', 'GET', `/v1/allocations?stock=${stock}&limit=100`)).body.items.map(({ orderId }: { orderId: string }) => orderId);
    expect([await listed('VERIFIED'), await listed('SHORT')]).toEqual([[verified], [short]]);
    expect(await listed('ASSUMED')).toEqual([assumed]);
  });
});

describe('F-ST-03 exactly once', () => {
  test('F-ST-03 C4: taking back frees once, allocating again reserves again, whatever is told twice', async () => {
    await count('BACK', 5);
    const orderId = await allocated('BACK', 3);
    expect(await shelf('BACK')).toMatchObject({ reserved: 3, free: 2 });
    await recall(orderId);
    await recall(orderId);
    await host.settled();
    expect(await shelf('BACK')).toMatchObject({ onHand: 5, reserved: 0, free: 5 });
    await shops.allocate([{ orderId, factoryId }]);
    await host.settled();
    expect(await stockOf(orderId)).toEqual(['CANCELLED', 'VERIFIED']);
    expect(await shelf('BACK')).toMatchObject({ onHand: 5, reserved: 3, free: 2 });
  });

  test('DXM-11 F-ST-03: a shipment is deducted once, also when every event of the log is told to the process again', async () => {
    await count('SHIP', 5);
    const orderId = await allocated('SHIP', 3);
    await shipped(orderId);
    expect(await shelf('SHIP')).toEqual({ onHand: 2, reserved: 0, waiting: 0, free: 2 });
    const before = await host.world.store.headPosition();
    const log = await host.world.store.readAll(0, 10_000);
    const process = new StockController(host.world);
    const page = (category: string): readonly StoredRecord[] => log.filter(({ stream }) => stream.startsWith(`${category}-`));
    const database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
    const context = { manager: database.manager, group: 'allocation.stock', replaying: false, inLogOrder: true, epoch: 0, afterCommit: () => undefined };
    await process.onOrders(page('order'), context);
    await process.onStock(page('stock'), context);
    await process.onOrders(page('order'), context);
    await database.destroy();
    expect(await host.world.store.headPosition()).toBe(before);
    expect(await shelf('SHIP')).toEqual({ onHand: 2, reserved: 0, waiting: 0, free: 2 });
  });

  test('F-ST-03 F-AL-04 F-AL-06: of fifty who allocate a piece at once, twenty find one on a shelf of twenty, and none more', async () => {
    await count('FIFTY', 20);
    const orders = await Promise.all(Array.from({ length: 50 }, () => ordered('FIFTY', 1)));
    await Promise.all(orders.map((orderId) => shops.allocate([{ orderId, factoryId }])));
    await host.settled();
    const states = (await Promise.all(orders.map(stockOf))).flat();
    expect(states.sort()).toEqual([...Array(30).fill('SHORT'), ...Array(20).fill('VERIFIED')]);
    expect(await shelf('FIFTY')).toEqual({ onHand: 20, reserved: 20, waiting: 30, free: 0 });
  });

  test('F-ST-03: pieces beyond the shelf only as far as the factory allows', async () => {
    await count('BEYOND', 1, 2);
    expect([await stockOf(await allocated('BEYOND', 3)), await stockOf(await allocated('BEYOND', 1))]).toEqual([['VERIFIED'], ['SHORT']]);
    expect(await shelf('BEYOND')).toMatchObject({ onHand: 1, reserved: 3, waiting: 1, free: 0 });
  });
});

describe('F-ST-04 what comes in', () => {
  test('F-ST-04 DXM-12: goes to who has to ship first, without anybody asking, and their shortages are over', async () => {
    await count('COME', 0);
    const [late, early, unknown] = [await allocated('COME', 2, '2026-11-20T10:00:00.000Z'), await allocated('COME', 2, '2026-11-12T10:00:00.000Z'), await allocated('COME', 2)];
    await receive('COME', 3);
    await host.settled();
    expect([await stockOf(late), await stockOf(early), await stockOf(unknown)]).toEqual([['SHORT'], ['VERIFIED'], ['SHORT']]);
    await receive('COME', 1);
    await host.settled();
    expect([await stockOf(late), await stockOf(unknown)]).toEqual([['VERIFIED'], ['SHORT']]);
    await recall(early);
    await host.settled();
    expect(await stockOf(unknown)).toEqual(['VERIFIED']);
    const { body } = await host.ask('merchant', 'GET', `/v1/shortages?orderId=${unknown}`);
    expect(body.items).toMatchObject([{ state: 'CLOSED', endedAs: 'REPLENISHED' }]);
  });

  test('F-ST-03: a count below what was promised takes back the latest ship-by, and tells its order', async () => {
    await count('RECOUNT', 4);
    const [late, early] = [await allocated('RECOUNT', 2, '2026-11-20T10:00:00.000Z'), await allocated('RECOUNT', 2, '2026-11-12T10:00:00.000Z')];
    await count('RECOUNT', 3);
    await host.settled();
    expect([await stockOf(late), await stockOf(early)]).toEqual([['SHORT'], ['VERIFIED']]);
  });
});
