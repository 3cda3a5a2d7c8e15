import { DataSource, type Logger, type MigrationInterface, MigrationExecutor } from 'typeorm';
import { PreparedClient } from './prepared-client.js';

export type DatabaseOptions = {
  /** postgres://… */
  readonly url: string;
  /** The schema that is this caller's alone: its tables and the record of its migrations. Lower case letters, digits, underscores. */
  readonly schema: string;
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** An idle connection broke: the pool has dropped it and goes on. Without a listener it would end the process. */
  readonly onPoolError: (error: Error) => void;
  /** Connections at most; default 10. */
  readonly poolMax?: number;
};

const POOL_MAX = 10;
/** Longer than any query of a list, shorter than the deadline of a request. */
const STATEMENT_MS_MAX = 15_000;
const IDLE_IN_TRANSACTION_MS_MAX = 10_000;
const CONNECT_MS_MAX = 5_000;
const IDLE_MS_MAX = 30_000;
/** Any constant does, as long as it is ours; the schema's name is the second key of the lock. */
const MIGRATION_LOCK = 0x0da1fa;

/**
 * Opens a pool on a schema and brings the schema up to date: created if missing, pending migrations in one transaction
 * under an advisory lock, so that several processes can start at once and a failed migration leaves nothing behind.
 */
export async function openDataSource(options: DatabaseOptions): Promise<DataSource> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(options.schema)) throw new TypeError(`not a schema name: ${options.schema}`);
  const database = new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    entities: [...options.entities],
    migrations: [...options.migrations],
    migrationsTableName: 'migration',
    synchronize: false,
    logging: false,
    logger: silence,
    installExtensions: false,
    applicationName: options.applicationName,
    poolErrorHandler: options.onPoolError,
    poolSize: options.poolMax ?? POOL_MAX,
    connectTimeoutMS: CONNECT_MS_MAX,
    extra: {
      statement_timeout: STATEMENT_MS_MAX,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
      idleTimeoutMillis: IDLE_MS_MAX,
      keepAlive: true,
      Client: PreparedClient,
    },
  });
  await database.initialize();
  try {
    await migrate(database, options.schema);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return database;
}

/** TypeORM would print failed migrations on the console; the error itself is thrown and told once, by whoever starts the process. */
const silence: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

async function migrate(database: DataSource, schema: string): Promise<void> {
  const runner = database.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('set local statement_timeout = 0');
    await runner.query('select pg_advisory_xact_lock($1, hashtext($2))', [MIGRATION_LOCK, schema]);
    await runner.query(`create schema if not exists "${schema}"`);
    const executor = new MigrationExecutor(database, runner);
    executor.transaction = 'all';
    await executor.executePendingMigrations();
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

/** Reads a bigint column, which pg gives as text, as a safe integer: for positions, revisions and fen. */
export const integerColumn = {
  to: (value: number | null | undefined): number | null | undefined => value,
  from: (text: string | null): number | null => {
    if (text === null) return null;
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError('a bigint column holds more than 2^53');
    return value;
  },
};
