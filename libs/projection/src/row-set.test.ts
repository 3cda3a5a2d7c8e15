import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { DataSource } from 'typeorm';
import { rowSet } from './row-set.js';

let server: TestDatabase;
let database: DataSource;
beforeAll(async () => {
  server = await testDatabase();
  database = await new DataSource({ type: 'postgres', url: server.url }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await server.stop();
});

const everything = rowSet({ id: 'uuid', words: 'text', ids: 'text[]', count: 'integer', position: 'bigint', held: 'boolean', at: 'timestamptz', item: 'json' });
const full = {
  id: '9a4e7c10-6b1d-4f0e-8a77-112233445566', words: '逗号, "引号" \\ 反斜线\t换行\n{}', ids: ['a,b', '"', '\\', '', 'null', ' x '], count: -7, position: '9007199254740993', held: true,
  at: new Date('2026-11-11T00:00:00.123Z'), item: { text: '\x1e\x1f\n', list: [1, null, { deep: '深' }] },
};
const empty = { id: null, words: '', ids: [], count: null, position: '0', held: false, at: null, item: null };
const read = async (rows: readonly Readonly<Record<keyof typeof full, unknown>>[]) => database.query<object[]>(`select * from ${everything.from}`, everything.values(rows));

test('what is sent comes back, of every type, with empty texts, empty lists and NULL told apart', async () => {
  expect(await read([full, empty, full])).toEqual([full, empty, full]);
});

test('one row of nothing but empty values is still a row, and no rows are none', async () => {
  expect(await read([empty])).toEqual([empty]);
  expect(await read([])).toEqual([]);
});

test('the two characters that stand between values become spaces in texts, and shift nothing', async () => {
  expect(await read([{ ...empty, words: 'a\x1eb\x1fc', ids: ['\x1e', '\x1f'] }, full])).toEqual([{ ...empty, words: 'a b c', ids: [' ', ' '] }, full]);
  expect(await read([{ ...empty, words: '\x1f' }])).toEqual([{ ...empty, words: ' ' }]);
});
