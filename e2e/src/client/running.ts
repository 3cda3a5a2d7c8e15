import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './config.js';

/** What a running system has written down about itself. */
export type Running = {
  readonly url: string;
  readonly databaseUrl: string;
  /** Of the event store, where it is not in the database. */
  readonly eventStoreUrl: string | null;
  readonly pid: number;
  /** Of the full world: every process it consists of now. */
  readonly processes: readonly RunningProcess[];
};

/** `name` is a service, relay, edge, kafka or postgres; replicas count from 1. */
export type RunningProcess = { readonly name: string; readonly replica: number; readonly pid: number; readonly url: string };

/** What data/running.json says, as long as the process it names lives; null otherwise. */
export function runningIn(dataDir: string): Running | null {
  const running = lastRunning(dataDir);
  return running !== null && isAlive(running.pid) ? running : null;
}

/** The same, also of a system that was killed. */
export function lastRunning(dataDir: string): Running | null {
  const file = join(dataDir, 'running.json');
  if (!existsSync(file)) return null;
  const { url, databaseUrl, eventStoreUrl = null, pid, processes = [] }: Partial<Record<keyof Running, unknown>> = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof url !== 'string' || typeof databaseUrl !== 'string' || typeof pid !== 'number') return null;
  return { url, databaseUrl, eventStoreUrl: typeof eventStoreUrl === 'string' ? eventStoreUrl : null, pid, processes: Array.isArray(processes) ? processes : [] };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const DEFAULT_URL = 'http://127.0.0.1:8080';

export const urlOf = ({ url, dataDir }: Place): string => url ?? runningIn(dataDir)?.url ?? DEFAULT_URL;

export type DemoKeys = Readonly<Record<'merchant' | 'factory' | 'factory2' | 'platform' | 'analyst', string>>;

/** The keys of the demonstration's tenants, null where there are none. */
export function demoKeysOf(home: string): DemoKeys | null {
  const file = join(home, 'secrets', 'demo-keys.json');
  if (!existsSync(file)) return null;
  const keys: Partial<DemoKeys> = JSON.parse(readFileSync(file, 'utf8'));
  const { merchant, factory, factory2, platform, analyst } = keys;
  return merchant && factory && factory2 && platform && analyst ? { merchant, factory, factory2, platform, analyst } : null;
}
