import type { CommandContext } from '@daifa/event-store/context';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { NO_STREAM, type EventStore } from '@daifa/event-store/port';
import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { accept } from '@daifa/decider/decision';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { createAddress } from '@daifa/order-domain/addresses';
import { activeBinding, answerBinding, requestBinding } from '@daifa/order-domain/binding';
import { placeHold } from '@daifa/order-domain/holds';
import { asAddressId, bindingPairOf } from '@daifa/order-domain/ids';
import { authorizePrint } from '@daifa/order-domain/print';
import { at, binding, factory, imported, label1, merchant, order1, printJob1, refund1, shirt, story, whole } from '@daifa/order-domain/samples';
import type { Order } from '@daifa/order-domain/order';
import { manualPorts } from '@daifa/ports/manual';
import { systemPorts } from '@daifa/ports/system';
import { caseSamples } from './golden-samples.js';
import { AFTER_SALE, decodeAddressRecord, decodeBindingRecord, decodeCaseRecord, decodeOrderRecord, openAggregates, type Aggregates } from './orders.js';
import { PublishedContract } from './test-contract.js';

const contract = new PublishedContract();

/** A command by its number. */
function command(n: number): CommandContext {
  return { commandId: `00000000-0000-4000-a000-${String(n).padStart(12, '0')}`, correlationId: 'c', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: at };
}

const hold = (order: Order) => placeHold({ merchantId: merchant, type: 'MERCHANT', effect: 'SUSPEND', lines: [whole(shirt)], causeId: 'call-1', placedBy: 'merchant', reason: '客户来电', at }, order);
const print = (order: Order) => authorizePrint({ orderId: order1, labelId: label1, factoryId: factory, printJobId: printJob1, reprintReason: '', at }, order);

const kinds = [
  { kind: 'in memory', open: async () => inMemoryStore() },
  { kind: 'in PostgreSQL', open: async (database: TestDatabase) => openPostgresStore({ url: database.url, ports: systemPorts, allowNotDurable: true }) },
];

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await migrateEventStore(database.url);
});

afterAll(() => database.stop());

describe.each(kinds)('orders $kind', ({ open }) => {
  let store: EventStore;
  /** What another process does between this one's reading and its next append; once. */
  let meanwhile: (() => Promise<unknown>) | null;
  let here: Aggregates;
  let elsewhere: Aggregates;
  let id: typeof order1;

  beforeEach(async () => {
    store = await open(database);
    meanwhile = null;
    const raced: EventStore = {
      ...store,
      append: async (append) => {
        const first = meanwhile;
        meanwhile = null;
        await first?.();
        return store.append(append);
      },
    };
    here = openAggregates({ store: raced, ports: manualPorts() });
    elsewhere = openAggregates({ store, ports: manualPorts(), cachedStreamsMax: 1 });
    id = `${systemPorts.ids.uuid()}` as typeof order1;
    await here.orders.transact(id, command(1), () => accept(story('labelled')));
  });

  afterEach(() => store.close());

  const stored = async () => (await store.read(`order-${id}`)).map(decodeOrderRecord);

  test('F-AU-01: are what their events tell, in whatever process they are read', async () => {
    const { state, revision } = await elsewhere.orders.load(id);
    expect(revision).toBe(story('labelled').length - 1);
    expect(state).toEqual((await here.orders.load(id)).state);
    expect((await stored()).map(({ event }) => event)).toEqual(story('labelled'));
  });

  test('a hold that comes between the look and the print wins: nothing is printed', async () => {
    meanwhile = () => elsewhere.orders.transact(id, command(2), hold);
    const seen: number[] = [];
    const outcome = await here.orders.transact(id, command(3), (order, revision) => {
      seen.push(revision);
      return print(order);
    });
    expect(outcome).toMatchObject({ kind: 'refused', refusals: [{ code: 'PRINT_BLOCKED' }] });
    expect(seen).toEqual([4, 5]);
    expect((await stored()).map(({ event }) => event.type).slice(5)).toEqual(['HoldPlaced']);
  });

  test('a print that comes between the look and the hold is known to the hold: the paper is called back', async () => {
    meanwhile = () => elsewhere.orders.transact(id, command(2), print);
    expect(await here.orders.transact(id, command(3), hold)).toMatchObject({ kind: 'accepted' });
    const types = (await stored()).map(({ event }) => event.type).slice(5);
    expect(types).toEqual(['PrintPermitGranted', 'PrintPermitConsumed', 'HoldPlaced', 'PrintPermitRevoked', 'FactoryTaskOpened', 'LabelVoidRequested']);
  });

  test('a command asked twice has one effect, and is answered the same in every process', async () => {
    const first = await here.orders.transact(id, command(2), print);
    const again = await elsewhere.orders.transact(id, command(2), print);
    expect(first).toMatchObject({ kind: 'accepted', repeated: false });
    expect(again).toEqual({ ...first, repeated: true });
    expect(await stored()).toHaveLength(7);
  });

  test('stand in the store as the published contract says, metadata and all', async () => {
    await here.orders.transact(id, command(2), print);
    for (const { type, meta, data } of await store.read(`order-${id}`)) {
      expect(() => contract.read('order', type, data)).not.toThrow();
      expect(() => contract.read('event', 'EventMeta', meta)).not.toThrow();
    }
  });

  test('give projections each event in its place', async () => {
    const [first] = await store.read(`order-${id}`);
    expect(first && decodeOrderRecord(first)).toEqual({
      orderId: id, revision: 0, position: first?.position, event: imported, meta: expect.objectContaining({ commandId: command(1).commandId, schemaVersion: 1 }),
    });
  });
});

