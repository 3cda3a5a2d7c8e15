import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { believableOrder } from './fixture-orders.js';
import { exportBytes, PLAIN_LOOK, type Fault } from './fixture-generator.js';
import { MemoryLines, type LineStaging } from './line-lookup.js';
import { IMPORT_LINES_TABLE, PostgresLines, removeAbandonedLines } from './line-staging.js';
import { parseExport } from './parse-export.js';
import { stageTaobaoLines } from './taobao-lines.js';

const IMPORT = '5c1f6f0e-0000-4000-8000-000000000001';
const OTHER_IMPORT = '5c1f6f0e-0000-4000-8000-000000000002';
const ORDERS = Array.from({ length: 700 }, (_, n) => believableOrder({ channel: 'TAOBAO', seed: 3, people: 'invented' }, n));

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  await pool.query('create schema orders');
  await pool.query(IMPORT_LINES_TABLE);
});

afterAll(async () => {
  await pool.end();
  await database.stop();
});

beforeEach(() => pool.query('truncate orders.import_lines'));

test('lines staged in PostgreSQL give the same orders as lines in memory, staged twice too', async () => {
  const expected = await imported(new MemoryLines());
  const staged = new PostgresLines(pool, IMPORT);
  expect(await imported(staged)).toEqual(expected);
  expect(await imported(staged)).toEqual(expected);
  expect(expected.filter((item) => item.kind === 'order')).toHaveLength(ORDERS.length - 1);
});

test('an import sees only its own lines, and they go when it is over', async () => {
  const one = new PostgresLines(pool, IMPORT);
  const other = new PostgresLines(pool, OTHER_IMPORT);
  await imported(one);
  const numbers = ORDERS.slice(1, 3).map((order) => order.platformOrderNo);
  expect((await one.linesOf(numbers)).size).toBe(2);
  expect((await other.linesOf(numbers)).size).toBe(0);
  await one.remove();
  await one.remove();
  expect((await one.linesOf(numbers)).size).toBe(0);
});

test('a TypeORM data source serves as well as a pool', async () => {
  const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  try {
    expect(await imported(new PostgresLines(source, IMPORT))).toEqual(await imported(new MemoryLines()));
  } finally {
    await source.destroy();
  }
});

test('lines of an import that never ended are removed when they are old', async () => {
  const lines = new PostgresLines(pool, IMPORT);
  await imported(lines);
  await removeAbandonedLines(pool, '2000-01-01T00:00:00Z');
  expect(await count()).toBeGreaterThan(ORDERS.length);
  await removeAbandonedLines(pool, '2100-01-01T00:00:00Z');
  expect(await count()).toBe(0);
});

async function imported(lines: LineStaging): Promise<readonly { readonly kind: string }[]> {
  const items: { readonly kind: string }[] = [];
  const faults = new Map<number, Fault>([[0, 'bad-price']]);
  for await (const bad of stageTaobaoLines(source(exportBytes('TAOBAO_LINES', ORDERS, { ...PLAIN_LOOK, faults })), lines)) items.push(bad);
  for await (const item of parseExport(source(exportBytes('TAOBAO', ORDERS, PLAIN_LOOK)), { lines })) items.push(item);
  return items;
}

async function count(): Promise<number> {
  const { rows } = await pool.query<{ count: string }>('select count(*) as count from orders.import_lines');
  return Number(rows[0]?.count);
}

async function* source(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
}
