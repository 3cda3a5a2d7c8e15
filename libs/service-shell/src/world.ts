import type { DynamicModule } from '@nestjs/common';
import type { EventStore } from '@daifa/event-store/port';
import type { Bus } from '@daifa/messaging/port';
import type { Aggregates } from '@daifa/order-store/orders';
import type { ReceiverSeals } from '@daifa/personal-data/receiver';
import type { Ports } from '@daifa/ports/ports';
import type { DataSource } from 'typeorm';
import type { DatabaseOptions } from './database.js';
import type { Access } from './access.js';
import type { Gauges } from './gauges.js';

/** What a service stands on. Its module never knows which world it is in: embedded in one process, or one of many. */
export type World = {
  readonly ports: Ports;
  readonly store: EventStore;
  readonly aggregates: Aggregates;
  readonly seals: ReceiverSeals;
  readonly access: Access;
  /** Where a service hands in numbers an operator wants to see. */
  readonly gauges: Gauges;
  /** Pools that a service opens for itself (staging, simulators). */
  readonly databaseUrl: string;
  /** The consumer groups of this process by name, filled while it starts. */
  readonly groups: ReadonlyMap<string, RunningGroup>;
};

/** A consumer group at work, and the tables that are its own. */
export type RunningGroup = { readonly bus: Bus; readonly readModels: readonly string[] };

/** Nest tokens of what every service module provides to its controllers. */
export const WORLD = Symbol('World');
export const DATABASE = Symbol('DataSource of this service');

/** A service as its host sees it: what to open, what to connect to the bus, what to serve. */
export type Service = {
  /** Its name, and with dashes as underscores the schema that is its own. */
  readonly name: string;
  readonly database: Pick<DatabaseOptions, 'schema' | 'entities' | 'migrations'>;
  readonly groups: readonly ConsumerGroup[];
  module(world: World, database: DataSource): DynamicModule;
};

/** Handlers that share a checkpoint. Its read models are emptied and filled again by a rebuild; a process has none. */
export type ConsumerGroup = { readonly name: string; readonly readModels: readonly string[] };
