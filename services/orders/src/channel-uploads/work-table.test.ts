import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { asOrderId } from '@daifa/order-domain/ids';
import { DataSource } from 'typeorm';
import { v4 } from 'uuid';
import { TEST_CONFIG, TestShops } from '../test-shops.js';
import { claimTasks, finishTask, noteTasks, postponeTask, type Task } from './work-table.js';

let shops: TestShops;
let database: DataSource;
beforeAll(async () => {
  shops = await TestShops.open({ ...TEST_CONFIG, uploads: false });
  database = await new DataSource({ type: 'postgres', url: shops.host.world.databaseUrl }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await shops.close();
});
beforeEach(() => database.query('delete from orders.upload_work'));

const one = (orderId = v4()): Task => ({ orderId: asOrderId(orderId), cause: { eventId: v4(), correlationId: 'test' } });
const claimed = async () => (await claimTasks(database, 10)).map(({ orderId, attempts }) => [orderId, attempts]);

describe('F-SH-09 the table of what channels are to be told', () => {
  test('gives an order to one process only, until its claim runs out', async () => {
    const task = one();
    await noteTasks(database.manager, [task]);
    expect((await Promise.all([claimed(), claimed()])).flat()).toEqual([[task.orderId, 1]]);
    expect(await claimed()).toEqual([]);
    await database.query(`update orders.upload_work set claimed_until = now() - interval '1 second'`);
    expect(await claimed()).toEqual([[task.orderId, 2]]);
  });
  test('gives nobody an order that somebody is at, though more is asked for it; he leaves it to the next', async () => {
    const task = one();
    const more = one(task.orderId);
    await noteTasks(database.manager, [task]);
    const [mine] = await claimTasks(database, 10);
    await noteTasks(database.manager, [more]);
    expect(await claimed()).toEqual([]);
    if (mine) await finishTask(database, mine);
    expect(await claimed()).toEqual([[task.orderId, 1]]);
    await finishTask(database, more);
    expect(await database.query('select 1 from orders.upload_work')).toEqual([]);
  });
  test('keeps what is postponed until it is due, and what was asked for meanwhile no longer than that', async () => {
    const task = one();
    await noteTasks(database.manager, [task, task]);
    await claimTasks(database, 10);
    await postponeTask(database, task, 60_000, null);
    expect(await claimed()).toEqual([]);
    await noteTasks(database.manager, [one(task.orderId)]);
    await claimTasks(database, 10);
    await postponeTask(database, task, 60_000, 'the store is away');
    expect(await claimed()).toEqual([[task.orderId, 2]]);
  });
});
