import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { accept } from '@daifa/decider/decision';
import type { EventStore } from '@daifa/event-store/port';
import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { openAfterSale } from '@daifa/order-domain/after-sales';
import { allocateLines } from '@daifa/order-domain/allocation';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asAfterSaleId, asHoldId } from '@daifa/order-domain/ids';
import { authorizePrint } from '@daifa/order-domain/print';
import { allocated, at, binding, factory, label1, merchant, order1, permit1, printJob1, refund1, shirt, shirtAllocation, story } from '@daifa/order-domain/samples';
import { openAggregates, type Aggregates } from '@daifa/order-store/orders';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { verifyStore, type Finding, type Report } from './verify-store.js';

/** Histories on a real PostgreSQL, some of them broken by hand as the database's owner could. */
let database: TestDatabase;
let store: EventStore;
let aggregates: Aggregates;
let owner: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  await migrateEventStore(database.url);
  store = await openPostgresStore({ url: database.url, ports: systemPorts, allowNotDurable: true });
  aggregates = openAggregates({ store, ports: systemPorts });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});

beforeEach(async () => {
  await owner.query('truncate events.event');
});

afterAll(async () => {
  await owner.end();
  await store.close();
  await database.stop();
});

const context = () => ({ commandId: systemPorts.ids.uuid(), correlationId: 'verify', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: at }) as const;

/** An order whose history is these appends, one after another. */
async function recorded(...appends: readonly (readonly OrderEvent[])[]): Promise<string> {
  const orderId = systemPorts.ids.uuid();
  for (const events of appends) await aggregates.orders.transact(orderId, context(), () => accept(events));
  return `order-${orderId}`;
}

/** An order that was printed, decided by the real rooms; a refund came behind. */
async function refundedAfterPrint(): Promise<string> {
  const orderId = systemPorts.ids.uuid();
  const { orders } = aggregates;
  await orders.transact(orderId, context(), () => accept(story('approved')));
  await orders.transact(orderId, context(), (order) => allocateLines({ orderId: order1, merchantId: merchant, factoryId: factory, lines: [{ lineId: shirt, quantity: 2 }], binding, at }, order));
  await orders.transact(orderId, context(), () => accept(story('labelled').slice(-2)));
  await orders.transact(orderId, context(), (order) => authorizePrint({ orderId: order1, labelId: label1, factoryId: factory, printJobId: printJob1, reprintReason: '', at }, order));
  await orders.transact(orderId, context(), (order) => openAfterSale({ merchantId: merchant, afterSaleId: refund1, afterSaleType: 'REFUND_ONLY', version: 1, lines: [], platformLines: [], at }, order));
  return `order-${orderId}`;
}

const holdPlaced: OrderEvent = { type: 'HoldPlaced', holdId: asHoldId('AFTER_SALE:x:1'), holdType: 'AFTER_SALE', effect: 'CANCEL', lines: [], causeId: asAfterSaleId('x'), causeVersion: 1, placedBy: 'system', reason: 'REFUND_ONLY', at };
const cancelled: OrderEvent = { type: 'AllocationCancelled', allocationId: shirtAllocation, cause: 'HOLD', holdId: asHoldId('AFTER_SALE:x:1'), reason: 'AFTER_SALE', at };
const firstOf = ({ findings }: Report): Partial<Finding> | undefined => findings[0] && { rule: findings[0].rule, stream: findings[0].stream, revision: findings[0].revision };

describe('a history that kept its promises', () => {
  test('has no findings, whoever wrote it', async () => {
    await refundedAfterPrint();
    await recorded(story('returned'));
    const report = await verifyStore(store);
    expect(report).toMatchObject({ streams: 2, orders: 2, findings: [], findingsTotal: 0, head: report.events });
  });

  test('is judged the same with streams forgotten in between', async () => {
    const streams = await Promise.all(Array.from({ length: 40 }, () => refundedAfterPrint()));
    const broken = streams[7] ?? '';
    // Events of others, more than are remembered at once, stand between the two halves of each stream.
    for (let n = 0; n < 2_500; n += 100) await Promise.all(Array.from({ length: 100 }, () => recorded(story('imported'))));
    const { revision } = await aggregates.orders.load(broken.slice('order-'.length));
    await Promise.all(streams.map((stream) => aggregates.orders.transact(stream.slice('order-'.length), context(), () => accept([stream === broken ? { type: 'PrintPermitConsumed', permitId: permit1, labelId: label1, at } : { type: 'OrderClosed', reason: 'x', at }]))));
    const [few, all] = [await verifyStore(store, { knownStreamsMax: 1 }), await verifyStore(store)];
    expect(few).toEqual(all);
    expect(firstOf(few)).toEqual({ rule: 'I-1', stream: broken, revision: revision + 1 });
  });

  test('an empty store is no fault', async () => {
    expect(await verifyStore(store)).toMatchObject({ events: 0, head: 0, findingsTotal: 0 });
  });
});

