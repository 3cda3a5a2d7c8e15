import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type KafkaForTests, kafkaForTests } from '@daifa/local-kafka/kafka-for-tests';
import { digest } from '@daifa/projection/digest';
import type { Message } from 'kafkajs';
import type { Bus } from '../port.js';
import { Desk } from '../contract-desk.js';
import { kafkaClient, topicsOf } from './client.js';
import { markMessage, messageOf, partitionOf } from './message.js';
import { type KafkaFixture, kafkaFixture } from './test-kafka-bus.js';
import { appendRounds, appliedOnceInOrder } from './test-load.js';

const PARTITIONS = 12;

let kafka: KafkaForTests;
let fixture: KafkaFixture;
let desk: Desk;

beforeAll(async () => {
  kafka = await kafkaForTests();
}, 300_000);
afterAll(() => kafka.stop());
beforeEach(async () => {
  desk = await Desk.open(async () => (fixture = await kafkaFixture({ brokers: kafka.brokers, partitions: PARTITIONS })));
});
afterEach(() => desk.close());

const member = (pageEventsMax?: number): Promise<Bus> =>
  desk.start({ group: 'orders', handlers: [['order', desk.projecting()]], ...(pageEventsMax !== undefined && { pageEventsMax }) });

test('members share the partitions, come and go, and every event is applied once, in the order of its stream', async () => {
  const [orders, rounds] = [40, 30];
  const first = await member(50);
  const appending = appendRounds(desk, orders, rounds);
  const second = await member(50);
  await desk.until(async () => (await desk.applied()).length > 200);
  await first.close();
  const third = await member(50);
  const head = await appending;
  await desk.reached(third, head);
  await desk.reached(second, head);
  await appliedOnceInOrder(desk, orders, rounds);
}, 120_000);

test('a rebuild by one member of several gives the live rows again, while events go on coming', async () => {
  const [first, second] = [await member(20), await member(20)];
  await desk.reached(first, await appendRounds(desk, 30, 4));
  const live = await digest(desk.fixture.dataSource, 'orders.applied', ['place']);
  await second.rebuild(['applied']);
  expect(await digest(desk.fixture.dataSource, 'orders.applied', ['place'])).toBe(live);
  const more = desk.append(['order-a', 'order-b', 'order-a']);
  await desk.reached(second, await more);
  expect((await desk.applied()).filter((name) => name.startsWith('order-a'))).toEqual(['order-a@0', 'order-a@1']);
}, 120_000);

test('what a mark counts and nobody brought is fetched from the store, although nothing comes after it', async () => {
  const silent = await Desk.open(async () => (fixture = await kafkaFixture({ brokers: kafka.brokers, partitions: 1, relays: false })));
  try {
    const bus = await silent.start({ group: 'orders', handlers: [['order', silent.projecting()]] });
    const head = await silent.append(['order-1', 'order-1', 'order-2', 'order-1']);
    const [first, , third] = await silent.fixture.store.readAll(0, head);
    await sent([...[first, third].filter((record) => record !== undefined).map((record) => messageOf(record, 1, 1)), markMessage({ after: 0, position: head, count: 4 }, 0, 1)]);
    await silent.reached(bus, head);
    expect([...(await silent.applied())].sort()).toEqual(['order-1@0', 'order-1@1', 'order-1@2', 'order-2@0']);
    expect(fixture.reports.join()).toContain('are read from the store');
  } finally {
    await silent.close();
  }
}, 60_000);

test('a page that was lost with all its marks is fetched at the next mark', async () => {
  const silent = await Desk.open(async () => (fixture = await kafkaFixture({ brokers: kafka.brokers, partitions: 1, relays: false })));
  try {
    const bus = await silent.start({ group: 'orders', handlers: [['order', silent.projecting()]] });
    const head = await silent.append(['order-1', 'order-2', 'order-3']);
    await sent([markMessage({ after: head, position: head + 1, count: 0 }, 0, 1)]);
    await silent.reached(bus, head);
    expect([...(await silent.applied())].sort()).toEqual(['order-1@0', 'order-2@0', 'order-3@0']);
  } finally {
    await silent.close();
  }
}, 60_000);

/** Sends to the topic what no relay would. */
async function sent(messages: readonly Message[]): Promise<void> {
  const producer = kafkaClient(fixture.kafka, 'stranger', () => undefined).producer();
  await producer.connect();
  await producer.send({ topic: topicsOf(fixture.kafka).events, messages: [...messages] });
  await producer.disconnect();
}

test('a message that is no record of ours is reported, copied to the dead-letter topic, and passed over', async () => {
  const bus = await member();
  await desk.reached(bus, await desk.append(['order-1']));
  await sent([{ key: 'order-1', value: '{"broken', partition: partitionOf('order-1', PARTITIONS) }]);
  await desk.reached(bus, await desk.append(['order-1']));
  expect(await desk.applied()).toEqual(['order-1@0', 'order-1@1']);
  expect(fixture.reports.join('\n')).toContain('is left out');
  expect(fixture.reports.join('\n')).not.toContain('broken');
  expect(await copies(1)).toEqual([{ reason: expect.stringContaining('header'), value: '{"broken' }]);
}, 60_000);

test('a poison record is copied to the dead-letter topic with its reason, as it is stored', async () => {
  const bus = await desk.start({ group: 'orders', handlers: [['order', () => Promise.reject(new RangeError('phone 13800001234'))]] });
  await desk.reached(bus, await desk.append(['order-1']));
  expect(await copies(1)).toEqual([{ reason: 'RangeError', value: '{"amountFen":1200}' }]);
}, 60_000);

/** The first copies on the dead-letter topic. */
async function copies(count: number): Promise<readonly { readonly reason: string; readonly value: string }[]> {
  const found: { reason: string; value: string }[] = [];
  const consumer = kafkaClient(fixture.kafka, 'reader', () => undefined).consumer({ groupId: `${fixture.kafka.prefix}.reader` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topicsOf(fixture.kafka).deadLetters], fromBeginning: true });
  await consumer.run({ eachMessage: async ({ message }) => void found.push({ reason: String(message.headers?.['reason']), value: String(message.value) }) });
  await desk.until(async () => found.length >= count);
  await consumer.disconnect();
  return found;
}
