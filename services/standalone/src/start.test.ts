import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { databaseProcess, keysOf, newHome, removeHome, run, type Program } from './test-program.js';

const homes: string[] = [];
const home = (): string => {
  homes.push(newHome());
  return homes.at(-1) ?? '';
};
afterAll(() => homes.forEach(removeHome));

const address = { name: '晨光小店', phone: '13900000000', province: '浙江省', city: '金华市', district: '义乌市', detail: '北苑街道春风大道1号' };

async function ask(url: string, path: string, key: string | undefined, body?: object): Promise<{ readonly status: number; readonly body: ReturnType<typeof JSON.parse> }> {
  const response = await fetch(`${url}${path}`, { method: body ? 'POST' : 'GET', headers: { ...(key && { authorization: `Bearer ${key}` }), ...(body && { 'content-type': 'application/json' }) }, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: await response.json() };
}

async function stopped(program: Program): Promise<number | null> {
  program.send('SIGTERM');
  return program.exited;
}

describe('a first start, a stop, a crash and what is there after each', () => {
  const folder = home();
  let written: unknown;

  test('F-OP-01: the first start makes database, secrets and demo keys, and says where everything is', async () => {
    const program = run(folder);
    const url = await program.up();
    expect(await ask(url, '/health/ready', undefined)).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(JSON.parse(readFileSync(join(folder, 'data', 'running.json'), 'utf8'))).toMatchObject({ url, databaseUrl: expect.stringContaining('postgres://') });
    for (const secret of ['secrets/master.key', 'secrets/signing.secret', 'secrets/demo-keys.json', 'data/running.json']) expect([secret, statSync(join(folder, secret)).mode & 0o077]).toEqual([secret, 0]);
    const keys = keysOf(folder);
    for (const key of Object.values(keys)) expect(program.stdout()).toContain(key);
    expect(program.stdout()).not.toContain(JSON.parse(readFileSync(join(folder, 'data', 'running.json'), 'utf8')).databaseUrl);
    expect(program.stderr()).toBe('');
    expect(await ask(url, '/v1/sender-addresses', keys.merchant, address)).toMatchObject({ status: 201 });
    written = (await ask(url, '/v1/sender-addresses', keys.merchant)).body.items;
    expect(written).toHaveLength(1);
    expect(await stopped(program)).toBe(0);
    expect(program.stdout().split('Ctrl-C')[1]).not.toContain('"level"');
    expect([databaseProcess(folder), existsSync(join(folder, 'data', 'running.json'))]).toEqual([null, false]);
  });

  test('F-OP-02: killed without a warning, the next start takes over what was left and has all that was acknowledged', async () => {
    const killed = run(folder);
    await killed.up();
    killed.send('SIGKILL');
    await killed.exited;
    expect(databaseProcess(folder)).not.toBeNull();
    const program = run(folder);
    const url = await program.up();
    expect((await ask(url, '/v1/sender-addresses', keysOf(folder).merchant)).body.items).toEqual(written);
    expect(program.stdout()).not.toContain('daifa_local_'); // keys are shown once
    program.send('SIGINT');
    expect(await program.exited).toBe(0);
  });

  test('while it drains it is live but not ready, and a SIGTERM passed on by a shell changes nothing', async () => {
    const program = run(folder, { DRAIN_MS: '3000' });
    const url = await program.up();
    program.send('SIGTERM');
    let ready = await ask(url, '/health/ready', undefined);
    while (ready.status === 200) ready = await ask(url, '/health/ready', undefined);
    program.send('SIGTERM');
    expect(ready).toEqual({ status: 503, body: { status: 'stopping', checks: {} } });
    expect(await ask(url, '/health/live', undefined)).toMatchObject({ status: 200 });
    expect(await program.exited).toBe(0);
  });

  test('a signal during the start ends it in order too', async () => {
    const program = run(folder);
    while (databaseProcess(folder) === null) await new Promise((resolve) => setImmediate(resolve));
    program.send('SIGHUP');
    expect(await program.exited).toBe(0);
    expect(databaseProcess(folder)).toBeNull();
  });

  test('a second start on the same folder is told who has it', async () => {
    const first = run(folder);
    await first.up();
    const second = run(folder);
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toMatch(/^The data folder is in use by process \d+ .*\(数据目录正在使用\)\n$/);
    expect(await stopped(first)).toBe(0);
  });
});

test('DATABASE_URL uses another PostgreSQL, which is not stopped with the program', async () => {
  const database = await testDatabase({ durable: true });
  try {
    const folder = home();
    for (const demo of ['true', 'false']) {
      const program = run(folder, { DATABASE_URL: database.url, DAIFA_DEMO: demo });
      const url = await program.up();
      expect(JSON.parse(readFileSync(join(folder, 'data', 'running.json'), 'utf8'))).toMatchObject({ url, databaseUrl: database.url });
      expect(program.stdout().includes('Demo API keys')).toBe(demo === 'true');
      expect((await ask(url, '/v1/sender-addresses', keysOf(folder).merchant)).status).toBe(200);
      expect(await stopped(program)).toBe(0);
    }
    expect(existsSync(join(folder, 'data', 'cluster'))).toBe(false);
  } finally {
    await database.stop();
  }
});
