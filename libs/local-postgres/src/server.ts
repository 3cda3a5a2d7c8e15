import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { systemPorts } from '@daifa/ports/system';
import type { Account } from './account.js';
import { serverEnvironment } from './config.js';
import { isAlive, servesCluster } from './process-identity.js';
import { PostgresStartError, systemErrorCode } from './start-error.js';

const POLL_MS = 15;
/** Recovery after a crash re-reads at most `max_wal_size`, which takes seconds; ten times that means something else is wrong. */
const READY_TIMEOUT_MS = 120_000;
/** A fast shutdown writes a checkpoint; after this the server is told to leave without one, which costs a recovery, not data. */
const STOP_TIMEOUT_MS = 20_000;
const STDERR_LINES_MAX = 20;

export type ServerSettings = {
  readonly program: string;
  readonly cluster: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly account: Account | null;
  readonly log: (line: string) => void;
};

export type Server = {
  readonly pid: number;
  /** Resolves when the server and all its children are gone, for whatever reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
  /** Lets our process end while the server runs on. */
  unref(): void;
};

/** Starts the server and waits until it takes connections. Its stderr, where it reports, goes to `log` line by line. */
export async function startServer(options: ServerSettings): Promise<Server> {
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // In a process group of its own, so that Ctrl-C in a terminal reaches us only, and the server outlives our last requests.
  const child = spawn(options.program, ['-D', options.cluster, '-p', String(options.port), ...settings], {
    cwd: options.cluster, ...options.account, detached: true, env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lastLines: string[] = [];
  eachLine(child, (line) => {
    lastLines.push(line);
    if (lastLines.length > STDERR_LINES_MAX) lastLines.shift();
    options.log(line);
  });
  let failure: string | null = null;
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => { failure = error.message; resolve(); });
    child.on('close', (code, signal) => { failure ??= `it ended with ${code ?? signal}`; resolve(); });
  });
  const giveUpAt = systemPorts.clock.monotonicMs() + READY_TIMEOUT_MS;
  while (!isReady(options.cluster, child.pid)) {
    if (failure !== null) throw startFailure(options.port, `${failure}; ${lastLines.join(' | ')}`);
    if (systemPorts.clock.monotonicMs() > giveUpAt) {
      child.kill('SIGQUIT');
      throw startFailure(options.port, `it was not ready after ${READY_TIMEOUT_MS} ms; ${lastLines.join(' | ')}`);
    }
    await systemPorts.timers.sleep(POLL_MS);
  }
  const { pid } = child;
  if (pid === undefined) throw startFailure(options.port, 'it has no process id');
  return { pid, exited, stop: () => stopChild(child, exited), unref: () => unref(child) };
}

/**
 * Stops the server that a killed owner left behind on this cluster, so that its port and memory are free; nothing to do
 * where none runs. A stale pid file of a dead server is left for PostgreSQL, which makes sure that no child of it lives on.
 */
export async function stopOrphan(cluster: string): Promise<void> {
  const pid = Number.parseInt(pidFile(cluster)[0] ?? '', 10);
  if (!(pid > 0) || !isAlive(pid)) return;
  if (!servesCluster(pid, cluster)) return rmSync(join(cluster, 'postmaster.pid'), { force: true });
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal);
    const giveUpAt = systemPorts.clock.monotonicMs() + STOP_TIMEOUT_MS;
    while (systemPorts.clock.monotonicMs() < giveUpAt) {
      if (!isAlive(pid)) return;
      await systemPorts.timers.sleep(POLL_MS);
    }
  }
  throw new PostgresStartError('data-folder-in-use', `A server from an earlier run (process ${pid}) still holds ${cluster} and does not stop: end it by hand.`);
}

/** Fast shutdown: open transactions are rolled back, everything acknowledged is kept. */
async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const stopped = new AbortController();
  child.kill('SIGINT');
  void systemPorts.timers.sleep(STOP_TIMEOUT_MS, stopped.signal).then(() => {
    if (!stopped.signal.aborted) child.kill('SIGQUIT');
  });
  await exited;
  stopped.abort();
}

function unref(child: ChildProcess): void {
  child.unref();
  if (child.stderr instanceof Socket) child.stderr.unref();
}

function startFailure(port: number, said: string): PostgresStartError {
  if (said.includes('could not bind')) return new PostgresStartError('port-taken', `Port ${port} is taken by another program: choose another port.`);
  return new PostgresStartError('server-failed', `PostgreSQL did not start: ${said}`);
}

/** The last line says `ready` once connections are taken; the stale file of a crash says so too, but of another process. */
function isReady(cluster: string, pid: number | undefined): boolean {
  const lines = pidFile(cluster);
  return lines[0] === String(pid) && lines[7] === 'ready';
}

function pidFile(cluster: string): readonly string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n').map((line) => line.trim());
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function eachLine(child: ChildProcess, take: (line: string) => void): void {
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
}
