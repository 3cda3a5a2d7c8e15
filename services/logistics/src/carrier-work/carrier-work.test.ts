import type { Carrier } from '@daifa/carriers/carrier';
import { eventIdOf } from '@daifa/event-store/records';
import { asFactoryId, type OrderId } from '@daifa/order-domain/ids';
import { requestLabel } from '@daifa/order-domain/labels';
import { settle } from '@daifa/service-shell/answer';
import { DataSource } from 'typeorm';
import { v4 } from 'uuid';
import { openSimulators, type Simulators } from '../simulators/simulators.js';
import { TestParcels } from '../test-parcels.js';
import { LabelDesk } from './label-desk.js';
import { claimTasks, dueCarriers, finishTask, noteTasks, postponeTask, type Task } from './work-table.js';
import { WorkLanes } from './work-lanes.js';

let parcels: TestParcels;
let simulators: Simulators;
let database: DataSource;

beforeAll(async () => {
  parcels = await TestParcels.open();
  simulators = openSimulators(parcels.host.world.databaseUrl, parcels.host.world.ports);
  database = await new DataSource({ type: 'postgres', url: parcels.host.world.databaseUrl }).initialize();
});

afterAll(async () => {
  await database.destroy();
  await simulators.close();
  await parcels.close();
});

/** A label asked for by somebody who died at once. */
async function requested(): Promise<{ readonly orderId: OrderId; readonly task: Task }> {
  const { orderId, shirt } = await parcels.allocated();
  const factoryId = asFactoryId(parcels.host.tenants.factory.tenantId);
  const context = { commandId: v4(), correlationId: 'test', causationId: null, actor: { kind: 'factory', id: factoryId }, occurredAt: parcels.now() } as const;
  const command = { orderId, factoryId, allocationIds: [shirt], carrier: 'YTO', at: parcels.now() };
  const { state } = settle(await parcels.host.world.aggregates.orders.transact(orderId, context, (order) => requestLabel(command, order)));
  const [label] = state.labels;
  if (!label) throw new Error('no label');
  return { orderId, task: { kind: 'purchase', labelId: label.labelId, orderId, carrier: 'YTO', cause: { eventId: eventIdOf(context.commandId, 0), correlationId: 'test' } } };
}

class Killed extends Error {}

type Step = 'query' | 'precreate' | 'create';

/** The carrier as a process sees it that dies before or after one of its steps. */
function dyingAt(step: Step, when: 'before' | 'after'): ReadonlyMap<string, Carrier> {
  const inner = simulators.carriers.get('YTO');
  if (!inner) throw new Error('no YTO');
  const run = async <Answer>(name: Step, act: () => Promise<Answer>): Promise<Answer> => {
    if (name === step && when === 'before') throw new Killed();
    const answer = await act();
    if (name === step) throw new Killed();
    return answer;
  };
  return new Map([['YTO', {
    query: (requestId) => run('query', () => inner.query(requestId)),
    precreate: (requestId, request) => run('precreate', () => inner.precreate(requestId, request)),
    create: (precreateId) => run('create', () => inner.create(precreateId)),
    void: (waybillNo, requestId) => inner.void(waybillNo, requestId),
  }]]);
}

const newProcess = (): LabelDesk => new LabelDesk(parcels.host.world, simulators.carriers);

describe('a process that dies', () => {
  test.each([
    ['query', 'before'], ['query', 'after'], ['precreate', 'before'], ['precreate', 'after'], ['create', 'before'], ['create', 'after'],
  ] as const)('at the %s, %s it, is followed by one that buys no second number', async (step, when) => {
    const { orderId, task } = await requested();
    expect(await new LabelDesk(parcels.host.world, dyingAt(step, when)).settle(task)).toMatchObject({ kind: 'later' });
    expect((await parcels.label(orderId)).state).toBe('requested');
    expect(await newProcess().settle(task)).toEqual({ kind: 'settled' });
    const { waybillNo, state } = await parcels.label(orderId);
    expect(state).toBe('issued');
    expect(await parcels.sold(task.labelId)).toBe(1);
    expect(await simulators.carriers.get('YTO')?.query(task.labelId)).toMatchObject({ state: 'created', number: { waybillNo } });
  });

  test('after it recorded the number is followed by one that finds nothing to do', async () => {
    const { orderId, task } = await requested();
    await newProcess().settle(task);
    const before = await parcels.events(orderId);
    expect(await newProcess().settle(task)).toEqual({ kind: 'settled' });
    expect(await parcels.events(orderId)).toEqual(before);
  });

  test('before it did anything is followed by one that finds the label by itself', async () => {
    const { orderId, task } = await requested();
    expect((await parcels.until(orderId, 'issued')).labelId).toBe(task.labelId);
    expect(await parcels.sold(task.labelId)).toBe(1);
    await parcels.eventually(async () => ((await database.query('select 1 from logistics.label_work where label_id = $1', [task.labelId])).length === 0 ? true : null));
  });
});

