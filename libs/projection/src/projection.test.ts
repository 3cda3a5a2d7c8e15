import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import { type TestDatabase, testDatabase } from '@daifa/local-postgres/test-database';
import { manualPorts } from '@daifa/ports/manual';
import { systemPorts } from '@daifa/ports/system';
import { DataSource } from 'typeorm';
import { type Consumer, openCheckpoint, releaseCheckpoint } from './checkpoint.js';
import { digest } from './digest.js';
import { applyPage, type Page, type PageContext } from './page.js';
import { Progress } from './progress.js';
import { resetGroup } from './rebuild.js';
import { identifier, projectionTables } from './tables.js';

let database: TestDatabase;
let dataSource: DataSource;
let store: EventStore;
let group: string;
let groups = 0;

beforeAll(async () => {
  database = await testDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await dataSource.query(projectionTables('factory'));
});
afterAll(async () => {
  await dataSource.destroy();
  await database.stop();
});
beforeEach(async () => {
  group = `group${++groups}`;
  store = inMemoryStore();
  await openCheckpoint(member('a'), 0);
});

const member = (owner: string): Consumer => ({ dataSource, schema: 'factory', group, owner, store });
const ignore = async (): Promise<void> => undefined;

/** The next event of a stream, as a page of its own. */
async function nextPage(stream: string): Promise<Page> {
  const expectedRevision = (await store.read(stream)).length - 1;
  await store.append({ stream, expectedRevision, records: [{ type: 'PrintPermitConsumed', meta: '{}', data: '{}' }] });
  const upTo = await store.headPosition();
  return { partition: 0, after: upTo - 1, upTo, records: await store.readAll(upTo - 1, 1) };
}

