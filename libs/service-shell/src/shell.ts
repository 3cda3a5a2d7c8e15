import type { Ports } from '@daifa/ports/ports';
import type { DataSource } from 'typeorm';
import { Access, accessSchema } from './access.js';
import type { ShellConfig } from './config.js';
import { Cursors } from './cursor.js';
import { openDataSource } from './database.js';
import { Health } from './health.js';
import { Idempotency } from './idempotency.js';
import { loggable } from './loggable.js';
import { createLogger, type Logger } from './logging.js';
import { UNOBSERVED } from './observability-config.js';
import { openObservability, type OpenObservability } from './observability-open.js';
import type { Observability } from './observability.js';
import { Shutdown } from './shutdown.js';

/** What a process has before it has any service: the composition root builds the services on it, then `createApp` serves them. */
export type Shell = {
  readonly name: string;
  readonly ports: Ports;
  readonly config: ShellConfig;
  readonly logger: Logger;
  readonly access: Access;
  readonly idempotency: Idempotency;
  readonly cursors: Cursors;
  readonly health: Health;
  readonly shutdown: Shutdown;
  readonly observability: Observability;
  /** Puts away what was opened, for a start that fails before there is an app to stop. */
  close(): Promise<void>;
};

export type ShellOptions = {
  /** The process in logs, in traces and in pg_stat_activity. */
  readonly name: string;
  readonly ports: Ports;
  readonly config: ShellConfig;
  readonly logger?: Logger;
} & Pick<OpenObservability, 'exporter'>;

/**
 * Opens the schema `access` (tenants, keys, idempotency) and what stands on it.
 *
 * @throws whatever the database throws when it cannot be reached or migrated, or `listen` for the port of the metrics; nothing stays open then
 */
export async function openShell(options: ShellOptions): Promise<Shell> {
  const { name, ports, config, exporter } = options;
  const logger = options.logger ?? createLogger({ name, level: config.logLevel });
  const shutdown = new Shutdown(ports.timers, logger);
  const health = new Health(ports.timers);
  const close = async (): Promise<void> => {
    shutdown.begin();
    await shutdown.closeAll();
  };
  try {
    const observability = await openObservability({ name, ports, logger, health, shutdown, host: config.host, config: config.observability ?? UNOBSERVED, exporter });
    const database = await accessDatabase({ name, config, logger, health, shutdown });
    return {
      name, ports, config, logger, health, shutdown, observability, close,
      access: new Access(database, ports, config.environment),
      idempotency: new Idempotency(database, ports, config.secret),
      cursors: new Cursors(config.secret),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function accessDatabase({ name, config, logger, health, shutdown }: Pick<Shell, 'name' | 'config' | 'logger' | 'health' | 'shutdown'>): Promise<DataSource> {
  const database = await openDataSource({ url: config.databaseUrl, applicationName: `${name} access`, onPoolError: lostConnections({ logger, shutdown }, `${name} access`), ...accessSchema });
  shutdown.onClose('access database', () => database.destroy());
  health.check('access database', async () => {
    await database.query('select 1');
    return { ok: true };
  });
  return database;
}

/** Says that an idle connection broke; not while stopping, when the database may end before the last goodbye has arrived. */
export function lostConnections({ logger, shutdown }: Pick<Shell, 'logger' | 'shutdown'>, database: string): (error: Error) => void {
  return (error) => {
    if (!shutdown.signal.aborted) logger.warn({ database, error: loggable(error) }, 'idle database connection lost');
  };
}
