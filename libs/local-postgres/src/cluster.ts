import { spawn } from 'node:child_process';
import { chmodSync, chownSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemPorts } from '@daifa/ports/system';
import { privateParent, type Account } from './account.js';
import type { Binaries } from './binaries.js';
import { serverEnvironment } from './config.js';
import { PostgresStartError, systemErrorCode } from './start-error.js';

/** The database's own superuser. Services step down from it to roles that may do less. */
export const SUPERUSER = 'daifa';

/** The major version of the packaged programs; a cluster of another one can not be opened by them. */
export const POSTGRES_MAJOR = '18';

const PASSWORD_BYTES = 24;

/** Where things stand in a data folder. */
export type Home = { readonly folder: string; readonly cluster: string; readonly password: string; readonly owner: string };

/** Makes the data folder, or checks the one that is there. Only its cluster is open to the server's account. */
export function openHome(dataDir: string, account: Account | null): Home {
  const path = resolve(dataDir);
  try {
    mkdirSync(path, { recursive: true, mode: account ? 0o711 : 0o700 });
    if (account) chmodSync(path, 0o711);
    const probe = join(path, `.writable-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (cause) {
    throw new PostgresStartError('data-folder-unwritable', `The data folder ${path} can not be written (${systemErrorCode(cause) ?? 'unknown'}): choose another one, or change its owner.`, { cause });
  }
  const folder = realpathSync(path);
  const closed = account === null ? null : privateParent(folder);
  if (closed !== null) {
    throw new PostgresStartError('data-folder-private', `As root, PostgreSQL runs under another account, which may not enter ${closed}: choose a data folder like /var/lib/daifa, or start as an ordinary user.`);
  }
  if (existsSync(join(folder, 'PG_VERSION'))) {
    throw new PostgresStartError('data-folder-foreign', `The data folder ${folder} is another PostgreSQL's own: choose an empty one.`);
  }
  return { folder, cluster: join(folder, 'cluster'), password: join(folder, 'password'), owner: join(folder, 'owner') };
}

/**
 * The cluster's password, after making password and cluster where there are none. The cluster is made beside its place
 * and moved there when complete, so an interruption leaves nothing that looks like a cluster.
 */
export async function ensureCluster(home: Home, binaries: Binaries, options: { readonly account: Account | null; readonly sync: boolean }): Promise<string> {
  for (const name of readdirSync(home.folder)) {
    if (name.startsWith('unfinished-')) rmSync(join(home.folder, name), { recursive: true, force: true });
  }
  if (existsSync(home.cluster)) {
    const version = readFileSync(join(home.cluster, 'PG_VERSION'), 'utf8').trim();
    if (version !== POSTGRES_MAJOR) {
      throw new PostgresStartError('data-folder-foreign', `The data folder ${home.folder} was made by PostgreSQL ${version} and this is ${POSTGRES_MAJOR}: open it with the program version that made it, or choose an empty folder.`);
    }
    return readPassword(home);
  }
  const password = existsSync(home.password) ? readPassword(home) : writePassword(home);
  await makeCluster(home, binaries, { ...options, password });
  return password;
}

function readPassword(home: Home): string {
  try {
    return readFileSync(home.password, 'utf8');
  } catch (cause) {
    throw new PostgresStartError('password-missing', `The password of the data folder can not be read from ${home.password}: put the file back from a backup.`, { cause });
  }
}

/** Readable by us alone, and not by the server's account: other users of the machine can reach the port but not log in. */
function writePassword(home: Home): string {
  const password = systemPorts.random.bytes(PASSWORD_BYTES).toString('base64url');
  const unfinished = `${home.password}.unfinished`;
  writeFileSync(unfinished, password, { mode: 0o600, flush: true });
  renameSync(unfinished, home.password);
  return password;
}

async function makeCluster(home: Home, binaries: Binaries, options: { readonly account: Account | null; readonly sync: boolean; readonly password: string }): Promise<void> {
  const unfinished = join(home.folder, `unfinished-${process.pid}`);
  const passwordFile = join(unfinished, 'password');
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (options.account) for (const path of [passwordFile, unfinished]) chownSync(path, options.account.uid, options.account.gid);
  await run(binaries.initdb, [
    '-D', join(unfinished, 'cluster'), '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-instructions',
    '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...(options.sync ? [] : ['--no-sync']),
  ], { cwd: unfinished, account: options.account });
  renameSync(join(unfinished, 'cluster'), home.cluster);
  rmSync(unfinished, { recursive: true, force: true });
  if (options.sync && process.platform !== 'win32') syncFolder(home.folder);
}

/** A rename is durable only once the folder itself is written. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function run(program: string, args: readonly string[], options: { readonly cwd: string; readonly account: Account | null }): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: options.cwd, ...options.account, env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', (cause) => fail(new PostgresStartError('server-failed', `${program} can not be started: ${cause.message}.`, { cause })));
    child.on('close', (code, signal) => {
      if (code === 0) done();
      else fail(new PostgresStartError('server-failed', `Making a new database cluster failed (${code ?? signal}): ${said.trim()}`));
    });
  });
}
