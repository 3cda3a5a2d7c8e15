import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, lastRunning, type RunningProcess } from './running.js';
import { until } from './until.js';

/** Every process of a system of one's own, those of its database and its Kafka too. */
export function processesIn(home: string): readonly RunningProcess[] {
  const data = join(home, 'data');
  const running = lastRunning(data);
  if (running === null) return [];
  if (running.processes.length > 0) return running.processes;
  const postgres = pidIn(join(data, 'cluster', 'postmaster.pid'));
  const program: RunningProcess = { name: 'standalone', replica: 1, pid: running.pid, url: running.url };
  return postgres === null ? [program] : [program, { name: 'postgres', replica: 1, pid: postgres, url: 'postgres://127.0.0.1' }];
}

/**
 * Ends at once what a program that is gone has left behind. Synchronous, so that it can be the last thing a process does.
 *
 * @returns the process ids
 */
export function killLeftovers(home: string): readonly number[] {
  const data = join(home, 'data');
  const noted = [pidIn(join(data, 'cluster', 'postmaster.pid')), pidIn(join(data, 'kafka', 'broker')), ...(lastRunning(data)?.processes ?? []).map(({ pid }) => pid)];
  const left = [...new Set(noted.filter((pid) => pid !== null))].filter((pid) => isAlive(pid) && belongsTo(home, pid));
  for (const pid of left) kill(pid);
  return left;
}

/** Process ids are used again, and what was noted may be old: ours have our folder among their words or settings. */
function belongsTo(home: string, pid: number): boolean {
  if (!existsSync('/proc/self/environ')) return true; // a system that does not tell
  const told = (what: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${what}`, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error) return ''; // gone meanwhile, or another user's
      throw error;
    }
  };
  return told('cmdline').includes(home) || told('environ').includes(home);
}

/** Resolves when none of them is there any more. */
export async function gone(pids: readonly number[]): Promise<void> {
  await until('processes that were killed are gone', async () => pids.filter(isAlive), (left) => left.length === 0);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function pidIn(file: string): number | null {
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return pid > 1 ? pid : null;
}
