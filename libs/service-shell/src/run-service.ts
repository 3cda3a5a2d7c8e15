import { openEventStoreDb } from '@daifa/event-store/eventstoredb';
import type { EventStore } from '@daifa/event-store/port';
import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { kafkaBus } from '@daifa/messaging/kafka/bus';
import { givenMasterKey, type KeyWrapper } from '@daifa/personal-data/master-key';
import type { Ports } from '@daifa/ports/ports';
import { systemPorts } from '@daifa/ports/system';
import { openShell } from './bootstrap.js';
import { hostServices } from './host.js';
import { type Running, runProcess } from './run-process.js';
import type { Service } from './world.js';
import { serviceConfig, type ServiceConfig, type StoreConfig } from './world-config.js';

/**
 * One service as a process of the full world: `main.js` serves until SIGTERM, `main.js migrate` brings the schemas it needs up
 * to date and ends. Says where it listens in its log, and to the process that started it.
 */
export function runService(service: Service): void {
  const [task = 'serve'] = process.argv.slice(2);
  runProcess(task === 'migrate' ? migrated(service) : started(service));
}

/** The store a setting names. PostgreSQL's is not made here: its tables are a migration. */
export async function openStore({ kind, url }: StoreConfig, ports: Ports): Promise<EventStore> {
  return kind === 'postgres' ? openPostgresStore({ url, ports }) : openEventStoreDb({ url, ports });
}

async function migrated(service: Service): Promise<null> {
  const config = serviceConfig();
  if (config.store.kind === 'postgres') await migrateEventStore(config.store.url);
  const host = await hosted(service, config, givenMasterKey(config.masterKeyFile, systemPorts.random));
  await host.stop();
  return null;
}

async function started(service: Service): Promise<Running> {
  const config = serviceConfig();
  const { listen, stop } = await hosted(service, config, givenMasterKey(config.masterKeyFile, systemPorts.random));
  return { url: await listen(), stop };
}

/** Opening what a service stands on brings its schemas up to date: migrations run under a lock, and again change nothing. */
async function hosted(service: Service, { shell: config, store: settings, kafka }: ServiceConfig, masterKey: KeyWrapper): Promise<Awaited<ReturnType<typeof hostServices>>> {
  const shell = await openShell({ name: service.name, ports: systemPorts, config });
  try {
    const store = await openStore(settings, systemPorts);
    const report = (failure: string): void => shell.logger.warn({ kafka: failure }, 'kafka');
    return await hostServices({ shell, store, masterKey, services: [service], busOf: (place) => kafkaBus({ ...place, kafka, report }) });
  } catch (error) {
    await shell.close();
    throw error;
  }
}
