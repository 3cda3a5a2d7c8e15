import { asFactoryId, asLabelId } from '@daifa/order-domain/ids';
import { recordNumber, requestLabel } from '@daifa/order-domain/labels';
import { movedReceiver, shirt, socks } from '@daifa/order-domain/samples';
import { accept } from '@daifa/decider/decision';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { FactoryHandlerController } from '../factory-handler.controller.js';
import { factoryService } from '../service.js';
import { TestOrders } from '../test-orders.js';
import { FeedBell } from './feed-bell.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([factoryService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

type Entry = { readonly seq: number; readonly prevSeq: number; readonly type: string; readonly allocationId: string; readonly payload: { readonly changes: object; readonly [detail: string]: unknown } };
const feed = async (query = '', tenant: 'factory' | 'otherFactory' = 'factory'): Promise<{ items: Entry[]; head: number; prevSeq: number }> => (await host.ask(tenant, 'GET', `/v1/factory/feed${query}`)).body;
const head = async (tenant: 'factory' | 'otherFactory' = 'factory'): Promise<number> => {
  await host.settled();
  return (await feed('?limit=1', tenant)).head;
};
const since = async (after: number): Promise<Entry[]> => {
  await host.settled();
  return (await feed(`?after=${after}&limit=500`)).items;
};

test('F-AS-02 DY-03 DY-12: the life of a parcel is told in the order it happened', async () => {
  const start = await head();
  const { orderId, allocationId } = await orders.ready();
  await host.ask('factory', 'POST', '/v1/factory/print-jobs', { items: [{ allocationId }] });
  await orders.refund(orderId);
  const told = await since(start);
  expect(told.map(({ type }) => type)).toEqual([
    'allocation.created', 'allocation.changed', 'label.issued', 'allocation.changed', 'allocation.held', 'allocation.cancelled', 'permit.revoked', 'task.opened', 'label.voided',
  ]);
  const told2 = Object.fromEntries(told.map((entry) => [entry.type, entry.payload]));
  expect(told2['allocation.held']?.changes).toMatchObject({ status: 'SUSPENDED', holds: [{ type: 'AFTER_SALE', effect: 'CANCEL' }] });
  expect(told2['allocation.cancelled']).toMatchObject({ changes: { status: 'CANCELLED', cancelReason: 'AFTER_SALE', label: null }, instruction: 'DESTROY_LABEL' });
  expect(told2['permit.revoked']).toEqual({ changes: {}, permitId: `${orderId}.P1`, labelId: `${orderId}.L1` });
  expect(told2['task.opened']).toMatchObject({ task: 'DESTROY_LABEL', labelId: `${orderId}.L1`, allocationIds: [allocationId] });
});

test('laid over one another the changes are the work list, for every life an order can have', async () => {
  const orderId = await orders.imported({ sellerNote: '加急' });
  const ids = await orders.allocated(orderId, [shirt, socks]);
  await orders.labelled(orderId, ids);
  await orders.suspend(orderId, [socks]);
  await orders.release(orderId);
  await orders.refund(orderId, [shirt]);
  await host.settled();
  const views = new Map<string, object>();
  for (const { allocationId, payload } of (await feed('?limit=500')).items) views.set(allocationId, { ...views.get(allocationId), ...payload.changes });
  const { body } = await host.ask('factory', 'GET', '/v1/factory/work-list?limit=100');
  const listed = body.items.map(({ seq: _seq, revision: _revision, ...item }: { seq: number; revision: number; allocationId: string }) => item);
  expect([...views.values()]).toEqual(expect.arrayContaining(listed));
  expect(views.size).toBe(listed.length);
});

test('F-OA-05 F-OA-04: numbers count from 1 without gaps for each factory, however many orders happen at once', async () => {
  await Promise.all(Array.from({ length: 12 }, async (_, n) => {
    const orderId = await orders.imported();
    const ids = await orders.allocated(orderId, [shirt, socks], n % 2 === 0 ? 'factory' : 'otherFactory');
    await orders.labelled(orderId, ids, n % 2 === 0 ? 'factory' : 'otherFactory');
    await orders.refund(orderId);
  }));
  await host.settled();
  for (const tenant of ['factory', 'otherFactory'] as const) {
    const { items, head: last } = await feed('?limit=500', tenant);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
    expect(items.map(({ prevSeq }) => prevSeq)).toEqual(Array.from({ length: last }, (_, n) => n));
  }
});

test('F-OA-01: pages follow on one another and say where they are', async () => {
  const all = (await feed('?limit=500')).items;
  const first = await feed('?limit=3');
  const second = await feed('?limit=3&after=3');
  expect([...first.items, ...second.items]).toEqual(all.slice(0, 6));
  expect([first.prevSeq, second.prevSeq, first.head, second.head]).toEqual([0, 3, all.length, all.length]);
});

