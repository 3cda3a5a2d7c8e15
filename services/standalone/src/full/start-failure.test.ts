import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { databaseProcess, newHome, removeHome, run } from '../test-program.js';

const homes: string[] = [];
const home = (): string => {
  homes.push(newHome());
  return homes.at(-1) ?? '';
};
afterAll(() => homes.forEach(removeHome));

/** What it says when it cannot start. Whatever the reason: on stderr alone, no stack, exit 1, nothing left running. */
async function refusal(folder: string, settings: Readonly<Record<string, string>>): Promise<string> {
  const program = run(folder, settings, 'full');
  expect(await program.exited).toBe(1);
  expect(program.stderr()).not.toMatch(/^\s+at /m);
  expect(databaseProcess(folder)).toBeNull();
  return program.stderr();
}

const oneSentence = (chinese: string): RegExp => new RegExp(`^[A-Z][^\\n]+\\(${chinese}\\)\\n$`);

test('a taken HTTP port, before anything is started', async () => {
  const { server, port } = await listener();
  expect(await refusal(home(), { PORT: port })).toMatch(oneSentence('端口已被占用'));
  server.close();
});

test('wrong settings, all of them at once', async () => {
  expect(await refusal(home(), { REPLICAS: '9', KAFKA_PORT: 'x', LOG_LEVEL: 'loud' })).toBe([
    'These settings are not usable (以下设置不正确):',
    '  - LOG_LEVEL is "loud"; it must be one of info, fatal, error, warn, debug, silent.',
    '  - REPLICAS is "9"; it must be a whole number from 1 to 4.',
    '  - KAFKA_PORT is "x"; it must be a whole number from 0 to 65535.',
    '',
  ].join('\n'));
});

test('no Java, and no brokers named: what to install or set', async () => {
  const said = await refusal(home(), { JAVA_HOME: '/nowhere', KAFKA_BROKERS: '' });
  expect(said).toMatch(oneSentence('未找到合适的 Java'));
  expect(said).toContain('or set KAFKA_BROKERS');
});

test('brokers that do not answer', async () => {
  const said = await refusal(home(), { KAFKA_BROKERS: '127.0.0.1:1,localhost:2' });
  expect(said).toMatch(oneSentence('Kafka 无法连接'));
  expect(said).toContain('or unset KAFKA_BROKERS');
});

/** Something that listens: brokers, as far as a first look goes. */
async function listener(): Promise<{ readonly server: Server; readonly port: string }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: String(typeof address === 'object' ? address?.port : address) };
}

test('a database that does not answer, in the words of whoever asked it', async () => {
  const { server, port } = await listener();
  const said = await refusal(home(), { KAFKA_BROKERS: `127.0.0.1:${port}`, DATABASE_URL: 'postgres://daifa@127.0.0.1:1/daifa' });
  expect(said.trim().split('\n').at(-1)).toMatch(/^\w[\w-]+-1: The database at DATABASE_URL does not answer .*\(数据库无法连接\)$/);
  server.close();
});

test('a data folder that another system uses, or that cannot be written', async () => {
  const file = join(home(), 'file');
  writeFileSync(file, '');
  expect(await refusal(home(), { DAIFA_DATA: file, JAVA_HOME: '/nowhere', KAFKA_BROKERS: '' })).toMatch(oneSentence('(目录不可写|数据目录不可写)'));
  const foreign = home();
  mkdirSync(join(foreign, 'data'));
  writeFileSync(join(foreign, 'data', 'PG_VERSION'), '18\n');
  expect(await refusal(foreign, { JAVA_HOME: '/nowhere', KAFKA_BROKERS: '' })).toMatch(oneSentence('数据目录属于其他数据库或版本'));
});

test('a signal during the start breaks it off, in order', async () => {
  const { server, port } = await listener();
  const folder = home();
  const program = run(folder, { KAFKA_BROKERS: `127.0.0.1:${port}` }, 'full');
  while (!program.stdout().includes('建表')) await new Promise((resolve) => setImmediate(resolve));
  expect(databaseProcess(folder)).not.toBeNull();
  program.send('SIGTERM');
  expect(await program.exited).toBe(0);
  expect(program.stdout()).toMatch(/Stopped 已停止\n$/);
  expect([program.stderr(), databaseProcess(folder)]).toEqual(['', null]);
  server.close();
});
