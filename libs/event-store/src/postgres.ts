import type { Ports } from '@daifa/ports/ports';
import { assertAppendable, assertAppendableTogether } from './append-check.js';
import { Bell } from './bell.js';
import { followLog } from './follow-log.js';
import type { EventStore, StoredRecord } from './port.js';
import { AppendQueue } from './postgres/append-queue.js';
import { openDatabase, type Database } from './postgres/connection.js';
import { listen } from './postgres/listener.js';
import { assertNames, DEFAULT_NAMES, type SchemaNames } from './postgres/schema.js';
import { StreamReader } from './postgres/stream-reader.js';

export { migrateEventStore } from './postgres/schema.js';

export type PostgresStoreOptions = Partial<SchemaNames> & {
  readonly url: string;
  readonly ports: Ports;
  /** For tests only: a server that may lose what it acknowledged is accepted. */
  readonly allowNotDurable?: boolean;
};

/** The server may forget what it acknowledged, so no print fence can be built on it. */
export class NotDurable extends Error {
  override readonly name = 'NotDurable';
}

const APPEND_CONNECTIONS = 2;
const READ_CONNECTIONS = 2;
const LOG_CONNECTIONS = 4;
const READ_ALL_MAX = 10_000;

/**
 * Opens a store that migrateEventStore has made. The connections step down to a role that may read and append, nothing else.
 *
 * @throws NotDurable, StoreUnavailable, Error where the store was not migrated
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<EventStore> {
  const { url, ports, allowNotDurable = false, schema = DEFAULT_NAMES.schema, role = DEFAULT_NAMES.role } = options;
  assertNames({ schema, role });
  const database = openDatabase(url, { schema, role }, APPEND_CONNECTIONS + READ_CONNECTIONS + LOG_CONNECTIONS);
  try {
    if (!allowNotDurable) await assertDurable(database);
    await assertMigrated(database, schema);
  } catch (error) {
    await database.close();
    throw error;
  }
  return postgresStore(database, { url, ports, schema, role });
}

function postgresStore(database: Database, { url, ports, ...names }: SchemaNames & { readonly url: string; readonly ports: Ports }): EventStore {
  const appends = new AppendQueue(database, names.schema, APPEND_CONNECTIONS);
  const streams = new StreamReader(database, names.schema, READ_CONNECTIONS);
  const bell = new Bell();
  const closed = new AbortController();
  let listening = false;

  const log = logOf(database, names.schema);

  return {
    positions: 'contiguous',
    ...log,
    append: async (append) => {
      assertAppendable(append);
      return appends.append(append);
    },
    appendMany: async (all) => {
      assertAppendableTogether(all);
      return Promise.all(all.map((append) => appends.append(append)));
    },
    read: (stream, fromRevision = 0) => streams.read(stream, fromRevision),
    subscribe: (after, { signal, ...rest }) => {
      if (!listening) listen(url, names, { bell, ports, signal: closed.signal });
      listening = true;
      return followLog({ ...log, bell }, after, { ...rest, signal: AbortSignal.any([signal, closed.signal]) });
    },
    close: async () => {
      if (closed.signal.aborted) return;
      closed.abort();
      await database.close();
    },
  };
}

function logOf(database: Database, schema: string): Pick<EventStore, 'readAll' | 'headPosition'> {
  return {
    readAll: async (after, limit) => {
      if (!Number.isSafeInteger(limit) || limit < 1 || limit > READ_ALL_MAX) throw new TypeError(`not a page size: ${limit}`);
      const text = `SELECT position, stream, revision, type, meta, data FROM ${schema}.event WHERE position > $1 ORDER BY position LIMIT $2`;
      return (await database.query({ name: 'read all', text, values: [after, limit] })).map(storedRecord);
    },
    headPosition: async () => {
      const rows = await database.query({ name: 'head', text: `SELECT coalesce(max(position), 0) FROM ${schema}.event`, values: [] });
      return Number(rows[0]?.[0]);
    },
  };
}

function storedRecord(row: readonly (string | null)[]): StoredRecord {
  const [position, stream, revision, type, meta, data] = row;
  return { stream: stream ?? '', revision: Number(revision), position: Number(position), type: type ?? '', meta: meta ?? '', data: data ?? '' };
}

async function assertDurable(database: Database): Promise<void> {
  const names = ['fsync', 'full_page_writes', 'synchronous_commit'];
  const rows = await database.query({ name: 'durable', text: `SELECT ${names.map((name) => `current_setting('${name}')`).join(', ')}`, values: [] });
  const off = names.filter((_, index) => rows[0]?.[index] === 'off');
  if (off.length > 0) throw new NotDurable(`the PostgreSQL server has ${off.join(', ')} off, so it may lose what it acknowledged: turn them on`);
}

async function assertMigrated(database: Database, schema: string): Promise<void> {
  const rows = await database.query({ name: 'migrated', text: 'SELECT to_regproc($1)', values: [`${schema}.append_one`] });
  if (rows[0]?.[0] === null) throw new Error(`there is no event store in schema ${schema}: run migrateEventStore first`);
}
