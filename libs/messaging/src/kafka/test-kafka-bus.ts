import { Logger } from '@nestjs/common';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts } from '@daifa/ports/system';
import { projectionTables } from '@daifa/projection/tables';
import { DataSource } from 'typeorm';
import type { BusFixture, StartOptions } from '../contract-desk.js';
import { GroupBus } from '../group-bus.js';
import { kafkaBus } from './bus.js';
import { kafkaClient, type KafkaSettings, topicsOf } from './client.js';
import { makeTopics } from './make-topics.js';
import { migrateRelay, openRelay } from './relay.js';

export type KafkaFixture = BusFixture & {
  readonly kafka: KafkaSettings;
  /** What the buses told of losses and failures. */
  readonly reports: readonly string[];
};

type FixtureOptions = {
  readonly brokers: string;
  readonly partitions: number;
  /** False for a topic that only the test writes to. */
  readonly relays?: boolean;
  /** False for brokers without producer ids. */
  readonly idempotent?: boolean;
  /** For brokers that make no topics when a client asks. */
  readonly makeTopic?: (name: string, partitions: number) => Promise<void>;
};

/** A store, a relay and a topic of their own on a running Kafka, and Kafka buses on them. For tests. */
export async function kafkaFixture({ brokers, partitions, relays = true, idempotent = true, makeTopic }: FixtureOptions): Promise<KafkaFixture> {
  Logger.overrideLogger(false); // what the buses report is read from their health
  const database = await testDatabase();
  const store = inMemoryStore();
  const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await dataSource.query(projectionTables('orders'));
  const kafka = { brokers: brokers.split(','), prefix: `test-${systemPorts.ids.uuid().slice(0, 8)}` };
  const reports: string[] = [];
  const report = (failure: string): void => void reports.push(failure);
  await migrateRelay(database.url);
  const relay = await openRelay({ store, databaseUrl: database.url, kafka, partitions, idempotent, ports: systemPorts, report });
  if (makeTopic) for (const [name, count] of [[topicsOf(kafka).events, partitions], [topicsOf(kafka).deadLetters, 1]] as const) await makeTopic(name, count);
  await makeTopics(kafkaClient(kafka, 'test', report), topicsOf(kafka), { partitions, replicationFactor: -1 }, report);
  if (relays) relay.start();
  const busOf = ({ group, source, pageEventsMax }: StartOptions): GroupBus => {
    const on = { group, store, dataSource, schema: 'orders', ports: systemPorts };
    return source ? new GroupBus({ ...on, source }) : kafkaBus({ ...on, kafka, report, ...(pageEventsMax !== undefined && { pageEventsMax }) });
  };
  return {
    store, dataSource, schema: 'orders', kafka, reports,
    start: async (options) => {
      const bus = busOf(options);
      for (const [category, handler] of options.handlers) bus.addHandler(category, handler, true, { group: options.group });
      await new Promise<void>((resolve, reject) => bus.listen((error) => (error ? reject(error) : resolve())));
      return bus;
    },
    close: async () => {
      await relay.close();
      await store.close();
      await dataSource.destroy();
      await database.stop();
    },
  };
}
