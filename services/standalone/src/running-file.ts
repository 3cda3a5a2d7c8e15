import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What other commands need to find a running system: `npm run demo`, `npm run verify`, the command line. */
export type Running = {
  readonly url: string;
  readonly databaseUrl: string;
  /** Of the event store, where it is not in the database; it may hold a password too. */
  readonly eventStoreUrl: string | null;
  readonly pid: number;
};

/** Beside the database's folder; after a crash it stays, and its process id tells that nobody is there. */
const fileIn = (dataDir: string): string => join(dataDir, 'running.json');

/** For the owner only: it holds the passwords of the databases. */
export function writeRunning(dataDir: string, running: Running): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(fileIn(dataDir), JSON.stringify(running), { mode: 0o600 });
}

export function removeRunning(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}
