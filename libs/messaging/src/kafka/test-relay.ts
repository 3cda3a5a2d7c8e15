import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { kafkaForTests } from '@daifa/local-kafka/kafka-for-tests';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts } from '@daifa/ports/system';
import type { Kafka } from 'kafkajs';
import { kafkaClient, type KafkaSettings, topicsOf } from './client.js';
import { type Arrival, arrivalOf } from './message.js';
import { RelayPlace } from './relay-place.js';
import { migrateRelay, openRelay, type Relay, type RelayOptions } from './relay.js';

/** A message of the topic of events, as it lies there. */
export type Laid = Arrival & { readonly partition: number; readonly epoch: number };

/** Longer than anything here takes on a busy machine; met only by a test that fails. */
const PATIENCE_MS = 60_000;

/** Long enough that a busy machine takes no lead from anybody; tests of just that say otherwise. */
const LEASE_MS = 10_000;

/** Waits for something that happens elsewhere. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = systemPorts.clock.monotonicMs() + PATIENCE_MS;
  while (!(await condition())) {
    if (systemPorts.clock.monotonicMs() > deadline) throw new Error('the condition was not met in time');
    await systemPorts.timers.sleep(5);
  }
}

/** `count` events in as many streams as asked, each stream's in turn. */
export async function appendEvents(store: EventStore, count: number, streams = 7): Promise<void> {
  for (let n = 0; n < count; n++) {
    const stream = `order-${n % streams}`;
    const revision = (await store.read(stream)).length;
    await store.append({ stream, expectedRevision: revision - 1, records: [{ type: 'OrderAccepted', meta: '{"schemaVersion":1}', data: JSON.stringify({ n, note: '代发' }) }] });
  }
}

export type Bench = {
  readonly database: { readonly url: string };
  readonly kafka: KafkaSettings;
  readonly client: Kafka;
  readonly store: EventStore;
  readonly said: readonly string[];
  /** A relay of this bench's topic, started, and closed with the bench. */
  relay(over?: Partial<RelayOptions>): Promise<Relay>;
  place(): RelayPlace;
  /** Everything that lies on the topic, partition by partition, in order. */
  laid(): Promise<readonly Laid[]>;
  close(): Promise<void>;
};

export type Broker = { readonly brokers: string; readonly databaseUrl: string; bench(): Promise<Bench>; stop(): Promise<void> };

/** One broker and one database for a suite; a bench has a topic and a log of its own. */
export async function brokerForTests(): Promise<Broker> {
  const [kafka, database] = await Promise.all([kafkaForTests(), testDatabase()]);
  await migrateRelay(database.url);
  return {
    brokers: kafka.brokers, databaseUrl: database.url,
    bench: async () => benchOn({ brokers: kafka.brokers.split(','), prefix: `test-${systemPorts.ids.uuid().slice(0, 8)}` }, database),
    stop: async () => {
      await database.stop();
      await kafka.stop();
    },
  };
}

export function benchOn(kafka: KafkaSettings, database: { readonly url: string }): Bench {
  const store = inMemoryStore();
  const said: string[] = [];
  const report = (failure: string): void => void said.push(failure);
  const client = kafkaClient(kafka, 'test', () => undefined); // of the reader, not of the relay
  const closing: (() => Promise<void>)[] = [];
  return {
    database, kafka, client, store, said,
    relay: async (over = {}) => {
      const relay = await openRelay({ store, databaseUrl: database.url, kafka, ports: systemPorts, report, leaseMs: LEASE_MS, ...over });
      closing.push(() => relay.close());
      relay.start();
      return relay;
    },
    place: () => {
      const place = new RelayPlace({ databaseUrl: database.url, topic: topicsOf(kafka).events, owner: 'a test', leaseMs: LEASE_MS });
      closing.push(() => place.close());
      return place;
    },
    laid: () => readTopic(client, topicsOf(kafka).events),
    close: async () => {
      for (const close of closing) await close();
      await store.close();
    },
  };
}

export async function reached(relay: Relay, position: number): Promise<void> {
  await until(async () => (await relay.health()).position >= position);
}

/** Reads to the end that the topic has now. */
async function readTopic(client: Kafka, topic: string): Promise<readonly Laid[]> {
  const admin = client.admin();
  await admin.connect();
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
  await admin.disconnect();
  const consumer = client.consumer({ groupId: `reader-${systemPorts.ids.uuid()}`, allowAutoTopicCreation: false, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const byPartition = new Map<number, Laid[]>([...ends.keys()].map((partition) => [partition, []]));
  const isRead = (): boolean => [...ends].every(([partition, end]) => (byPartition.get(partition)?.length ?? 0) >= end);
  await consumer.run({
    eachMessage: async ({ partition, message }) => void byPartition.get(partition)?.push({ ...arrivalOf(message), partition, epoch: Number(message.headers?.['epoch']) }),
  });
  await until(async () => isRead());
  await consumer.disconnect();
  return [...byPartition.values()].flat();
}

export function recordsOf(laid: readonly Laid[]): readonly StoredRecord[] {
  return laid.flatMap((one) => (one.kind === 'record' ? [one.record] : []));
}

/** What a consumer's gate lets through: the first time each revision comes, as long as none is left out. @throws at a gap */
export function gated(laid: readonly Laid[]): ReadonlyMap<string, readonly StoredRecord[]> {
  const streams = new Map<string, StoredRecord[]>();
  for (const record of recordsOf(laid)) {
    const seen = streams.get(record.stream) ?? [];
    if (record.revision > seen.length) throw new Error(`${record.stream}: revision ${record.revision} after ${seen.length - 1}`);
    if (record.revision === seen.length) streams.set(record.stream, [...seen, record]);
  }
  return streams;
}

/** The log by stream: what consumers must end with. */
export async function logOf(store: EventStore): Promise<ReadonlyMap<string, readonly StoredRecord[]>> {
  const streams = new Map<string, StoredRecord[]>();
  for (const record of await store.readAll(0, 10_000)) streams.set(record.stream, [...(streams.get(record.stream) ?? []), record]);
  return streams;
}
