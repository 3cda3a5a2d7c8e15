import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { topicsOf } from './client.js';
import { partitionOf } from './message.js';
import { appendEvents, type Bench, type Broker, brokerForTests, gated, logOf, reached, recordsOf, until } from './test-relay.js';

let broker: Broker;
let bench: Bench;
beforeAll(async () => {
  broker = await brokerForTests();
}, 180_000);
afterAll(() => broker.stop());
beforeEach(async () => {
  bench = await broker.bench();
});
afterEach(() => bench.close());

/** Not of what kafkajs tells while it helps itself: a broker still loads its coordinators, or takes over a new topic's partitions. */
const isOurs = (line: string): boolean => !line.startsWith('kafka ');

/** Every event of the log came, each stream's in its order. */
async function expectWhole(): Promise<void> {
  expect(gated(await bench.laid())).toEqual(await logOf(bench.store));
}

describe('the relay', () => {
  test('F-OP-04: brings the whole log to the topic, each stream in order on its own partition, once', async () => {
    await appendEvents(bench.store, 500, 40);
    const relay = await bench.relay({ pageEventsMax: 64 });
    await reached(relay, 500);
    const laid = await bench.laid();
    expect(gated(laid)).toEqual(await logOf(bench.store));
    expect(recordsOf(laid)).toHaveLength(500);
    expect(laid.every((one) => one.kind === 'mark' || one.partition === partitionOf(one.record.stream, 12))).toBe(true);
    expect(await relay.health()).toMatchObject({ state: 'leader', live: true, position: 500, lag: 0, epoch: 1, lastError: null, published: 500 });
    expect(bench.said.filter(isOurs)).toEqual([]);
  });

  test('does the same for a log in PostgreSQL, and goes on with what is appended later', async () => {
    await migrateEventStore(broker.databaseUrl, { schema: 'relayed' });
    const store = await openPostgresStore({ url: broker.databaseUrl, schema: 'relayed', ports: systemPorts, allowNotDurable: true });
    await appendEvents(store, 30);
    const relay = await bench.relay({ store });
    await reached(relay, 30);
    await appendEvents(store, 30);
    await reached(relay, 60);
    expect(gated(await bench.laid())).toEqual(await logOf(store));
    await relay.close();
    await store.close();
  });

  test('marks every partition after each page, so that the least mark tells how far a group is', async () => {
    await appendEvents(bench.store, 20);
    const relay = await bench.relay();
    await reached(relay, 20);
    await appendEvents(bench.store, 5);
    await reached(relay, 25);
    const laid = await bench.laid();
    for (let partition = 0; partition < 12; partition++) {
      const here = laid.filter((one) => one.partition === partition);
      const marks = here.flatMap((one) => (one.kind === 'mark' ? [one.mark] : []));
      expect([marks[0]?.after, marks.at(-1)?.position]).toEqual([0, 25]);
      expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(recordsOf(here).length);
      marks.slice(1).forEach((mark, n) => expect(mark.after).toBe(marks[n]?.position)); // no stretch of the log is left unmarked
      expect(here.at(-1)?.kind).toBe('mark');
    }
  });

  test('makes its topics: events with as many partitions as asked for and kept for ever, and dead letters', async () => {
    const relay = await bench.relay({ partitions: 3 });
    await appendEvents(bench.store, 10);
    await reached(relay, 10);
    const admin = bench.client.admin();
    await admin.connect();
    const { events, deadLetters } = topicsOf(bench.kafka);
    const { topics } = await admin.fetchTopicMetadata({ topics: [events, deadLetters] });
    expect(topics.map(({ name, partitions }) => [name, partitions.length])).toEqual(expect.arrayContaining([[events, 3], [deadLetters, 1]]));
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: events, configNames: ['retention.ms'] }] });
    expect(resources[0]?.configEntries).toMatchObject([{ configName: 'retention.ms', configValue: '-1' }]);
    await admin.disconnect();
  });

  test('takes a topic as it finds it, whatever number of partitions it was told', async () => {
    const admin = bench.client.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: topicsOf(bench.kafka).events, numPartitions: 2, replicationFactor: 1 }] });
    await admin.disconnect();
    await appendEvents(bench.store, 20);
    await reached(await bench.relay({ partitions: 12 }), 20);
    expect(new Set((await bench.laid()).map(({ partition }) => partition))).toEqual(new Set([0, 1]));
    await expectWhole();
  });

  test('brings events of any size: more of them than a request holds, and leaves one that no broker takes to the store', async () => {
    const large = Array.from({ length: 8 }, (_, n) => ({ type: 'OrderAccepted', meta: '{}', data: `{"note":"${'代'.repeat(n === 4 ? 400_000 : 150_000)}"}` }));
    await bench.store.append({ stream: 'order-large', expectedRevision: -1, records: large });
    await reached(await bench.relay(), 8);
    const laid = await bench.laid();
    expect(recordsOf(laid).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 5, 6, 7]);
    expect(laid.reduce((sum, one) => sum + (one.kind === 'mark' ? one.mark.count : 0), 0)).toBe(8);
  });

  test('works with a broker that gives no producer ids', async () => {
    await appendEvents(bench.store, 100);
    await reached(await bench.relay({ idempotent: false, pageEventsMax: 10 }), 100);
    await expectWhole();
  });
});

describe('what was acknowledged but not noted', () => {
  test('F-OP-04: is sent again after a failure between the two, and nothing is left out', async () => {
    await failOnce(broker.databaseUrl, topicsOf(bench.kafka).events);
    await appendEvents(bench.store, 60);
    const relay = await bench.relay({ pageEventsMax: 20 });
    await reached(relay, 60);
    const laid = await bench.laid();
    expect(gated(laid)).toEqual(await logOf(bench.store));
    expect(recordsOf(laid)).toHaveLength(80); // the page whose place could not be noted came twice
    expect(bench.said.filter(isOurs)).toEqual([expect.stringMatching(/^error P0001/)]);
    expect(await relay.health()).toMatchObject({ state: 'leader', epoch: 2, lastError: null });
  });
});

describe('republishing', () => {
  test('sends everything again in a new epoch, and then goes on', async () => {
    await appendEvents(bench.store, 50);
    const relay = await bench.relay();
    await reached(relay, 50);
    await relay.republish(0);
    await until(async () => (await relay.health()).published === 100);
    await appendEvents(bench.store, 5);
    await reached(relay, 55);
    const laid = await bench.laid();
    const ofEpoch = (epoch: number) => laid.filter((one) => one.epoch === epoch);
    expect(recordsOf(ofEpoch(1))).toHaveLength(50);
    expect(gated(ofEpoch(2))).toEqual(await logOf(bench.store));
  });

  test('starts where it is told to, and not beyond what was sent', async () => {
    await appendEvents(bench.store, 50);
    const relay = await bench.relay();
    await reached(relay, 50);
    await expect(relay.republish(51)).rejects.toThrow(RangeError);
    await relay.republish(40);
    await until(async () => (await relay.health()).published === 60);
    expect(recordsOf((await bench.laid()).filter(({ epoch }) => epoch === 2)).map(({ position }) => position).sort((a, b) => a - b)).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
  });
});

/** The next step of a topic's place fails, once: sequences are not rolled back. */
async function failOnce(url: string, topic: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create sequence if not exists relay.steps;
    create or replace function relay.fail_once() returns trigger language plpgsql as $$ begin
      if nextval('relay.steps') = 2 then raise exception 'the power went'; end if;
      return new;
    end $$;
    create trigger fail_once before update on relay.place for each row when (old.topic = '${topic}' and new.position <> old.position) execute function relay.fail_once();`);
  await client.end();
}