describe('beside orders', () => {
  let store: EventStore;
  let aggregates: Aggregates;

  beforeEach(() => {
    store = inMemoryStore();
    aggregates = openAggregates({ store, ports: manualPorts() });
  });

  test('a binding lives in the stream of its pair', async () => {
    const pair = bindingPairOf(merchant, factory);
    const { merchantAlias, sender, serviceType, fenced } = binding;
    await aggregates.bindings.transact(pair, command(1), (known) => requestBinding({ merchantId: merchant, factoryId: factory, merchantAlias, sender, serviceType, fenced, at }, known));
    const bindingId = `${pair}.1` as typeof binding.bindingId;
    await aggregates.bindings.transact(pair, command(2), (known) => answerBinding({ bindingId, caller: factory, answer: { kind: 'accept' }, at }, known));
    expect(activeBinding((await aggregates.bindings.load(pair)).state)).toEqual({ ...binding, bindingId });
    expect((await store.read(`binding-${pair}`)).map(decodeBindingRecord)).toMatchObject([{ pair, event: { type: 'BindingRequested' } }, { pair, event: { type: 'BindingAccepted' } }]);
  });

  test('a case lives in its own stream', async () => {
    await aggregates.cases.transact(refund1, command(1), () => accept([caseSamples.AfterSaleOpened]));
    expect((await aggregates.cases.load(refund1)).state).toMatchObject({ orderId: order1, state: 'OPENED' });
    expect((await store.read(`aftersale-${refund1}`)).map(decodeCaseRecord)).toMatchObject([{ afterSaleId: refund1, event: caseSamples.AfterSaleOpened }]);
  });

  test('an address book lives in the stream of its merchant', async () => {
    const address = { addressId: asAddressId('a-1'), name: '晨光小店', phone: '13900000000', province: '浙江省', city: '义乌市', district: '北苑街道', detail: '春风大道1号' };
    await aggregates.addressBooks.transact(merchant, command(1), (known) => createAddress({ ...address, at }, known));
    expect((await aggregates.addressBooks.load(merchant)).state).toEqual({ addresses: [{ ...address, version: 1 }], services: [] });
    expect((await store.read(`carrierservice-${merchant}`)).map(decodeAddressRecord)).toMatchObject([{ merchantId: merchant, event: { type: 'AddressCreated' } }]);
  });

  test('a record of another kind of stream is not taken for an order', async () => {
    await aggregates.cases.transact(refund1, command(1), () => accept([caseSamples.AfterSaleOpened]));
    const [record] = await store.read(`${AFTER_SALE}-${refund1}`);
    expect(() => record && decodeOrderRecord(record)).toThrow(TypeError);
    expect((await aggregates.orders.load(refund1)).revision).toBe(NO_STREAM);
  });
});
