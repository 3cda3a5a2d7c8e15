import type { Ports } from '@daifa/ports/ports';
import { Access, accessSchema } from './access.js';
import type { ShellConfig } from './config.js';
import { Cursors } from './cursor.js';
import { openDataSource } from './database.js';
import { Health } from './health.js';
import { Idempotency } from './idempotency.js';
import { loggable } from './loggable.js';
import { createLogger, type Logger } from './logging.js';
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
  /** Puts away what was opened, for a start that fails before there is an app to stop. */
  close(): Promise<void>;
};

/**
 * Opens the schema `access` (tenants, keys, idempotency) and what stands on it.
 *
 * @param options name: the process in logs and in pg_stat_activity
 * @throws whatever the database throws when it cannot be reached or migrated
 */
export async function openShell(options: { readonly name: string; readonly ports: Ports; readonly config: ShellConfig; readonly logger?: Logger }): Promise<Shell> {
  const { name, ports, config } = options;
  const logger = options.logger ?? createLogger({ name, level: config.logLevel });
  const shutdown = new Shutdown(ports.timers, logger);
  const database = await openDataSource({ url: config.databaseUrl, applicationName: `${name} access`, onPoolError: lostConnections({ logger, shutdown }, `${name} access`), ...accessSchema });
  shutdown.onClose('access database', () => database.destroy());
  const health = new Health(ports.timers);
  health.check('access database', async () => {
    await database.query('select 1');
    return { ok: true };
  });
  return {
    name, ports, config, logger, health, shutdown,
    access: new Access(database, ports, config.environment),
    idempotency: new Idempotency(database, ports, config.secret),
    cursors: new Cursors(config.secret),
    close: async () => {
      shutdown.begin();
      await shutdown.closeAll();
    },
  };
}

/** Says that an idle connection broke; not while stopping, when the database may end before the last goodbye has arrived. */
export function lostConnections({ logger, shutdown }: Pick<Shell, 'logger' | 'shutdown'>, database: string): (error: Error) => void {
  return (error) => {
    if (!shutdown.signal.aborted) logger.warn({ database, error: loggable(error) }, 'idle database connection lost');
  };
}
