import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { testDatabase } from './test-database.js';
import { watchOver } from './watchdog.js';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  test('is empty, and apart from the next one', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    await ask(one.url, 'CREATE TABLE a (n int)');
    expect(await ask(other.url, "SELECT to_regclass('a')")).toEqual([null]);
    await one.stop();
    await expect(ask(one.url, 'SELECT 1')).rejects.toThrow('does not exist');
    expect(await ask(other.url, 'SELECT 1')).toEqual([1]);
    await other.stop();
  });

  test('goes at stop although somebody is connected', async () => {
    const database = await testDatabase();
    const client = new pg.Client({ connectionString: database.url });
    const lost = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.stop();
    await lost;
  });

  test('keeps Chinese and emoji', async () => {
    const database = await testDatabase();
    expect(await ask(database.url, "SELECT '代发🚚', length('代发🚚')")).toEqual(['代发🚚', 3]);
    await database.stop();
  });

  test('is durable where that is asked for, and its cluster goes at stop', async () => {
    const database = await testDatabase({ durable: true });
    expect(await ask(database.url, "SELECT current_setting('fsync'), current_setting('synchronous_commit')")).toEqual(['on', 'on']);
    const [cluster] = await ask(database.url, "SELECT current_setting('data_directory')");
    await database.stop();
    expect(existsSync(String(cluster))).toBe(false);
  });
});

test('a folder goes when the process that watches over it is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'daifa-test-watch-'));
  writeFileSync(join(folder, 'file'), '');
  await watchOver(folder)();
  expect(existsSync(folder)).toBe(false);
});
