import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgresStore } from '@daifa/event-store/postgres';
import type { EventStore } from '@daifa/event-store/port';
import { startPostgres } from '@daifa/local-postgres/postgres';
import { systemPorts } from '@daifa/ports/system';
import type { Place } from '../client/config.js';
import { runningIn } from '../client/running.js';

export type OpenStore = { readonly store: EventStore; readonly where: string; close(): Promise<void> };

/** There is nothing to verify; the message is for a person. */
export class NothingRecorded extends Error {
  override readonly name = 'NothingRecorded';
}

/**
 * The store of a place: DATABASE_URL, else the database of the system that runs there, else our own PostgreSQL on its data,
 * started for the time of the reading.
 *
 * @throws NothingRecorded, StoreUnavailable, PostgresStartError
 */
export async function openStoreOf({ databaseUrl, dataDir }: Place): Promise<OpenStore> {
  const known = databaseUrl ?? runningIn(dataDir)?.databaseUrl;
  if (known) return opened(known, async () => undefined);
  if (!existsSync(join(dataDir, 'cluster'))) throw new NothingRecorded(`Nothing is recorded in ${dataDir} yet: npm start makes it. (还没有数据，请先 npm start)`);
  const server = await startPostgres({ dataDir, durable: true });
  return opened(server.url, () => server.stop()).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
}

async function opened(url: string, end: () => Promise<void>): Promise<OpenStore> {
  const store = await openPostgresStore({ url, ports: systemPorts });
  const { host, pathname } = new URL(url);
  return {
    store, where: `${host}${pathname}`,
    close: async () => {
      await store.close();
      await end();
    },
  };
}