test('F-SP-07: a factory’s feed holds nothing of another’s, and its own part only of a shared order', async () => {
  const start = await head();
  const orderId = await orders.imported();
  const [mine] = await orders.allocated(orderId, [shirt], 'factory');
  await orders.allocated(orderId, [socks], 'otherFactory');
  await orders.suspend(orderId);
  const told = await since(start);
  expect(new Set(told.map(({ allocationId }) => allocationId))).toEqual(new Set([mine]));
});

test('DY-03: a new region is told while the allocation is the factory’s, and not once it is taken back', async () => {
  const { orderId } = await orders.ready();
  const move = (district: string) => orders.decide(orderId, (order) => accept([{ type: 'ReceiverChanged', receiver: { ...movedReceiver, region: { ...movedReceiver.region, district } }, addressVersion: order.addressVersion + 1, at: orders.now() }]));
  const start = await head();
  await move('滨江区');
  expect((await since(start)).map(({ type, payload }) => [type, payload.changes])).toEqual([['allocation.changed', { district: '滨江区', receiverKey: 'k2' }]]);
  await orders.refund(orderId);
  const taken = await head();
  await move('萧山区');
  expect(await since(taken)).toEqual([]);
});

test('R-04: a number that comes after the block is never told', async () => {
  const orderId = await orders.imported();
  const allocationIds = await orders.allocated(orderId);
  const factoryId = asFactoryId(host.tenants.factory.tenantId);
  const start = await head();
  await orders.decide(orderId, (order) => requestLabel({ orderId, factoryId, allocationIds, carrier: 'YTO', at: orders.now() }, order));
  await orders.refund(orderId);
  const told = { labelId: asLabelId(`${orderId}.L1`), waybillNo: 'YT8800000099999', sortCode: '', packageCenter: '', markDestination: '', at: orders.now() };
  expect((await orders.decide(orderId, (order) => recordNumber(told, order))).labels).toMatchObject([{ state: 'void-pending', waybillNo: told.waybillNo }]);
  const entries = await since(start);
  expect(entries.map(({ type }) => type)).toEqual(['allocation.changed', 'allocation.held', 'allocation.cancelled']);
  expect(JSON.stringify(entries)).not.toContain(told.waybillNo);
});

test('DY-12: who waits is answered as soon as something happens', async () => {
  const after = await head();
  const { orderId } = await orders.ready();
  const caughtUp = await head();
  const waiting = feed(`?after=${caughtUp}&waitMs=30000`);
  await orders.refund(orderId);
  const { items } = await waiting;
  expect(items[0]).toMatchObject({ seq: caughtUp + 1, type: 'allocation.held' });
  expect(caughtUp).toBeGreaterThan(after);
});

test('the bell rings for the factories concerned, after the commit and not before', async () => {
  const { orderId } = await orders.ready();
  await host.settled();
  const database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
  const bell = new FeedBell();
  const [mine, others] = [bell.listen(host.tenants.factory.tenantId), bell.listen(host.tenants.otherFactory.tenantId)];
  const acts: (() => void | Promise<void>)[] = [];
  const records = await host.world.store.read(host.world.aggregates.orders.streamOf(orderId));
  const runner = database.createQueryRunner();
  await runner.startTransaction();
  await new FactoryHandlerController(host.world, database, bell).project(records, { manager: runner.manager, group: 'factory', replaying: false, inLogOrder: true, epoch: 1, afterCommit: (act) => void acts.push(act) });
  await runner.rollbackTransaction();
  expect([mine.signal.aborted, acts.length]).toEqual([false, 1]);
  await acts[0]?.();
  expect([mine.signal.aborted, others.signal.aborted]).toEqual([true, false]);
  await runner.release();
  await database.destroy();
});

test('who waits in vain is answered empty when the time is over', async () => {
  const after = await head();
  expect(await feed(`?after=${after}&waitMs=50`)).toEqual({ items: [], head: after, prevSeq: after });
  expect(await feed(`?after=${after + 100}`)).toEqual({ items: [], head: after, prevSeq: after + 100 });
});

test.each([['after=-1'], ['after=x'], ['limit=501'], ['waitMs=30001']])('%s is refused', async (query) => {
  const { status, body } = await host.ask('factory', 'GET', `/v1/factory/feed?${query}`);
  expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
});

test('DY-12 F-OA-05: the stream goes on after the last entry a reader has', async () => {
  await orders.ready();
  const last = await head();
  const expected = await feed(`?after=${last - 2}`);
  const abort = new AbortController();
  const response = await fetch(`${host.url}/v1/factory/feed/stream`, { headers: { authorization: `Bearer ${host.tenants.factory.key}`, 'last-event-id': String(last - 2) }, signal: abort.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(`id: ${last}\n`) && text.endsWith('\n\n')) break;
  }
  abort.abort();
  const data = text.split('\n').filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice('data: '.length)));
  expect(data).toEqual(expected.items);
  expect((await host.ask('factory', 'GET', '/v1/factory/feed/stream', undefined, { 'last-event-id': 'x' })).body.code).toBe('VALIDATION_FAILED');
});
