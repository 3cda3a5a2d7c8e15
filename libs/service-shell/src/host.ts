import type { EventStore } from '@daifa/event-store/port';
import { connectBus } from '@daifa/messaging/connect';
import { embeddedBus } from '@daifa/messaging/embedded';
import { LogTail } from '@daifa/messaging/log-tail';
import { openAggregates } from '@daifa/order-store/orders';
import { postgresKeyring } from '@daifa/personal-data/keys';
import type { KeyWrapper } from '@daifa/personal-data/master-key';
import { ReceiverSeals } from '@daifa/personal-data/receiver';
import type { DataSource } from 'typeorm';
import { createApp, type RunningApp, type Shell } from './bootstrap.js';
import { openDataSource } from './database.js';
import { hostModule } from './host.module.js';
import { lostConnections } from './shell.js';
import type { RunningGroup, Service, World } from './world.js';

export type HostOptions = {
  readonly shell: Shell;
  readonly store: EventStore;
  readonly masterKey: KeyWrapper;
  readonly services: readonly Service[];
};

export type Host = RunningApp & { readonly world: World };

type Opened = { readonly service: Service; readonly database: DataSource };

/**
 * Serves one service or several from one process, over the embedded bus: opens what they stand on, migrates their schemas,
 * and connects each of their consumer groups. Complete, not yet listening. The shell closes everything again.
 */
export async function hostServices({ shell, store, masterKey, services }: HostOptions): Promise<Host> {
  const { ports, config, access, shutdown } = shell;
  shutdown.onClose('event store', () => store.close());
  const keyring = await postgresKeyring({ database: { url: config.databaseUrl }, masterKey, ports });
  shutdown.onClose('keyring', () => keyring.close());
  const groups = new Map<string, RunningGroup>();
  const seals = new ReceiverSeals({ keyring, ports });
  const world: World = { ports, store, access, seals, groups, aggregates: openAggregates({ store, ports }), databaseUrl: config.databaseUrl };
  const opened = await Promise.all(services.map((service) => open(service, shell)));
  const app = await createApp({ shell, module: hostModule(opened.map(({ service, database }) => service.module(world, database)), world) });
  connectGroups(app, opened, { shell, store, groups });
  return { ...app, world };
}

async function open(service: Service, shell: Shell): Promise<Opened> {
  const { config, shutdown } = shell;
  const database = await openDataSource({ url: config.databaseUrl, applicationName: service.name, onPoolError: lostConnections(shell, service.name), ...service.database });
  shutdown.onClose(`${service.name} database`, () => database.destroy());
  return { service, database };
}

/** One reader of the log for the process, one bus for each group. A group that needs a restart makes the process not live. */
function connectGroups({ app }: RunningApp, opened: readonly Opened[], into: { readonly shell: Shell; readonly store: EventStore; readonly groups: Map<string, RunningGroup> }): void {
  const { shell, store, groups } = into;
  const tail = new LogTail({ store, ports: shell.ports });
  shell.shutdown.onClose('log tail', () => tail.close());
  for (const { service, database } of opened) {
    for (const { name, readModels } of service.groups) {
      const bus = embeddedBus({ group: name, store, dataSource: database, schema: service.database.schema, ports: shell.ports, tail });
      connectBus(app, bus);
      groups.set(name, { bus, readModels });
      shell.health.checkLive(`group ${name}`, async () => {
        const { live, state, alarm } = await bus.health();
        return { ok: live, detail: alarm ?? state };
      });
    }
  }
}
