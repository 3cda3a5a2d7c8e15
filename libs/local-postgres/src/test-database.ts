import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { serverAccount } from './account.js';
import { usableBinaries } from './binaries.js';
import { ensureCluster, openHome } from './cluster.js';
import { firstStart, THROW_AWAY, urlOf } from './first-start.js';
import { startPostgres } from './postgres.js';
import { processIdentity } from './process-identity.js';
import { watchOver } from './watchdog.js';

export type TestDatabase = { readonly url: string; stop(): Promise<void> };

/** The one cluster of this module instance; jest gives every suite its own instance, `sharedFolder` joins them. */
let shared: Promise<string> | null = null;

/**
 * A new, empty database for a test. All databases of one test process live in one cluster that is not durable; it starts
 * with the first and goes when the process ends, however it ends. Roles belong to the cluster, so tests share them.
 *
 * @param options durable: a cluster of its own with durability on, for tests of exactly that; costs two seconds
 */
export async function testDatabase(options: { readonly durable?: boolean } = {}): Promise<TestDatabase> {
  if (options.durable) return durableCluster();
  shared ??= sharedCluster();
  const server = await shared;
  const name = `test_${systemPorts.ids.uuid().replaceAll('-', '')}`;
  await once(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, stop: () => once(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function durableCluster(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'daifa-test-durable-'));
  const unwatch = watchOver(folder);
  const server = await startPostgres({ dataDir: folder, durable: true });
  return { url: server.url, stop: () => server.stop().then(unwatch) };
}

/** The URL of this process's cluster, which an earlier suite may have started. */
async function sharedCluster(): Promise<string> {
  const folder = join(tmpdir(), `daifa-test-${process.pid}`);
  const note = join(folder, 'url');
  const me = processIdentity(process.pid);
  if (existsSync(note)) {
    const [owner, url] = readFileSync(note, 'utf8').split('\n');
    if (owner === me && url) return url;
  }
  rmSync(folder, { recursive: true, force: true });
  watchOver(folder);
  const account = serverAccount();
  const home = openHome(folder, account);
  const binaries = await usableBinaries(join(home.folder, 'binaries'), account);
  const password = await ensureCluster(home, binaries, { account, sync: false });
  const { server, port } = await firstStart({ program: binaries.postgres, cluster: home.cluster, settings: THROW_AWAY, account, log: () => undefined }, 0);
  server.unref();
  const url = urlOf(port, password);
  writeFileSync(`${note}.unfinished`, `${me}\n${url}`, { mode: 0o600 });
  renameSync(`${note}.unfinished`, note);
  return url;
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // what is lost here is told by the query
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
