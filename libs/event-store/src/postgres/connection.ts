import pg from 'pg';
import { StoreUnavailable } from '../port.js';
import type { SchemaNames } from './schema.js';

const CONNECT_TIMEOUT_MS = 5_000;
/** On the server: an append waits at most this long for the lock of another one. */
const STATEMENT_TIMEOUT_MS = 10_000;
/** On our side, for a network that went silent. */
const QUERY_TIMEOUT_MS = 15_000;
const IDLE_TIMEOUT_MS = 60_000;

export type Database = {
  /** Rows of text, or null for NULL. @throws StoreUnavailable when the outcome is unknown */
  query(prepared: { readonly name: string; readonly text: string; readonly values: readonly (string | number)[] }): Promise<readonly (readonly (string | null)[])[]>;
  close(): Promise<void>;
};

export function openDatabase(url: string, names: SchemaNames, connectionsMax: number): Database {
  const pool = new pg.Pool({
    ...clientConfig(url),
    max: connectionsMax,
    query_timeout: QUERY_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    // Step down first. A plan made on an empty table must not scan it when it has grown, nor be made anew for each call.
    onConnect: (client) => client.query(`SET ROLE ${names.role}; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan`).then(() => undefined),
  });
  pool.on('error', () => undefined); // an idle connection was lost: the pool drops it, the next query opens another
  pool.on('connect', (client) => client.on('error', () => undefined)); // lost in use: the query in flight rejects
  return {
    query: async ({ name, text, values }) => {
      try {
        const { rows } = await pool.query<(string | null)[]>({ name, text, values: [...values], rowMode: 'array' });
        return rows;
      } catch (error) {
        throw asStoreError(error);
      }
    },
    close: () => pool.end(),
  };
}

/** Values stay the text the server sent: JSON is kept to the letter, numbers are turned where they are used. */
export function clientConfig(url: string): pg.ClientConfig {
  return { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'daifa events', keepAlive: true, types: { getTypeParser: () => (text: string) => text } };
}

// Data, integrity, syntax and access, feature, limit: the statement itself is wrong, and trying again is no use.
const OUR_FAULT = /^(22|23|42|0A|54)/;

/** Everything that is not plainly our fault is the world's: lost, refused, timed out, shutting down, full. */
export function asStoreError(error: unknown): unknown {
  const code = sqlState(error);
  if (code !== null && OUR_FAULT.test(code)) return error;
  return new StoreUnavailable(`the event store did not answer: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

/** Whether the content of a statement was at fault: then nothing of it happened. */
export function isOurFault(error: unknown): boolean {
  return OUR_FAULT.test(sqlState(error) ?? '');
}

function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError && typeof error.code === 'string' ? error.code : null;
}
