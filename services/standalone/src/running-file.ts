import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What other commands need to find a running system: `npm run demo`, `npm run verify`, the command line. */
export type Running = {
  readonly url: string;
  readonly databaseUrl: string;
  /** Of the event store, where it is not in the database; it may hold a password too. */
  readonly eventStoreUrl: string | null;
  readonly pid: number;
  /** Of the full world: every process it consists of, those of Kafka and PostgreSQL too where they are its own. */
  readonly processes?: readonly RunningProcess[];
};

export type RunningProcess = { readonly name: string; readonly replica: number; readonly pid: number; readonly url: string };

/** Beside the database's folder; after a crash it stays, and its process id tells that nobody is there. */
const fileIn = (dataDir: string): string => join(dataDir, 'running.json');

/** For the owner only: it holds the passwords of the databases. Who reads it meanwhile has the old one or the new one, whole. */
export function writeRunning(dataDir: string, running: Running): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unfinished = `${fileIn(dataDir)}.unfinished`;
  writeFileSync(unfinished, JSON.stringify(running), { mode: 0o600 });
  renameSync(unfinished, fileIn(dataDir));
}

export function removeRunning(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}