describe('the active consumer of a group', () => {
  test('keeps others in standby while it shows signs of life', async () => {
    expect(await applyPage(member('a'), await nextPage('order-1'), ignore)).toMatchObject({ kind: 'applied', position: 1 });
    expect(await applyPage(member('b'), await nextPage('order-1'), ignore)).toEqual({ kind: 'standby' });
  });

  test('is replaced under a new epoch when its lease has ended, and is then itself in standby', async () => {
    const epochs: number[] = [];
    const note = async (_: unknown, { epoch }: PageContext): Promise<void> => void epochs.push(epoch);
    await applyPage(member('a'), await nextPage('order-1'), note);
    await dataSource.query(`update factory.checkpoint set seen_at = seen_at - interval '6 seconds' where consumer_group = $1`, [group]);
    await applyPage(member('b'), await nextPage('order-1'), note);
    expect(await applyPage(member('a'), await nextPage('order-1'), note)).toEqual({ kind: 'standby' });
    expect(epochs).toEqual([1, 2]);
  });

  test('may be replaced at once when it gave the group back', async () => {
    await applyPage(member('a'), await nextPage('order-1'), ignore);
    await releaseCheckpoint(member('a'));
    expect(await applyPage(member('b'), await nextPage('order-1'), ignore)).toMatchObject({ kind: 'applied' });
  });

  test('shuts out others while it works on a page, even past its lease', async () => {
    const page = await nextPage('order-1');
    await applyPage(member('a'), page, async () => {
      expect(await applyPage(member('b'), page, ignore)).toEqual({ kind: 'standby' });
    });
  });

  test('commits without waiting for the disk, for a lost tail is applied again', async () => {
    await applyPage(member('a'), await nextPage('order-1'), async (_, { manager }) => {
      expect(await manager.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'off' }]);
    });
    expect(await dataSource.query('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  });
});

describe('a page', () => {
  test('that ends beyond a replay is cut there, so that no new record is taken for a replayed one', async () => {
    const replayed: (readonly [string, boolean])[] = [];
    const note = async (records: Page['records'], { replaying }: PageContext): Promise<void> => {
      for (const { stream, revision } of records) replayed.push([`${stream}@${revision}`, replaying]);
    };
    await dataSource.query('create table if not exists factory.work_list (id text)');
    await applyPage(member('a'), await nextPage('order-1'), ignore);
    await nextPage('order-2');
    expect(await resetGroup(member('a'), ['work_list'])).toBe(1);
    const whole = { partition: 0, after: 0, upTo: 2, records: await store.readAll(0, 2) };
    expect(await applyPage(member('a'), whole, note)).toMatchObject({ kind: 'applied', position: 1 });
    expect(await applyPage(member('a'), { ...whole, after: 1 }, note)).toMatchObject({ kind: 'applied', position: 2, duplicates: 1 });
    expect(replayed).toEqual([['order-1@0', true], ['order-2@0', false]]);
  });

  test('stands even when an act after its commit fails, and says so', async () => {
    const page = await nextPage('order-1');
    const failing = async (_: unknown, context: PageContext): Promise<void> => context.afterCommit(() => Promise.reject(new Error('no one listens')));
    expect(await applyPage(member('a'), page, failing)).toMatchObject({ kind: 'applied', actErrors: [new Error('no one listens')] });
    expect(await applyPage(member('a'), page, ignore)).toMatchObject({ applied: 0, duplicates: 1 });
  });
});

describe('the log and a broker, one after the other', () => {
  const seen: string[] = [];
  const note = async (records: readonly StoredRecord[]): Promise<void> => void seen.push(...records.map(({ stream, revision }) => `${stream}@${revision}`));
  const received = (): Promise<unknown> => dataSource.query(`select stream, revision from factory.gate where consumer_group = $1`, [group]);

  beforeEach(() => void seen.splice(0));

  test('what the log gave is not applied again from a broker, and a hole is filled only with what is new', async () => {
    await applyPage(member('a'), await nextPage('order-1'), note);
    const [lost, third] = [await nextPage('order-1'), await nextPage('order-1')];
    await openCheckpoint(member('a'), 1);
    const replayed = { partition: 1, after: null, upTo: 3, records: [...(await store.readAll(0, 1)), ...third.records] };
    expect(await applyPage(member('a'), replayed, note)).toMatchObject({ applied: 2, duplicates: 1, healed: 1 });
    expect(seen).toEqual(['order-1@0', 'order-1@1', 'order-1@2']);
    expect(lost.records).toHaveLength(1);
  });

  test('what a broker gave is not applied again from the log, and its mark goes once the log has passed it', async () => {
    await openCheckpoint(member('a'), 1);
    const first = await nextPage('order-1');
    await applyPage(member('a'), { ...first, partition: 1, after: null }, note);
    expect(await received()).toEqual([{ stream: 'order-1', revision: 0 }]);
    expect(await applyPage(member('a'), first, note)).toMatchObject({ applied: 0, duplicates: 1, position: 1 });
    await applyPage(member('a'), await nextPage('order-1'), note);
    expect(seen).toEqual(['order-1@0', 'order-1@1']);
    expect(await received()).toEqual([]);
  });

  test('a broker waits while the log is replayed', async () => {
    await dataSource.query('create table if not exists factory.applied (id integer)');
    await openCheckpoint(member('a'), 1);
    const page = { ...(await nextPage('order-1')), partition: 1, after: null };
    await applyPage(member('a'), page, note);
    expect(await resetGroup(member('a'), ['applied'])).toBe(1);
    expect(await applyPage(member('a'), page, note)).toEqual({ kind: 'standby' });
    await applyPage(member('a'), { ...page, partition: 0, after: 0 }, note);
    expect(await applyPage(member('a'), page, note)).toMatchObject({ applied: 0, duplicates: 1 });
    expect(seen).toEqual(['order-1@0', 'order-1@0']);
  });
});

describe('waiting for a position', () => {
  const board = (): Progress => new Progress({ dataSource, schema: 'factory', ports: systemPorts });

  test('ends at once for what is reached, and with a no when the time is over', async () => {
    await applyPage(member('a'), await nextPage('order-1'), ignore);
    expect(await board().waitFor(group, 1, 0)).toBe(true);
    expect(await board().waitFor(group, 2, 30)).toBe(false);
  });

  test('sees what another process applied', async () => {
    const waiting = board().waitFor(group, 1, 20_000);
    await applyPage(member('a'), await nextPage('order-1'), ignore);
    expect(await waiting).toBe(true);
  });

  test('is told at once by its own process', async () => {
    const progress = new Progress({ dataSource, schema: 'factory', ports: manualPorts() }); // no timer ever ends by itself
    progress.moved(group, 6);
    const waiting = progress.waitFor(group, 7, 20_000);
    progress.moved(group, 7);
    expect(await waiting).toBe(true);
  });

  test('is about the slowest of a broker’s partitions, and about the log where that is further', async () => {
    for (const partition of [1, 2]) await openCheckpoint(member('a'), partition);
    const page = await nextPage('order-1');
    await applyPage(member('a'), { ...page, partition: 1, after: null }, ignore);
    expect(await board().waitFor(group, 1, 0)).toBe(false);
    await applyPage(member('a'), page, ignore);
    expect(await board().waitFor(group, 1, 0)).toBe(true);
  });
});

describe('a digest', () => {
  test('is the same for the same rows in another order and other columns left out, and differs for any other row', async () => {
    await dataSource.query(`create table factory.one (id integer, name text, at timestamptz default clock_timestamp());
      create table factory.two (name text, at timestamptz default clock_timestamp(), id integer)`);
    await dataSource.query(`insert into factory.one (id, name) values (1, '衬衫'), (2, null), (2, null)`);
    await dataSource.query(`insert into factory.two (id, name) values (2, null), (1, '衬衫'), (2, null)`);
    const one = await digest(dataSource, 'factory.one', ['at']);
    expect(one).toMatch(/^3:/);
    expect(await digest(dataSource, 'factory.two', ['at'])).toBe(one);
    expect(await digest(dataSource, 'factory.two')).not.toBe(await digest(dataSource, 'factory.one'));
    await dataSource.query(`update factory.two set name = '' where name is null`);
    expect(await digest(dataSource, 'factory.two', ['at'])).not.toBe(one);
    await dataSource.query('truncate factory.two');
    expect(await digest(dataSource, 'factory.two')).toBe('0:0.0');
  });
});

test('the tables can be made again without harm, and only under a plain name', async () => {
  await applyPage(member('a'), await nextPage('order-1'), ignore);
  await dataSource.query(projectionTables('factory'));
  expect(await new Progress({ dataSource, schema: 'factory', ports: systemPorts }).stored(group)).toBe(1);
  expect(() => identifier('orders"; drop schema public')).toThrow('not a plain lower-case SQL name');
});
