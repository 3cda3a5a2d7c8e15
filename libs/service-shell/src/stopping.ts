import { once } from 'node:events';
import { Server } from 'node:net';
import type { Timers } from '@daifa/ports/ports';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ShellConfig } from './config.js';
import type { Health } from './health.js';
import type { Logger } from './logging.js';
import type { Shutdown } from './shutdown.js';

/** Handlers of messages finish their batch, or leave it: it is delivered again. */
const BUS_MS_MAX = 3_000;

/** Long enough for a busy client to send once more and be told to close; an idle connection delays the stop by no more. */
const FAREWELL_MS_MAX = 500;

export type Stoppable = {
  readonly app: NestFastifyApplication;
  readonly config: Pick<ShellConfig, 'drainMs' | 'inFlightMs'>;
  readonly timers: Timers;
  readonly health: Health;
  readonly shutdown: Shutdown;
  readonly logger: Logger;
};

/**
 * Stops in the order in which nothing needs what is already gone: not ready, drain, close the door, say goodbye, finish what is in
 * flight, then the bus, then stores and pools, last opened first. Answers whether every step ended well and in time.
 */
export async function stopGracefully({ app, config, timers, health, shutdown, logger }: Stoppable): Promise<boolean> {
  logger.info('stopping');
  health.markStopping();
  if (config.drainMs > 0) await timers.sleep(config.drainMs);
  shutdown.begin();
  await farewell(app, timers);
  const server = app.getHttpAdapter();
  const finished = await shutdown.within(config.inFlightMs, 'requests in flight', () => Promise.resolve(server.close()));
  if (!finished) app.getHttpServer().closeAllConnections();
  const busEnded = await shutdown.within(BUS_MS_MAX, 'bus and modules', () => app.close());
  const closed = await shutdown.closeAll();
  logger.info({ clean: finished && busEnded && closed }, 'stopped');
  return finished && busEnded && closed;
}

/**
 * Takes no new connections, but still serves those that are open, each answer saying that it is the last. `http.Server.close` would
 * cut idle connections at once, under the feet of clients just about to send: 48 requests lost in 10 stops under load, against 0.
 */
async function farewell(app: NestFastifyApplication, timers: Timers): Promise<void> {
  const server = app.getHttpServer();
  const ended = new AbortController();
  const closed = once(server, 'close', { signal: ended.signal }).then(() => undefined, () => undefined);
  Server.prototype.close.call(server);
  await Promise.race([closed, timers.sleep(FAREWELL_MS_MAX, ended.signal)]);
  ended.abort();
}

export type ProcessLike = {
  on(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP', listener: () => void): unknown;
  exit(code: number): void;
};

/**
 * The first signal stops and exits with 0, or 1 if something had to be left behind. A second Ctrl-C ends the process at once;
 * a second SIGTERM is only the same request again, because shells and npm both pass on what a whole group was sent.
 */
export function stopOnSignals(stop: () => Promise<boolean>, target: ProcessLike): void {
  let asked = false;
  const stopOnce = (): void => {
    if (asked) return;
    asked = true;
    void stop().then((clean) => target.exit(clean ? 0 : 1), () => target.exit(1));
  };
  target.on('SIGTERM', stopOnce);
  target.on('SIGHUP', stopOnce);
  target.on('SIGINT', () => (asked ? target.exit(1) : stopOnce()));
}
