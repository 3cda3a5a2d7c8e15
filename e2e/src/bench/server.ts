import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@daifa/local-postgres/postgres';
import pg from 'pg';
import { processorTimeUs } from './processor-time.js';

/** A measurement that would not be worth its paper. */
export class NotWorthReporting extends Error {
  override readonly name = 'NotWorthReporting';
}

export type ServerCounts = { readonly walBytes: number; readonly fsyncs: number };

/** A durable PostgreSQL of our own, gone with its data after the run. */
export type BenchServer = {
  readonly settings: Readonly<Record<string, string>>;
  /** A new, empty database. */
  database(name: string): Promise<string>;
  counts(): Promise<ServerCounts>;
  processorTimeUs(): number;
  stop(): Promise<void>;
};

const SHOWN = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size', 'wal_sync_method'] as const;

/** @throws NotWorthReporting where the server may lose what it acknowledged */
export async function startBenchServer(): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'daifa-bench-'));
  chmodSync(dataDir, 0o711);
  const server = await startPostgres({ dataDir, durable: true });
  const byHand = new pg.Client({ connectionString: server.url });
  await byHand.connect();
  const stop = async (): Promise<void> => {
    await byHand.end();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  const { rows } = await byHand.query<Record<string, string>>(`SELECT ${SHOWN.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`);
  const settings = rows[0] ?? {};
  const off = SHOWN.slice(1, 4).filter((name) => settings[name] !== 'on');
  if (off.length > 0) {
    await stop();
    throw new NotWorthReporting(`${off.join(' and ')} not on: what a server may lose costs it nothing`);
  }
  const pid = Number(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    settings,
    database: async (name) => {
      await byHand.query(`CREATE DATABASE ${name}`);
      const url = new URL(server.url);
      url.pathname = name;
      return url.href;
    },
    counts: async () => {
      const { rows: [row] } = await byHand.query<{ wal: string; fsyncs: string }>(`SELECT pg_current_wal_lsn() - '0/0' AS wal, (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal') AS fsyncs`);
      return { walBytes: Number(row?.wal), fsyncs: Number(row?.fsyncs) };
    },
    processorTimeUs: () => processorTimeUs(pid),
    stop,
  };
}
