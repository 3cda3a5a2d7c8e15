import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { kafkaForTests } from './kafka-for-tests.js';
import { type LocalKafka, startKafka } from './kafka.js';
import { livingProcess, processIdentity } from './process-identity.js';
import { watchOver } from './watchdog.js';

const START_MS = 120_000;
let folder = '';
let unwatch = (): Promise<void> => Promise.resolve();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'daifa-kafka-'));
  unwatch = watchOver(folder);
});
afterAll(() => unwatch());

const clientOf = ({ brokers }: { readonly brokers: string }): Kafka => new Kafka({ brokers: brokers.split(','), clientId: 'test', logLevel: logLevel.NOTHING });

async function withTopic(kafka: { readonly brokers: string }, topic: string): Promise<void> {
  const admin = clientOf(kafka).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 1 }] });
  await admin.disconnect();
}

async function produce(producer: Producer, topic: string, values: readonly string[]): Promise<void> {
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: values.map((value) => ({ key: 'one key', value })) });
  await producer.disconnect();
}

/** The first `count` values of a topic, through a new consumer group. */
async function consume(kafka: { readonly brokers: string }, topic: string, count: number): Promise<readonly string[]> {
  const consumer = clientOf(kafka).consumer({ groupId: `readers-of-${topic}-${count}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const values: string[] = [];
  await new Promise<void>((done, fail) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => { if (!payload.restart) fail(payload.error); }); // a new broker still loads its groups: kafkajs comes again
    void consumer.run({ eachMessage: async ({ message }) => { if (values.push(String(message.value)) === count) done(); } });
  });
  await consumer.disconnect();
  return values;
}

describe('a local Kafka', () => {
  let kafka: LocalKafka;
  beforeAll(async () => {
    kafka = await startKafka({ dataDir: join(folder, 'one') });
  }, START_MS);
  afterAll(() => kafka.stop());

  test('takes messages and gives them to a consumer group, in order', async () => {
    await withTopic(kafka, 'plain');
    await produce(clientOf(kafka).producer({ allowAutoTopicCreation: false }), 'plain', ['下单', '打印', '发货']);
    expect(await consume(kafka, 'plain', 3)).toEqual(['下单', '打印', '发货']);
  });

  test('takes them from an idempotent producer of kafkajs', async () => {
    await withTopic(kafka, 'idempotent');
    const values = Array.from({ length: 1_000 }, (_, n) => `value ${n}`);
    await produce(clientOf(kafka).producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false }), 'idempotent', values);
    expect(await consume(kafka, 'idempotent', 1_000)).toEqual(values);
  });

  test('makes no topic that nobody asked for', async () => {
    const producer = clientOf(kafka).producer({ retry: { retries: 0 } });
    await expect(produce(producer, 'misspelt', ['lost'])).rejects.toMatchObject({ name: expect.stringMatching(/^KafkaJS/) });
    await producer.disconnect();
  });

  test('keeps its folder for itself while it runs', async () => {
    await expect(startKafka({ dataDir: join(folder, 'one') })).rejects.toMatchObject({ reason: 'data-folder-in-use' });
  });

  test('runs beside another one, which knows nothing of its topics', async () => {
    const other = await startKafka({ dataDir: join(folder, 'other') });
    expect(other.brokers).not.toBe(kafka.brokers);
    await withTopic(kafka, 'only-here');
    const admin = clientOf(other).admin();
    await admin.connect();
    expect(await admin.listTopics()).not.toContain('only-here');
    await admin.disconnect();
    await other.stop();
    expect(livingProcess(processIdentity(other.pid) ?? '')).toBeNull();
  }, START_MS);
});

test('what was acknowledged is still there after a stop and after kill -9, and goes on on another port', async () => {
  const dataDir = join(folder, 'kept');
  const first = await startKafka({ dataDir });
  await withTopic(first, 'kept');
  await produce(clientOf(first).producer(), 'kept', ['before the stop']);
  await first.stop();

  const second = await startKafka({ dataDir });
  await produce(clientOf(second).producer(), 'kept', ['before the kill']);
  second.kill();

  const third = await startKafka({ dataDir });
  expect(await consume(third, 'kept', 2)).toEqual(['before the stop', 'before the kill']);
  await third.stop();
  rmSync(dataDir, { recursive: true });
}, 3 * START_MS);

test('a broker whose owner was killed makes room for the next start, and its messages stay', async () => {
  const dataDir = join(folder, 'orphaned');
  const orphan = await startKafka({ dataDir });
  await withTopic(orphan, 'kept');
  await produce(clientOf(orphan).producer(), 'kept', ['by the orphan']);
  writeFileSync(join(dataDir, 'owner'), '1 1 another-boot');

  const next = await startKafka({ dataDir });
  await orphan.exited;
  expect(await consume(next, 'kept', 1)).toEqual(['by the orphan']);
  await next.stop();
}, 2 * START_MS);

test('a test is given a Kafka and told which, and what was made for it goes', async () => {
  const kafka = await kafkaForTests();
  const admin = clientOf(kafka).admin();
  await admin.connect();
  expect((await admin.describeCluster()).brokers).not.toHaveLength(0);
  await admin.disconnect();
  await kafka.stop();
}, 2 * START_MS);
