import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { removeTopics } from './test-topics.js';
import type { RunningProcess } from '../running-file.js';
import { keysOf, newHome, type Program, removeHome, run } from '../test-program.js';

/** The launcher itself, as a person starts it: what stories and races do not look at. */
const homes: string[] = [];
const home = (): string => {
  homes.push(newHome());
  return homes.at(-1) ?? '';
};
const SHARED = process.env['KAFKA_BROKERS'] ?? '';
const prefixOf = (folder: string): string => (folder.split('/').at(-1) ?? '').toLowerCase();
afterAll(async () => {
  if (SHARED !== '') for (const folder of homes) await removeTopics(SHARED, prefixOf(folder));
  homes.forEach(removeHome);
});

const START_MS = 180_000;
const settingsFor = (folder: string, settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({ KAFKA_BROKERS: SHARED, KAFKA_TOPIC_PREFIX: prefixOf(folder), ...settings });

function processesIn(folder: string): readonly RunningProcess[] {
  const file = join(folder, 'data', 'running.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).processes : [];
}

const labels = (processes: readonly RunningProcess[]): readonly string[] => processes.map(({ name, replica }) => `${name}-${replica}`);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + START_MS;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`${what}: never came`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const order = (platformOrderNo: string): object => ({
  items: [{ shopId: 's1', platformOrderNo, payableFen: 100, paidFen: 100, receiver: { name: '张三', phone: '13800000000', address: '北苑街道1号', province: '浙江省', city: '金华市', district: '义乌市' }, lines: [{ title: '衬衫', quantity: 1, unitPriceFen: 100 }] }],
});

/** From the edge through a service, the log, the relay, Kafka and a read model back to the edge. The same order twice is one order. */
async function wholeWay(folder: string, url: string, platformOrderNo: string): Promise<void> {
  const headers = { authorization: `Bearer ${keysOf(folder).merchant}`, 'content-type': 'application/json' };
  const said = async (path: string, body?: object): Promise<string> => (await fetch(`${url}${path}`, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) })).text();
  await until(`order ${platformOrderNo} is taken in`, () => said('/v1/orders', order(platformOrderNo)).then((text) => text.includes('"status":"done"'), () => false));
  await until(`order ${platformOrderNo} is in the list`, () => said('/v1/orders?limit=100').then((text) => text.includes(platformOrderNo), () => false));
}

/** Kills one process, and waits until another one has its place. */
async function killed(folder: string, name: string): Promise<void> {
  const victim = processesIn(folder).find((one) => one.name === name && one.replica === 1);
  if (victim === undefined) throw new Error(`there is no ${name}`);
  process.kill(victim.pid, 'SIGKILL');
  await until(`${name} is back`, () => processesIn(folder).some((one) => one.name === name && one.replica === 1 && one.pid !== victim.pid && isAlive(one.pid) && one.url === victim.url));
}

async function stopped(program: Program, folder: string): Promise<void> {
  const pids = processesIn(folder).map(({ pid }) => pid);
  program.send('SIGTERM');
  expect(await program.exited).toBe(0);
  expect([pids.filter(isAlive), existsSync(join(folder, 'data', 'running.json'))]).toEqual([[], false]);
}

test('with two of each: everything is shown, whatever is killed comes back, and a stop leaves nothing', async () => {
  const folder = home();
  const program = run(folder, settingsFor(folder, { REPLICAS: '2' }), 'full');
  const url = await program.up();
  const services = ['orders', 'allocation', 'factory', 'logistics', 'after-sales'];
  const expected = ['edge-1', ...services.flatMap((name) => [`${name}-1`, `${name}-2`]), 'relay-1', 'relay-2', ...(SHARED === '' ? ['kafka-1'] : []), 'postgres-1'];
  expect(labels(processesIn(folder))).toEqual(expected);
  for (const { pid } of processesIn(folder)) expect(program.stdout()).toContain(` ${pid}  `);
  const steps = [...program.stdout().matchAll(/(?:^Starting 正在启动: | · )(.+?)(?= · |$)/gm)].slice(0, 6).map(([, step]) => step);
  expect(steps).toEqual(['PostgreSQL, Kafka', 'schemas 建表', 'relay', 'services 服务', 'edge 入口', 'ready']);
  expect(program.stdout()).not.toContain(new URL(JSON.parse(readFileSync(join(folder, 'data', 'running.json'), 'utf8')).databaseUrl).password);
  await wholeWay(folder, url, 'before');
  for (const name of [...services, 'relay', 'edge', 'postgres']) await killed(folder, name);
  await wholeWay(folder, url, 'after');
  for (const name of ['orders', 'edge']) expect(program.stderr()).toContain(`${name}-1 ended (SIGKILL) and is started again.`);
  for (const one of ['orders-1', 'orders-2', 'edge-1', 'relay-2', 'postgres-1']) expect(existsSync(join(folder, 'data', 'logs', `${one.replace('postgres-1', 'postgres')}.log`))).toBe(true);
  await stopped(program, folder);
}, 4 * START_MS);

test('a launcher that is killed leaves no service behind, and the next one goes on with everything', async () => {
  const folder = home();
  const program = run(folder, settingsFor(folder, {}), 'full');
  await wholeWay(folder, await program.up(), 'before-the-kill');
  const left = processesIn(folder);
  program.send('SIGKILL');
  await program.exited;
  await until('services end by themselves', () => left.every(({ name, pid }) => name === 'kafka' || name === 'postgres' || !isAlive(pid)));
  const next = run(folder, settingsFor(folder, {}), 'full');
  const url = await next.up();
  const list = await (await fetch(`${url}/v1/orders?limit=100`, { headers: { authorization: `Bearer ${keysOf(folder).merchant}` } })).text();
  expect(list).toContain('before-the-kill');
  await wholeWay(folder, url, 'after-the-kill');
  await stopped(next, folder);
}, 3 * START_MS);

test('a Kafka of its own is started again on its address when it is killed', async () => {
  if (!hasJava()) return void process.stderr.write('\nNO JAVA ON THIS MACHINE: the launcher with a Kafka of its own was not tested.\n');
  const folder = home();
  const program = run(folder, settingsFor(folder, { KAFKA_BROKERS: '' }), 'full');
  const url = await program.up();
  await wholeWay(folder, url, 'before');
  await killed(folder, 'kafka');
  await wholeWay(folder, url, 'after');
  expect(program.stderr()).toContain('kafka ended by itself and is started again.');
  await stopped(program, folder);
}, 3 * START_MS);

function hasJava(): boolean {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
