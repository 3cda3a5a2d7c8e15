import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '@daifa/local-postgres/postgres';
import type { RunningProcess } from '../running-file.js';
import type { FullConfig } from './config.js';
import type { LogFile } from './log-file.js';

export type Database = { readonly url: string; running(): readonly RunningProcess[]; stop(): Promise<void> };

/** What the one who keeps PostgreSQL running says itself, among the server's own lines. */
const KEEPERS = /^PostgreSQL (ended|could not)/;

/** The server's word that it is there, the first time and every time after it was killed. */
const IS_UP = /database system is ready to accept connections/;

export type DatabaseOptions = { readonly log: () => LogFile; readonly say: (line: string) => void; readonly changed: () => void };

/** Our own PostgreSQL, which comes back by itself when it is killed, unless another one is given. @throws PostgresStartError */
export async function openDatabase({ databaseUrl, dataDir, postgresPort }: FullConfig, { log: openLog, say, changed }: DatabaseOptions): Promise<Database> {
  if (databaseUrl !== null) return { url: databaseUrl, running: () => [], stop: async () => undefined };
  const log = openLog();
  const { url, port, stop } = await startPostgres({
    dataDir, port: postgresPort, durable: true,
    log: (line) => {
      log.write(line);
      if (KEEPERS.test(line)) say(`postgres: ${line}`);
      if (IS_UP.test(line)) changed();
    },
  });
  const running = (): readonly RunningProcess[] => {
    const pid = serverOf(dataDir);
    return pid === null ? [] : [{ name: 'postgres', replica: 1, pid, url: `postgres://127.0.0.1:${port}` }];
  };
  return { url, running, stop };
}

/** The server notes its own process id; while it is away there is none. */
function serverOf(dataDir: string): number | null {
  try {
    return Number.parseInt(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8'), 10);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
