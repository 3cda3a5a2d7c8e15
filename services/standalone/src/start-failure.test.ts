import { createServer, type Server } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { databaseProcess, newHome, removeHome, run } from './test-program.js';

const homes: string[] = [];
const home = (): string => {
  homes.push(newHome());
  return homes.at(-1) ?? '';
};
afterAll(() => homes.forEach(removeHome));

/** What it says when it cannot start. Whatever the reason: on stderr alone, no stack, exit 1, nothing left running. */
async function refusal(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const program = run(folder, settings);
  expect(await program.exited).toBe(1);
  expect(program.stdout()).toBe('');
  expect(program.stderr()).not.toMatch(/^\s+at /m);
  expect(databaseProcess(folder)).toBeNull();
  return program.stderr();
}

async function taken<Done>(use: (port: string) => Promise<Done>): Promise<Done> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    return await use(String(typeof address === 'object' ? address?.port : address));
  } finally {
    server.close();
  }
}

const oneSentence = (chinese: string): RegExp => new RegExp(`^[A-Z][^\\n]+\\(${chinese}\\)\\n$`);

test('a taken HTTP port', async () => {
  const said = await taken((PORT) => refusal(home(), { PORT }));
  expect(said).toMatch(/^The HTTP port is taken by another program \(listen EADDRINUSE: address already in use 127\.0\.0\.1:\d+\): .*\(端口已被占用\)\n$/);
});

test('a taken POSTGRES_PORT', async () => {
  expect(await taken((POSTGRES_PORT) => refusal(home(), { POSTGRES_PORT }))).toMatch(/^Port \d+ is taken by another program: choose another port\. \(数据库端口被占用\)\n$/);
});

test('a home that is no folder, and a data folder that is none', async () => {
  const file = join(home(), 'file');
  writeFileSync(file, '');
  expect(await refusal(file)).toMatch(oneSentence('目录不可写'));
  expect(await refusal(home(), { DAIFA_DATA: file })).toMatch(oneSentence('数据目录不可写'));
});

test('wrong settings, all of them at once', async () => {
  expect(await refusal(home(), { PORT: 'http', POSTGRES_PORT: '99999', LOG_LEVEL: 'loud', DAIFA_DEMO: 'yes', DATABASE_URL: 'mysql://h/db' })).toBe(
    [
      'These settings are not usable (以下设置不正确):',
      '  - PORT is "http"; it must be a whole number from 0 to 65535.',
      '  - DATABASE_URL must be a URL starting with postgres:// or postgresql://.',
      '  - LOG_LEVEL is "loud"; it must be one of info, fatal, error, warn, debug, silent.',
      '  - POSTGRES_PORT is "99999"; it must be a whole number from 0 to 65535.',
      '  - DAIFA_DEMO is "yes"; it must be true or false.',
      '',
    ].join('\n'),
  );
});

test('a database that does not answer', async () => {
  expect(await refusal(home(), { DATABASE_URL: 'postgres://daifa@127.0.0.1:1/daifa' })).toMatch(oneSentence('数据库无法连接'));
});

test('a database that does not know us, and one that may forget', async () => {
  const database = await testDatabase();
  try {
    const url = new URL(database.url);
    url.password = 'wrong';
    expect(await refusal(home(), { DATABASE_URL: url.href })).toMatch(oneSentence('数据库拒绝访问'));
    expect(await refusal(home(), { DATABASE_URL: database.url })).toMatch(oneSentence('数据库可能丢失已确认的数据'));
  } finally {
    await database.stop();
  }
});

test('a master key inside the data folder', async () => {
  expect(await refusal(home(), { DAIFA_MASTER_KEY_FILE: 'data/master.key' })).toMatch(oneSentence('主密钥不可用'));
});

test('a data folder of another PostgreSQL, or of an older version', async () => {
  const foreign = home();
  mkdirSync(join(foreign, 'data'));
  writeFileSync(join(foreign, 'data', 'PG_VERSION'), '18\n');
  expect(await refusal(foreign)).toMatch(oneSentence('数据目录属于其他数据库或版本'));
  const older = home();
  mkdirSync(join(older, 'data', 'cluster'), { recursive: true });
  writeFileSync(join(older, 'data', 'cluster', 'PG_VERSION'), '17\n');
  expect(await refusal(older)).toMatch(oneSentence('数据目录属于其他数据库或版本'));
});
