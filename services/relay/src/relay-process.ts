import { migrateEventStore } from '@daifa/event-store/postgres';
import { migrateRelay, openRelay, type Relay } from '@daifa/messaging/kafka/relay';
import type { Ports } from '@daifa/ports/ports';
import { ConfigError } from '@daifa/service-shell/config';
import { Health } from '@daifa/service-shell/health';
import { createLogger, type Logger } from '@daifa/service-shell/logging';
import { nothingWatches, type Observability } from '@daifa/service-shell/observability';
import { openObservability } from '@daifa/service-shell/observability-open';
import type { Running } from '@daifa/service-shell/run-process';
import { openStore } from '@daifa/service-shell/run-service';
import { Shutdown } from '@daifa/service-shell/shutdown';
import type { RelayConfig } from './config.js';
import { serveHealth } from './health-server.js';
import { liveness, readiness } from './relay-checks.js';

/** The page at work and the lead: what the relay allows for it itself, and a second. */
const HAND_OVER_MS_MAX = 11_000;

export type RelayParts = { readonly config: RelayConfig; readonly ports: Ports; readonly logger?: Logger };

/** Makes the tables of the place and, where the log is in PostgreSQL, of the log. Again changes nothing. */
export async function migrated({ databaseUrl, store }: RelayConfig): Promise<null> {
  if (store.kind === 'postgres') await migrateEventStore(store.url);
  await migrateRelay(databaseUrl);
  return null;
}

/** Publishes the log until it is stopped, or stands by while another process does. A start that fails leaves nothing open. */
export async function served({ config, ports, logger = createLogger({ name: 'relay', level: config.logLevel }) }: RelayParts): Promise<Running> {
  const shutdown = new Shutdown(ports.timers, logger);
  const health = new Health(ports.timers);
  try {
    const observability = await openObservability({ name: 'relay', ports, logger, health, shutdown, host: config.host, config: config.observability });
    const relay = await opened(config, { ports, logger, shutdown, observability });
    observability.relay(relay);
    health.check('relay', async () => readiness(await relay.health()));
    health.checkLive('relay', async () => liveness(await relay.health()));
    const server = await serveHealth(health, config);
    shutdown.onClose('health', () => server.close());
    relay.start();
    health.markStarted();
    logger.info({ url: server.url }, 'listening');
    let stopped: Promise<boolean> | null = null;
    return { url: server.url, stop: () => (stopped ??= stop({ relay, health, shutdown, logger })) };
  } catch (error) {
    await shutdown.closeAll();
    throw error;
  }
}

/** Sends everything after a position again; whichever relay leads does it. @throws ConfigError for a position that was not reached yet */
export async function republished({ config, ports, logger = createLogger({ name: 'relay', level: config.logLevel }) }: RelayParts, from: number): Promise<void> {
  const shutdown = new Shutdown(ports.timers, logger);
  try {
    const relay = await opened(config, { ports, logger, shutdown, observability: nothingWatches });
    shutdown.onClose('relay', () => relay.close());
    await relay.republish(from).catch((error: unknown) => {
      throw error instanceof RangeError ? new ConfigError([`${error.message}.`]) : error;
    });
  } finally {
    await shutdown.closeAll();
  }
}

type Ground = { readonly ports: Ports; readonly logger: Logger; readonly shutdown: Shutdown; readonly observability: Observability };

async function opened({ databaseUrl, store: settings, kafka, partitions }: RelayConfig, { ports, logger, shutdown, observability }: Ground): Promise<Relay> {
  const store = await openStore(settings, ports);
  shutdown.onClose('event store', () => store.close());
  return openRelay({ store, databaseUrl, kafka, ports, partitions, around: observability.relayPage, report: (failure) => logger.warn({ failure }, 'relay') });
}

/** Hands the lead over before anything it needs is gone. */
async function stop({ relay, health, shutdown, logger }: Pick<Ground, 'logger' | 'shutdown'> & { readonly relay: Relay; readonly health: Health }): Promise<boolean> {
  logger.info('stopping');
  health.markStopping();
  shutdown.begin();
  const handedOver = await shutdown.within(HAND_OVER_MS_MAX, 'relay', () => relay.close());
  const closed = await shutdown.closeAll();
  logger.info({ clean: handedOver && closed }, 'stopped');
  return handedOver && closed;
}