describe('a history somebody changed is found out, first fault first', () => {
  test('F-AU-03: a changed byte breaks the chain at the event behind it', async () => {
    await recorded(story('imported'));
    const stream = await recorded(story('approved'), [allocated(shirt)]);
    await owner.query(`update events.event set data = replace(data::text, 'APPROVED', 'REJECTED')::json where stream = $1 and revision = 1`, [stream]);
    expect(firstOf(await verifyStore(store))).toEqual({ rule: 'chain', stream, revision: 2 });
  });

  test('F-AU-03: a changed meta breaks the chain as well', async () => {
    const stream = await recorded(story('returned'));
    await owner.query(`update events.event set meta = replace(meta::text, '"kind":"system"', '"kind":"factory"')::json where stream = $1 and revision = 3`, [stream]);
    expect(firstOf(await verifyStore(store))).toEqual({ rule: 'chain', stream, revision: 4 });
  });

  test('F-AU-03: a removed event leaves a hole in the log', async () => {
    await recorded(story('imported'));
    const stream = await recorded(story('returned'));
    await owner.query(`delete from events.event where stream = $1 and revision = 4`, [stream]);
    const report = await verifyStore(store);
    expect(firstOf(report)).toEqual({ rule: 'position', stream, revision: 5 });
    expect(report.findings.map(({ rule }) => rule)).toContain('revision');
  });

  test('F-AU-03: a removed event is found although the positions behind it were closed up', async () => {
    const stream = await recorded(story('returned'));
    await owner.query(`delete from events.event where stream = $1 and revision = 4`, [stream]);
    await owner.query('update events.event set position = position + 1000000');
    await owner.query('update events.event set position = n from (select stream as s, revision as r, row_number() over (order by position) as n from events.event) as o where stream = s and revision = r');
    expect(firstOf(await verifyStore(store))).toEqual({ rule: 'revision', stream, revision: 5 });
  });

  test('F-AU-03: a removed event is found although its stream was numbered anew', async () => {
    const stream = await recorded(story('returned'));
    await owner.query(`delete from events.event where stream = $1 and revision = 4`, [stream]);
    await owner.query(`update events.event set revision = revision - 1, position = position - 1 where stream = $1 and revision > 4`, [stream]);
    expect(firstOf(await verifyStore(store))).toEqual({ rule: 'chain', stream, revision: 4 });
  });

  test('F-AU-03: two swapped events break the chain', async () => {
    const stream = await recorded(story('approved'), [allocated(shirt)], [holdPlaced, cancelled]);
    await owner.query(`update events.event set revision = case revision when 2 then 1003 when 3 then 1002 end where stream = $1 and revision in (2, 3)`, [stream]);
    await owner.query(`update events.event set revision = revision - 1000, position = (select min(position) from events.event where stream = $1) + revision - 1000 + 1000000 where stream = $1 and revision > 1000`, [stream]);
    await owner.query(`update events.event set position = position - 1000000 where position > 1000000`);
    expect(firstOf(await verifyStore(store))).toEqual({ rule: 'chain', stream, revision: 2 });
  });

  test('an event nobody can read is named', async () => {
    const stream = await recorded(story('imported'));
    await owner.query(`insert into events.event (position, stream, revision, type, meta, data) select position + 1, stream, revision + 1, 'ParcelTeleported', meta, data from events.event where stream = $1`, [stream]);
    const report = await verifyStore(store);
    expect(report.findings.at(-1)).toMatchObject({ rule: 'decode', stream, revision: 1, text: expect.stringContaining('ParcelTeleported') });
  });

  test('a stream of no known kind is named', async () => {
    await recorded(story('imported'));
    await owner.query(`update events.event set stream = 'warehouse-1'`);
    expect(firstOf(await verifyStore(store))).toEqual({ rule: 'decode', stream: 'warehouse-1', revision: 0 });
  });
});

describe('a history that a broken fence wrote is found out', () => {
  test.each([
    ['I-1', 'a print under a hold', [story('granted'), [holdPlaced, cancelled, { type: 'PrintPermitRevoked', permitId: permit1, labelId: label1, holdId: asHoldId('AFTER_SALE:x:1'), at }], [{ type: 'PrintPermitConsumed', permitId: permit1, labelId: label1, at }]], 9],
    ['I-2', 'a hold that took nothing back', [story('allocated'), [holdPlaced]], 3],
    ['I-2', 'a hold that took it back one append later', [story('allocated'), [holdPlaced], [cancelled]], 3],
    ['I-3', 'a return of what was taken back', [story('labelled'), [holdPlaced, cancelled], story('returned').slice(-1)], 7],
    ['I-4', 'a line allocated twice', [story('allocated'), [allocated(shirt, 2)]], 3],
    ['I-5', 'a cancellation without a cause', [story('allocated'), [cancelled]], 3],
    ['I-6', 'an epoch that does not rise', [story('allocated'), [holdPlaced, cancelled], [{ type: 'HoldReleased', holdId: asHoldId('AFTER_SALE:x:1'), causeVersion: 1, reason: 'x', at }], [allocated(shirt, 1)]], 6],
  ] as const)('%s: %s', async (rule, _, appends, revision) => {
    const stream = await recorded(...appends);
    const report = await verifyStore(store);
    expect(firstOf(report)).toEqual({ rule, stream, revision });
  });
});
