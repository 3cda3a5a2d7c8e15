import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessGuard } from './access-guard.js';
import { Deadline } from './deadline.js';
import { serveDocs } from './docs.js';
import { addHooks, fastifyAdapter } from './http-server.js';
import { IdempotencyInterceptor } from './idempotency-interceptor.js';
import { loggable } from './loggable.js';
import { nestLogger } from './logging.js';
import { ProblemFilter } from './problem-filter.js';
import { assertEveryRouteHasPolicy, prefixPaths } from './routes.js';
import { ShellModule } from './shell.module.js';
import type { Shell } from './shell.js';
import { stopGracefully } from './stopping.js';
import { Validation } from './validation.js';

export { openShell, type Shell } from './shell.js';

export type AppOptions = {
  readonly shell: Shell;
  readonly module: Type | DynamicModule;
  /** Called while readiness still says no, after the buses have started: catching up of projections, demo data. */
  readonly beforeReady?: (app: NestFastifyApplication) => Promise<void>;
};

export type RunningApp = {
  readonly app: NestFastifyApplication;
  /** Starts server and buses (those connected to `app` by then); resolves with the address once ready. A start that fails stops what it started. */
  listen(): Promise<string>;
  /** Stops in order; false when something had to be left behind. Twice is once. */
  stop(): Promise<boolean>;
};

/**
 * One service, or all of them, around its module: complete, not yet listening.
 *
 * @throws Error naming each route without a policy; whatever a module throws. What the shell opened is closed then.
 */
export async function createApp({ shell, module, beforeReady }: AppOptions): Promise<RunningApp> {
  const { config, ports, health, shutdown, logger, idempotency } = shell;
  const app = await built(module, shell).catch(async (error: unknown) => {
    await shell.close();
    throw error;
  });
  void idempotency.keepClean(shutdown.signal, (error) => logger.warn({ error: loggable(error) }, 'idempotency keys not purged'));
  let stopped: Promise<boolean> | null = null;
  const stop = (): Promise<boolean> => (stopped ??= stopGracefully({ app, config, timers: ports.timers, health, shutdown, logger }));
  const start = async (): Promise<string> => {
    await app.listen({ host: config.host, port: config.port });
    await app.startAllMicroservices();
    await beforeReady?.(app);
    health.markStarted();
    const url = await app.getUrl();
    logger.info({ url }, 'listening');
    return url;
  };
  const listen = (): Promise<string> =>
    start().catch(async (error: unknown) => {
      await stop();
      throw error;
    });
  return { app, listen, stop };
}

async function built(module: Type | DynamicModule, shell: Shell): Promise<NestFastifyApplication> {
  const { logger, ports, config, access, idempotency } = shell;
  const app = await NestFactory.create<NestFastifyApplication>(ShellModule.around(module, shell), fastifyAdapter(logger, ports), { logger: nestLogger(logger), abortOnError: false });
  const reflector = app.get(Reflector);
  prefixPaths(app);
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalGuards(new AccessGuard(reflector, access));
  app.useGlobalInterceptors(new IdempotencyInterceptor(reflector, idempotency), new Deadline(reflector, ports.timers, config.requestMs));
  app.useGlobalPipes(new Validation());
  await addHooks(app, shell);
  assertEveryRouteHasPolicy(app);
  serveDocs(app);
  await app.init();
  return app;
}