test('what a number is recorded for names the request as its cause', async () => {
  const { orderId, task } = await requested();
  await newProcess().settle(task);
  const records = await parcels.host.world.store.read(`order-${orderId}`);
  const issued = records.find(({ type }) => type === 'LabelIssued');
  expect(JSON.parse(issued?.meta ?? '{}')).toMatchObject({ causationId: task.cause.eventId, actor: { kind: 'system', id: 'logistics' } });
});

test('two at once share one attempt', async () => {
  const { task } = await requested();
  const calls: string[] = [];
  const inner = simulators.carriers.get('YTO');
  if (!inner) throw new Error('no YTO');
  const counting: Carrier = { query: (id) => (calls.push(id), inner.query(id)), precreate: (id, request) => inner.precreate(id, request), create: (id) => inner.create(id), void: (no, id) => inner.void(no, id) };
  const desk = new LabelDesk(parcels.host.world, new Map([['YTO', counting]]));
  await Promise.all([desk.settle(task), desk.settle(task)]);
  expect(calls).toHaveLength(1);
});

test('a receiver who was erased is told to no carrier: the label fails', async () => {
  const { orderId, task } = await requested();
  await parcels.host.world.seals.erase(orderId);
  expect(await newProcess().settle(task)).toEqual({ kind: 'refused', reason: 'RECEIVER_ERASED' });
  expect((await parcels.label(orderId)).state).toBe('failed');
  expect(await parcels.sold(task.labelId)).toBe(0);
});

test('a label of a carrier without an adapter waits', async () => {
  const { task } = await requested();
  expect(await new LabelDesk(parcels.host.world, new Map()).settle(task)).toEqual({ kind: 'later', reason: 'no adapter for YTO' });
});

describe('the table of tasks', () => {
  const carrier = 'TEST';
  const one = (kind: Task['kind'] = 'void', labelId = `${v4()}.L1`): Task => ({ kind, labelId: labelId as Task['labelId'], orderId: v4() as OrderId, carrier, cause: { eventId: v4(), correlationId: 'test' } });
  const left = async (): Promise<readonly { readonly label_id: string; readonly kind: string }[]> => database.query('select label_id, kind from logistics.label_work where carrier = $1 order by label_id', [carrier]);

  beforeEach(() => database.query('delete from logistics.label_work where carrier = $1', [carrier]));
  afterAll(() => database.query('delete from logistics.label_work where carrier = $1', [carrier]));

  test('gives a task to one process only, until its claim runs out', async () => {
    const task = one();
    await noteTasks(database.manager, [task], []);
    expect(await dueCarriers(database)).toContain(carrier);
    const claims = await Promise.all([claimTasks(database, carrier, 10), claimTasks(database, carrier, 10)]);
    expect(claims.flat()).toEqual([{ ...task, attempts: 1 }]);
    expect(await claimTasks(database, carrier, 10)).toEqual([]);
    await database.query(`update logistics.label_work set due_at = due_at - interval '1 minute' where label_id = $1`, [task.labelId]);
    expect(await claimTasks(database, carrier, 10)).toEqual([{ ...task, attempts: 2 }]);
  });

  test('leaves a purchase to its asker for a moment, and gives what is postponed later', async () => {
    await noteTasks(database.manager, [one('purchase')], []);
    expect(await claimTasks(database, carrier, 10)).toEqual([]);
    const task = one();
    await noteTasks(database.manager, [task], []);
    await claimTasks(database, carrier, 10);
    await postponeTask(database, task, 0, 'CarrierUnavailable');
    expect(await claimTasks(database, carrier, 10)).toEqual([{ ...task, attempts: 2 }]);
  });

  test('keeps the void that took the place of a purchase, whoever finishes the purchase', async () => {
    const buy = one('purchase');
    const undo = { ...one('void', buy.labelId), orderId: buy.orderId };
    await noteTasks(database.manager, [buy], []);
    await noteTasks(database.manager, [undo], [buy.labelId]);
    await finishTask(database, buy);
    expect(await left()).toEqual([{ label_id: buy.labelId, kind: 'void' }]);
    await finishTask(database, undo);
    expect(await left()).toEqual([]);
  });

  test('forgets settled labels', async () => {
    const task = one();
    await noteTasks(database.manager, [task], []);
    await noteTasks(database.manager, [], [task.labelId]);
    expect(await left()).toEqual([]);
  });
});

test('a lane that is stopped claims nothing more, and a new one goes on', async () => {
  const { orderId, shirt } = await parcels.allocated();
  await parcels.behave('SF', { failBeforeRate: 1 });
  await parcels.ask([shirt], { carrier: 'SF' });
  const { timers } = parcels.host.world.ports;
  const stopped = new WorkLanes({ database, desk: newProcess(), timers });
  await stopped.stop();
  await stopped.nudge('SF');
  expect((await parcels.label(orderId)).state).toBe('requested');
  await parcels.behave('SF');
  const lanes = new WorkLanes({ database, desk: newProcess(), timers });
  const sweeping = lanes.start();
  await parcels.until(orderId, 'issued');
  await lanes.stop();
  await sweeping;
  expect(await parcels.sold(`${orderId}.L1`)).toBe(1);
});
