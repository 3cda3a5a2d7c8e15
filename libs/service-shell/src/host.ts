import type { EventStore } from '@daifa/event-store/port';
import { connectBus } from '@daifa/messaging/connect';
import { embeddedBus } from '@daifa/messaging/embedded';
import type { GroupBus, GroupBusOptions } from '@daifa/messaging/group-bus';
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
  /** What carries events to a consumer group; the event log itself unless told otherwise. */
  readonly busOf?: (place: BusPlace) => GroupBus;
};

/** What every bus is given. */
export type BusPlace = Omit<GroupBusOptions, 'source'>;

export type Host = RunningApp & { readonly world: World };

type Opened = { readonly service: Service; readonly database: DataSource };

/**
 * Serves one service or several from one process: opens what they stand on, migrates their schemas,
 * and connects each of their consumer groups. Complete, not yet listening. The shell closes everything again.
 */
export async function hostServices({ shell, store: plain, masterKey, services, busOf = logBuses(shell, plain) }: HostOptions): Promise<Host> {
  const { ports, config, access, shutdown, observability } = shell;
  const store = observability.store(plain);
  shutdown.onClose('event store', () => store.close());
  const keyring = await postgresKeyring({ database: { url: config.databaseUrl }, masterKey, ports });
  shutdown.onClose('keyring', () => keyring.close());
  const groups = new Map<string, RunningGroup>();
  const seals = new ReceiverSeals({ keyring, ports });
  const world: World = { ports, store, access, gauges: observability, seals, groups, aggregates: openAggregates({ store, ports }), databaseUrl: config.databaseUrl };
  const opened = await Promise.all(services.map((service) => open(service, shell)));
  const app = await createApp({ shell, module: hostModule(opened.map(({ service, database }) => service.module(world, database)), world) });
  connectGroups(app, opened, { shell, store, groups, busOf });
  return { ...app, world };
}

async function open(service: Service, shell: Shell): Promise<Opened> {
  const { config, shutdown } = shell;
  const database = await openDataSource({ url: config.databaseUrl, applicationName: service.name, onPoolError: lostConnections(shell, service.name), ...service.database });
  shutdown.onClose(`${service.name} database`, () => database.destroy());
  return { service, database };
}

/** One reader of the log for the process, shared by the buses of all its groups. */
function logBuses({ ports, shutdown }: Shell, store: EventStore): (place: BusPlace) => GroupBus {
  const tail = new LogTail({ store, ports });
  shutdown.onClose('log tail', () => tail.close());
  return (place) => embeddedBus({ ...place, tail });
}

type Ground = { readonly shell: Shell; readonly store: EventStore; readonly groups: Map<string, RunningGroup>; readonly busOf: (place: BusPlace) => GroupBus };

/** One bus for each group. A group that needs a restart makes the process not live. */
function connectGroups({ app }: RunningApp, opened: readonly Opened[], { shell, store, groups, busOf }: Ground): void {
  for (const { service, database } of opened) {
    for (const { name, readModels } of service.groups) {
      const bus = busOf({ group: name, store, dataSource: database, schema: service.database.schema, ports: shell.ports, around: (handle) => shell.observability.handler(handle) });
      connectBus(app, bus);
      groups.set(name, { bus, readModels });
      shell.observability.group(bus);
      shell.health.checkLive(`group ${name}`, async () => {
        const { live, state, alarm } = await bus.health();
        return { ok: live, detail: alarm ?? state };
      });
    }
  }
}
