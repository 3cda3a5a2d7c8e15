import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStoreDb } from '@daifa/event-store/eventstoredb';
import type { EventStore } from '@daifa/event-store/port';
import { openPostgresStore } from '@daifa/event-store/postgres';
import { startPostgres } from '@daifa/local-postgres/postgres';
import { systemPorts } from '@daifa/ports/system';
import type { Place } from '../client/config.js';
import { type Running, runningIn } from '../client/running.js';

export type OpenStore = { readonly store: EventStore; /** Where the simulated world outside keeps its books. */ readonly databaseUrl: string; readonly where: string; close(): Promise<void> };

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
  const running = runningIn(dataDir);
  if (databaseUrl === null && running) return opened(running, async () => undefined);
  if (databaseUrl !== null) return opened({ databaseUrl, eventStoreUrl: null }, async () => undefined);
  if (!existsSync(join(dataDir, 'cluster'))) throw new NothingRecorded(`Nothing is recorded in ${dataDir} yet: npm start makes it. (还没有数据，请先 npm start)`);
  const server = await startPostgres({ dataDir, durable: true });
  return opened({ databaseUrl: server.url, eventStoreUrl: null }, () => server.stop()).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
}

/** The store of a running system: in its database, unless it says otherwise. */
export function storeOf({ databaseUrl, eventStoreUrl }: Pick<Running, 'databaseUrl' | 'eventStoreUrl'>): Promise<EventStore> {
  return eventStoreUrl === null ? openPostgresStore({ url: databaseUrl, ports: systemPorts }) : openEventStoreDb({ url: eventStoreUrl, ports: systemPorts });
}

async function opened(at: Pick<Running, 'databaseUrl' | 'eventStoreUrl'>, end: () => Promise<void>): Promise<OpenStore> {
  const store = await storeOf(at);
  const { host, pathname } = new URL(at.eventStoreUrl ?? at.databaseUrl);
  return {
    store, databaseUrl: at.databaseUrl, where: `${host}${pathname}`,
    close: async () => {
      await store.close();
      await end();
    },
  };
}
