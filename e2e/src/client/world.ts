import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { childEnvironment, placeOf, sharedBrokers, workspace, worldKind, type Place, type WorldKind } from './config.js';
import { factoryAt, type Factory } from './factory.js';
import { connect, type Connection, type Exchange } from './http.js';
import { merchantAt, type Merchant } from './merchant.js';
import { platformAt, type Platform } from './platform.js';
import { gone, killLeftovers, processesIn } from './own-processes.js';
import { demoKeysOf, runningIn, urlOf, type DemoKeys, type Running, type RunningProcess } from './running.js';
import { removeTopics } from './topics.js';

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

/** A system of one's own in a throw-away folder: the real program, or the real programs, its own PostgreSQL, everything durable. */
export type OwnWorld = World & {
  readonly kind: WorldKind;
  readonly home: string;
  readonly running: Running;
  /** Every process it consists of now, those of PostgreSQL and of its own Kafka too. A process that died is another one when it is back. */
  processes(): readonly RunningProcess[];
  /** All the program has written to stdout and stderr so far, over all its lives. */
  output(): string;
  /** Ends it in order (SIGTERM); the data stays. */
  stop(): Promise<void>;
  /**
   * Ends it at once (SIGKILL), as a crash would. The embedded world's database server is left behind for the next start to find;
   * of the full world nothing is.
   */
  kill(): Promise<void>;
  /** Stops it, and removes its data. */
  close(): Promise<void>;
};

export type WorldOptions = {
  /** Left out: what E2E_WORLD says, else the embedded one. */
  readonly world?: WorldKind;
  /** Of each service, in the full world; 1. */
  readonly replicas?: number;
  /** A folder an earlier world used; left out: a new one. */
  readonly home?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly observe?: (exchange: Exchange) => void;
};

const PROGRAMS: Readonly<Record<WorldKind, string>> = {
  embedded: join(workspace, 'services', 'standalone', 'dist', 'main.js'),
  full: join(workspace, 'services', 'standalone', 'dist', 'full', 'main.js'),
};

/** @throws Error with what the program said when it does not come up */
export async function startWorld(options: WorldOptions = {}): Promise<OwnWorld> {
  const { world: kind = worldKind(), home = newHome(), observe } = options;
  const child = spawn(process.execPath, ['--enable-source-maps', '--no-warnings', '--max-semi-space-size=64', PROGRAMS[kind]], { env: childEnvironment({ DAIFA_HOME: home, PORT: '0', ...settingsOf(kind, home, options) }), stdio: ['ignore', 'pipe', 'pipe'] });
  const endWithUs = (): void => {
    child.kill('SIGKILL');
    killLeftovers(home);
  };
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
  const kill = async (): Promise<void> => {
    await end('SIGKILL');
    if (kind === 'full') await gone(killLeftovers(home));
  };
  const close = async (): Promise<void> => {
    await end('SIGTERM');
    await gone(killLeftovers(home));
    const brokers = sharedBrokers();
    if (kind === 'full' && brokers !== null) await removeTopics(brokers, topicPrefix(home));
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return { ...world, kind, home, running, processes: () => processesIn(home), output: said, stop: () => end('SIGTERM'), kill, close };
}

function settingsOf(kind: WorldKind, home: string, { replicas = 1, settings = {} }: WorldOptions): Readonly<Record<string, string>> {
  return kind === 'embedded' ? settings : { REPLICAS: String(replicas), KAFKA_TOPIC_PREFIX: topicPrefix(home), ...settings };
}

/** Of one home over all its lives, and of no other: worlds share brokers. */
export const topicPrefix = (home: string): string => basename(home).toLowerCase();

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
