import { performance } from 'node:perf_hooks';
import type { EventStore } from '@daifa/event-store/port';
import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { kafkaForTests } from '@daifa/local-kafka/kafka-for-tests';
import { kafkaBus } from '@daifa/messaging/kafka/bus';
import { kafkaClient, topicsOf, type KafkaSettings } from '@daifa/messaging/kafka/client';
import { migrateRelay } from '@daifa/messaging/kafka/relay';
import { systemPorts as ports } from '@daifa/ports/system';
import type { PageContext } from '@daifa/projection/page';
import { projectionTables } from '@daifa/projection/tables';
import { DataSource } from 'typeorm';
import type { Bench } from './bench.js';
import { type Filled, PARTITIONS, relayOn, settingsFor } from './filled-log.js';
import { measureLag } from './kafka-lag.js';
import { ratios } from './measure.js';
import { EVENTS_READ, wholeOrder } from './sample-orders.js';

const ORDERS = { quick: 2_000, full: 10_000 } as const;
const ORDERS_AN_APPEND = 100;
/** As the relay's pages. */
const PAGE_EVENTS = 2_000;
const WAIT_MS = 120_000;

/** f. From the log to Kafka, from Kafka into rows, and how long both take for one event. */
export async function measureKafka(bench: Bench): Promise<void> {
  const kafka = await kafkaForTests();
  bench.say(`f. the relay and consumers on Kafka: ${kafka.kind}`);
  const url = await bench.server.database('relayed');
  await migrateEventStore(url);
  await migrateRelay(url);
  const store = await openPostgresStore({ url, ports });
  try {
    const filled = { url, store, head: await fill(store, bench.sizes.quick ? ORDERS.quick : ORDERS.full), brokers: kafka.brokers.split(',') };
    const relayed = await measureRelay(bench, filled);
    await measureConsumer(bench, filled, relayed);
    await measureLag(bench, filled);
  } finally {
    await store.close();
    await kafka.stop();
  }
}

async function fill(store: EventStore, orders: number): Promise<number> {
  for (let n = 0; n < orders; n += ORDERS_AN_APPEND) {
    await store.appendMany(Array.from({ length: ORDERS_AN_APPEND }, () => wholeOrder()).map(({ id, events }) => ({
      stream: `order-${id}`, expectedRevision: -1, records: events.map(({ type, data, meta }) => ({ type, meta: JSON.stringify(meta), data: JSON.stringify(data) })),
    })));
  }
  return store.headPosition();
}

/** The whole log published, against the same bytes sent by the bare client in pages of the same size. @returns a topic that holds the log */
async function measureRelay(bench: Bench, filled: Filled): Promise<KafkaSettings> {
  const [ours, bare, cpu]: [number[], number[], number[]] = [[], [], []];
  let kafka = settingsFor(filled);
  for (let round = 0; round < bench.sizes.rounds; round++) {
    bench.say(`  relay of ${filled.head} events: round ${round + 1} of ${bench.sizes.rounds}`);
    bare.push(await bareProducer(filled));
    kafka = settingsFor(filled);
    const relay = await relayOn(filled, kafka);
    const before = process.cpuUsage();
    const startedAt = performance.now();
    relay.start();
    while ((await relay.health()).position < filled.head) await ports.timers.sleep(10);
    ours.push(filled.head / ((performance.now() - startedAt) / 1000));
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / filled.head);
    await relay.close();
  }
  const group = `the log on Kafka, ${PARTITIONS} partitions, all replicas`;
  bench.rate(group, 'the relay', 'events/s', ours);
  bench.rate(group, 'the bare client, the same bytes', 'events/s', bare);
  bench.figure(group, 'CPU an event, the relay’s process', 'µs', cpu);
  bench.reach('relay: client', ratios(ours, bare));
  bench.reach('relay', ours);
  return kafka;
}

/** What the client can do here: events read before, values as they are, one request a page. @returns events a second */
async function bareProducer(filled: Filled): Promise<number> {
  const kafka = settingsFor(filled);
  const client = kafkaClient(kafka, 'bench', () => undefined);
  const topic = topicsOf(kafka).events;
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }] });
  await admin.disconnect();
  const pages: { readonly key: string; readonly value: string; readonly headers: Record<string, string> }[][] = [];
  for (let after = 0; after < filled.head; after += PAGE_EVENTS) {
    pages.push((await filled.store.readAll(after, PAGE_EVENTS)).map(({ stream, revision, position, type, meta, data }) => (
      { key: stream, value: data, headers: { revision: String(revision), position: String(position), type, meta, epoch: '1' } })));
  }
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
  await producer.connect();
  const startedAt = performance.now();
  for (const messages of pages) await producer.send({ topic, acks: -1, messages });
  const seconds = (performance.now() - startedAt) / 1000;
  await producer.disconnect();
  return filled.head / seconds;
}

/** The whole topic into rows of a read model, each event once. */
async function measureConsumer(bench: Bench, filled: Filled, kafka: KafkaSettings): Promise<void> {
  const [perSecond, perCore]: [number[], number[]] = [[], []];
  for (let round = 0; round < bench.sizes.rounds; round++) {
    bench.say(`  consumer of ${filled.head} events: round ${round + 1} of ${bench.sizes.rounds}`);
    const schema = `read_${round}`;
    const dataSource = await new DataSource({ type: 'postgres', url: filled.url }).initialize();
    await dataSource.query(`${projectionTables(schema)}; create table ${schema}.applied (place bigint generated always as identity, stream text, revision integer)`);
    const bus = kafkaBus({ group: `bench-${round}`, store: filled.store, dataSource, schema, ports, kafka, report: (failure) => process.stderr.write(`${failure}\n`) });
    bus.addHandler('order', (records: readonly { stream: string; revision: number }[], { manager }: PageContext) => manager.query(
      `insert into ${schema}.applied (stream, revision) select stream, revision from unnest($1::text[], $2::integer[]) with ordinality as t (stream, revision, n) order by n`,
      [records.map(({ stream }) => stream), records.map(({ revision }) => revision)]), true, { group: `bench-${round}` });
    const before = [process.cpuUsage(), bench.server.processorTimeUs()] as const;
    const startedAt = performance.now();
    await new Promise<void>((resolve, reject) => bus.listen((error) => (error ? reject(error) : resolve())));
    const arrived = await bus.waitFor(filled.head, WAIT_MS);
    perSecond.push(filled.head / ((performance.now() - startedAt) / 1000));
    const { user, system } = process.cpuUsage(before[0]);
    perCore.push((filled.head * 1e6) / (user + system + bench.server.processorTimeUs() - before[1]));
    await bus.close();
    bench.hold(`Kafka into rows, round ${round + 1}: every event once, in its stream's order`, arrived && (await isOnceInOrder(dataSource, schema, filled.head)), `${filled.head} events`);
    await dataSource.destroy();
  }
  const group = 'Kafka into rows, effects once';
  bench.rate(group, 'with joining the group', 'events/s', perSecond);
  bench.figure(group, 'of one core, Node and PostgreSQL', 'events/s/core', perCore);
  bench.reach('consumer', perCore);
}

async function isOnceInOrder(dataSource: DataSource, schema: string, count: number): Promise<boolean> {
  const [row] = await dataSource.query<{ rows: number; wrong: number }[]>(
    `select count(*)::integer as rows, count(*) filter (where revision <> seen)::integer as wrong
     from (select revision, row_number() over (partition by stream order by place) - 1 as seen from ${schema}.applied) as t`);
  return row?.rows === count && row.wrong === 0 && count % EVENTS_READ === 0;
}
