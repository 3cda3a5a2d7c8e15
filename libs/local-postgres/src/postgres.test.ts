import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { privateParent, serverAccount } from './account.js';
import { usableBinaries } from './binaries.js';
import { ensureCluster, openHome } from './cluster.js';
import { firstStart, THROW_AWAY } from './first-start.js';
import { startPostgres, type LocalPostgres } from './postgres.js';
import { isAlive } from './process-identity.js';
import { watchOver } from './watchdog.js';

let folder: string;
let dataDir: string;
let unwatch: () => Promise<void>;
let running: LocalPostgres[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daifa-test-local-'));
  dataDir = folder;
  unwatch = watchOver(folder);
  running = [];
});

afterEach(async () => {
  for (const server of running) await server.stop();
  await unwatch();
  await rm(folder, { recursive: true, force: true });
});

async function start(port?: number, log?: (line: string) => void): Promise<LocalPostgres> {
  const server = await startPostgres({ dataDir, durable: false, ...(port === undefined ? {} : { port }), ...(log ? { log } : {}) });
  running.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

function serverPid(): number {
  return Number.parseInt(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8'), 10);
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await systemPorts.timers.sleep(10);
}

describe('a local PostgreSQL', () => {
  test('starts on an empty folder, on loopback, with a password that only we can read', async () => {
    const server = await start();
    expect(await ask(server.url, "SELECT current_setting('listen_addresses'), current_setting('server_encoding')")).toEqual(['127.0.0.1', 'UTF8']);
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  test('keeps its rows over a clean stop, and stopping twice is one stop', async () => {
    const first = await start();
    await ask(first.url, "CREATE TABLE kept AS SELECT '代发' AS word");
    await Promise.all([first.stop(), first.stop()]);
    expect(existsSync(join(dataDir, 'cluster', 'postmaster.pid'))).toBe(false);
    const second = await start();
    expect(await ask(second.url, 'SELECT word FROM kept')).toEqual(['代发']);
  });

  test('comes back on its port when it is killed', async () => {
    const server = await start();
    await ask(server.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    const killed = serverPid();
    process.kill(killed, 'SIGKILL');
    await until(() => ask(server.url, 'SELECT n FROM kept').then((rows) => rows[0] === 7, () => false));
    expect(serverPid()).not.toBe(killed);
  });

  test('can be stopped while it is coming back', async () => {
    const lines: string[] = [];
    const server = await start(undefined, (line) => lines.push(line));
    process.kill(serverPid(), 'SIGKILL');
    await until(() => lines.filter((line) => line.includes('starting PostgreSQL')).length === 2);
    await server.stop();
    expect(existsSync(join(dataDir, 'owner'))).toBe(false);
    await (await start()).stop();
  });

  test('starts after server and owner were killed together', async () => {
    const orphan = await orphanOfKilledOwner();
    process.kill(orphan.pid, 'SIGKILL');
    const server = await start();
    expect(await ask(server.url, 'SELECT 1')).toEqual([1]);
  });

  test('replaces the server that a killed owner left running, and keeps its rows', async () => {
    const orphan = await orphanOfKilledOwner();
    await ask(orphan.url, 'CREATE TABLE kept AS SELECT 5 AS n');
    const server = await start(orphan.port);
    expect(isAlive(orphan.pid)).toBe(false);
    expect(await ask(server.url, 'SELECT n FROM kept')).toEqual([5]);
  });

  test('starts over where the first start was interrupted', async () => {
    mkdirSync(join(dataDir, 'unfinished-1', 'cluster'), { recursive: true });
    writeFileSync(join(dataDir, 'unfinished-1', 'cluster', 'PG_VERSION'), '18\n');
    writeFileSync(join(dataDir, 'password'), 'of-the-interrupted-start', { mode: 0o600 });
    const server = await start();
    expect(new URL(server.url).password).toBe('of-the-interrupted-start');
    expect(readdirSync(dataDir).sort()).toEqual(['cluster', 'owner', 'password']);
  });

  test('does not mind a pid file that names somebody else', async () => {
    await (await start()).stop();
    const account = serverAccount();
    const somebody = spawn('sleep', ['60'], { ...account });
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    writeFileSync(pidFile, `${somebody.pid}\n${join(dataDir, 'cluster')}\n1\n5432\n\n127.0.0.1\n\nready\n`);
    if (account) chownSync(pidFile, account.uid, account.gid);
    expect(await ask((await start()).url, 'SELECT 1')).toEqual([1]);
    expect(somebody.exitCode ?? somebody.signalCode).toBe(null);
    somebody.kill();
  });
});

describe('a local PostgreSQL says in one sentence why it does not start:', () => {
  test('the port is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => other.listen(0, '127.0.0.1', () => {
      const address = other.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    }));
    await expect(start(port)).rejects.toMatchObject({ name: 'PostgresStartError', reason: 'port-taken', message: expect.stringContaining(String(port)) });
    await new Promise((resolve) => other.close(resolve));
    await start(port);
  });

  test('the folder can not be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    dataDir = join(folder, 'file', 'data');
    await expect(start()).rejects.toMatchObject({ reason: 'data-folder-unwritable' });
  });

  test('another living process has the folder', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ reason: 'data-folder-in-use', message: expect.stringContaining(String(process.pid)) });
  });

  test('the folder is of another version, or not ours at all', async () => {
    mkdirSync(join(dataDir, 'cluster'));
    writeFileSync(join(dataDir, 'cluster', 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toMatchObject({ reason: 'data-folder-foreign', message: expect.stringContaining('15') });
    writeFileSync(join(dataDir, 'PG_VERSION'), '18\n');
    await expect(start()).rejects.toMatchObject({ reason: 'data-folder-foreign' });
  });

  test('the password of a cluster is lost', async () => {
    await (await start()).stop();
    await rm(join(dataDir, 'password'));
    await expect(start()).rejects.toMatchObject({ reason: 'password-missing' });
  });
});

test('a folder closed to strangers is found on the way to the data folder', () => {
  mkdirSync(join(folder, 'closed', 'data'), { recursive: true, mode: 0o755 });
  expect(privateParent(join(folder, 'closed', 'data'))).toBe(folder);
  expect(privateParent(folder)).toBe(null);
});

/** Ours as `startPostgres` leaves it when it is killed: a server without supervision, and a dead owner's name. */
async function orphanOfKilledOwner(): Promise<{ readonly pid: number; readonly port: number; readonly url: string }> {
  const account = serverAccount();
  const home = openHome(dataDir, account);
  const binaries = await usableBinaries(join(home.folder, 'binaries'), account);
  const password = await ensureCluster(home, binaries, { account, sync: false });
  const { server, port } = await firstStart({ program: binaries.postgres, cluster: home.cluster, settings: THROW_AWAY, account, log: () => undefined }, 0);
  writeFileSync(home.owner, '4194000 1 a-boot-long-ago');
  return { pid: server.pid, port, url: `postgres://daifa:${password}@127.0.0.1:${port}/postgres` };
}
