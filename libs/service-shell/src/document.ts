import 'reflect-metadata';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { openAggregates } from '@daifa/order-store/orders';
import { memoryKeyring } from '@daifa/personal-data/memory-keyring';
import { ReceiverSeals } from '@daifa/personal-data/receiver';
import type { Ports } from '@daifa/ports/ports';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { readConfig, shellConfig } from './config.js';
import { Cursors } from './cursor.js';
import { Health } from './health.js';
import { hostModule } from './host.module.js';
import { createLogger } from './logging.js';
import { nothingWatches } from './observability.js';
import { openApiDocument } from './open-api.js';
import { prefixPaths } from './routes.js';
import { ShellModule } from './shell.module.js';
import { Shutdown } from './shutdown.js';
import type { Service, World } from './world.js';

/**
 * The OpenAPI document of services that do not run: Nest lays out their modules in preview, nothing of them is made or
 * started, and no database is asked. The same as `/docs/openapi.json` of the running program.
 */
export async function documentOf(services: readonly Service[], ports: Ports): Promise<OpenAPIObject> {
  const nowhere = new DataSource({ type: 'postgres' });
  const store = inMemoryStore();
  const access = new Access(nowhere, ports, 'document');
  const world: World = {
    ports, store, access, gauges: nothingWatches, databaseUrl: '', groups: new Map(),
    aggregates: openAggregates({ store, ports }),
    seals: new ReceiverSeals({ keyring: memoryKeyring(ports), ports }),
  };
  const module = hostModule(services.map((service) => service.module(world, nowhere)), world);
  const logger = createLogger({ name: 'document', level: 'silent' });
  const parts = { ports, access, logger, config, cursors: new Cursors(config.secret), health: new Health(ports.timers), shutdown: new Shutdown(ports.timers, logger) };
  const app = await NestFactory.create<NestFastifyApplication>(ShellModule.around(module, parts), new FastifyAdapter(), { preview: true, logger: false, abortOnError: false });
  prefixPaths(app);
  const document = openApiDocument(app);
  await store.close();
  return document;
}

/** Nobody is served with it. */
const config = readConfig(shellConfig, { DATABASE_URL: 'postgres://nowhere', DAIFA_SECRET: 'nothing is ever signed with this text' });
