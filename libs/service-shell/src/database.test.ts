import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { type DatabaseOptions, integerColumn, openDataSource } from './database.js';
import { definite } from './definite.js';

class CreateShelf1794268800001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table shelf.box (box_id text primary key)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table shelf.box');
  }
}

class Breaks1794268800002 extends CreateShelf1794268800001 {
  override async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table shelf.lid (lid_id text)');
    await runner.query('select 1/0');
  }
}

let database: TestDatabase;
const opened: DataSource[] = [];
const open = async (change: Partial<DatabaseOptions> = {}): Promise<DataSource> => {
  const source = await openDataSource({ url: database.url, schema: 'shelf', entities: [], migrations: [CreateShelf1794268800001], applicationName: 'shelf test', onPoolError: () => undefined, poolMax: 2, ...change });
  opened.push(source);
  return source;
};

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  for (const source of opened) await source.destroy();
  await database.stop();
});

test('six processes that start at once migrate one after another', async () => {
  await Promise.all(Array.from({ length: 6 }, () => open()));
  const [source] = opened;
  expect(await source?.query('select name from shelf.migration')).toEqual([{ name: 'CreateShelf1794268800001' }]);
});

test('a migration that fails leaves nothing behind', async () => {
  await expect(open({ migrations: [CreateShelf1794268800001, Breaks1794268800002] })).rejects.toThrow('division by zero');
  const source = await open();
  expect(await source.query(`select to_regclass('shelf.lid') as lid`)).toEqual([{ lid: null }]);
});

test('connections carry a name and limits', async () => {
  const source = await open();
  expect(await source.query(`select current_setting('application_name') as name, current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`)).toEqual([
    { name: 'shelf test', statement: '15s', idle: '10s' },
  ]);
});

test('a connection the server ends while idle is reported and replaced', async () => {
  let report: (error: Error) => void = () => undefined;
  const reported = new Promise<Error>((resolve) => (report = resolve));
  const source = await open({ onPoolError: (error) => report(error), applicationName: 'to be ended' });
  await source.query('select 1');
  const other = await open();
  await other.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to be ended'`);
  expect((await reported).message).toMatch(/terminat/);
  expect(await source.query('select 2 as two')).toEqual([{ two: 2 }]);
});

test('a schema is a plain name', async () => {
  await expect(open({ schema: 'a"; drop schema public' })).rejects.toThrow('not a schema name');
});

test('criteria that name nothing are refused', () => {
  const nobody: { tenantId?: string } = {};
  expect(() => definite({})).toThrow('every row');
  expect(() => definite({ tenantId: nobody.tenantId })).toThrow('tenantId');
  expect(() => definite({ tenantId: null })).toThrow('tenantId');
  expect(definite({ tenantId: 'a', count: 0 })).toEqual({ tenantId: 'a', count: 0 });
});

test('a bigint column is a safe integer or an error, never rounded', () => {
  expect(integerColumn.from('9007199254740991')).toBe(9007199254740991);
  expect(integerColumn.from(null)).toBeNull();
  expect(() => integerColumn.from('9007199254740993')).toThrow(RangeError);
});
