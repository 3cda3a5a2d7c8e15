import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment, placeOf, workspace, type Place } from './config.js';
import { factoryAt, type Factory } from './factory.js';
import { connect, type Connection, type Exchange } from './http.js';
import { merchantAt, type Merchant } from './merchant.js';
import { platformAt, type Platform } from './platform.js';
import { demoKeysOf, runningIn, urlOf, type DemoKeys, type Running } from './running.js';

/** A system with the people of the demonstration in it. Their tenant ids are fixed in services/standalone. */
export type World = {
  readonly connection: Connection;
  readonly keys: DemoKeys;
  readonly merchant: Merchant;
  readonly factory: Factory;
  readonly factory2: Factory;
  readonly platform: Platform;
};

export const tenants = {
  merchant: { tenantId: '5b0c1a52-2f3e-4a7e-9d51-0a1b2c3d4e5f', name: '晨光小店' },
  factory: { tenantId: '9a4e7c10-6b1d-4f0e-8a77-112233445566', name: '义乌北苑服饰厂', factoryShopId: 'F10000001' },
  factory2: { tenantId: 'c3d2e1f0-1a2b-4c3d-9e8f-aabbccddeeff', name: '杭州下沙针织厂', factoryShopId: 'F10000002' },
  platform: { tenantId: '0d9c8b7a-6f5e-4d3c-8b2a-1f0e9d8c7b6a', name: '平台运营' },
} as const;

export function worldAt(connection: Connection, keys: DemoKeys): World {
  return {
    connection, keys,
    merchant: merchantAt(connection, keys.merchant), factory: factoryAt(connection, keys.factory), factory2: factoryAt(connection, keys.factory2), platform: platformAt(connection, keys.platform),
  };
}

/** There is no system to speak to, or no keys for it; the message is for a person. */
export class NoWorld extends Error {
  override readonly name = 'NoWorld';
}

/** The system that runs already: at DAIFA_URL, or the one of DAIFA_HOME (the workspace). @throws NoWorld */
export function connectWorld(place: Place = placeOf()): World {
  const keys = demoKeysOf(place.home);
  if (keys === null) throw new NoWorld(`There are no demo keys in ${join(place.home, 'secrets')}: start the system with npm start, then try again. (没有演示密钥，请先 npm start)`);
  return worldAt(connect(urlOf(place)), keys);
}

/** A system of one's own in a throw-away folder: the real program, its own PostgreSQL, everything durable. */
export type OwnWorld = World & {
  readonly home: string;
  readonly running: Running;
  /** All the program has written to stdout and stderr so far, over all its lives. */
  output(): string;
  /** Ends it in order (SIGTERM); the data stays. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), as a crash would; the database server is left behind for the next start to find. */
  kill(): Promise<void>;
  /** Stops it, and removes its data. */
  close(): Promise<void>;
};

export type WorldOptions = {
  /** A folder an earlier world used; left out: a new one. */
  readonly home?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly observe?: (exchange: Exchange) => void;
};

const PROGRAM = join(workspace, 'services', 'standalone', 'dist', 'main.js');

/** @throws Error with what the program said when it does not come up */
export async function startWorld({ home = newHome(), settings = {}, observe }: WorldOptions = {}): Promise<OwnWorld> {
  const child = spawn(process.execPath, ['--enable-source-maps', '--no-warnings', '--max-semi-space-size=64', PROGRAM], { env: childEnvironment({ DAIFA_HOME: home, PORT: '0', ...settings }), stdio: ['ignore', 'pipe', 'pipe'] });
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  void once(child, 'exit').then(() => process.off('exit', endWithUs));
  const said = listenTo(child);
  await cameUp(child, said);
  const running = runningIn(join(home, 'data'));
  const keys = demoKeysOf(home);
  if (running === null || keys === null) throw new Error(`the program came up without telling where:\n${said()}`);
  const world = worldAt(connect(running.url, observe), keys);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    world.connection.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  const close = async (): Promise<void> => {
    await end('SIGTERM');
    endOrphan(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return { ...world, home, running, output: said, stop: () => end('SIGTERM'), kill: () => end('SIGKILL'), close };
}

/** Open for others to enter: as root, PostgreSQL runs under another account. */
function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'daifa-e2e-'));
  chmodSync(home, 0o711);
  return home;
}

function listenTo({ stdout, stderr }: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

/** The program's one screen is its last word of a start. */
async function cameUp(child: ChildProcess, said: () => string): Promise<void> {
  const gone = once(child, 'exit').then(([code, signal]: unknown[]) => {
    throw new Error(`the program ended (${String(code ?? signal)}) before it was up:\n${said()}`);
  });
  for (;;) {
    if (said().includes('ready 已就绪')) break;
    await Promise.race([gone, child.stdout ? once(child.stdout, 'data') : gone]);
  }
  gone.catch(() => undefined); // from here on its end is an event like others
}

/** A database server whose program was killed and not started again. */
function endOrphan(home: string): void {
  const file = join(home, 'data', 'cluster', 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (pid > 1) process.kill(pid, 'SIGQUIT');
}
