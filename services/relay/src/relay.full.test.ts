import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EventStore } from '@daifa/event-store/port';
import { openPostgresStore } from '@daifa/event-store/postgres';
import { kafkaForTests, type KafkaForTests } from '@daifa/local-kafka/kafka-for-tests';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts } from '@daifa/ports/system';
import { Kafka, logLevel } from 'kafkajs';

/** The built program, as it runs in an installation. */
const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const prefix = `relay-${systemPorts.ids.uuid().slice(0, 8)}`;

let kafka: KafkaForTests;
let database: TestDatabase;
let store: EventStore;
beforeAll(async () => {
  [kafka, database] = await Promise.all([kafkaForTests(), testDatabase({ durable: true })]);
}, 180_000);
afterAll(async () => {
  await store.close();
  await admin(async (client) => client.deleteTopics({ topics: [`${prefix}.events`, `${prefix}.dead-letters`] }));
  await Promise.all([kafka.stop(), database.stop()]);
});

type Ran = { readonly child: ReturnType<typeof spawn>; readonly listening: Promise<string>; readonly ended: Promise<{ readonly code: number | null; readonly said: string }> };

function relay(...words: readonly string[]): Ran {
  const environment = { PATH: process.env['PATH'], DATABASE_URL: database.url, KAFKA_BROKERS: kafka.brokers, KAFKA_TOPIC_PREFIX: prefix, KAFKA_PARTITIONS: '3', PORT: '0', LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, ['--no-warnings', PROGRAM, ...words], { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const listening = once(child, 'message').then(([message]: { listening?: string }[]) => message?.listening ?? '');
  return { child, listening, ended: once(child, 'close').then(([code]: unknown[]) => ({ code: typeof code === 'number' ? code : null, said })) };
}

async function admin<Result>(ask: (client: ReturnType<Kafka['admin']>) => Promise<Result>): Promise<Result> {
  const client = new Kafka({ brokers: kafka.brokers.split(','), clientId: 'test', logLevel: logLevel.NOTHING }).admin();
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.disconnect();
  }
}

/** How many messages lie on the topic of events. */
const messages = (): Promise<number> => admin(async (client) => (await client.fetchTopicOffsets(`${prefix}.events`)).reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0));

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await systemPorts.timers.sleep(50);
}

const ready = async (url: string): Promise<{ readonly status: number; readonly detail: string }> => {
  const answer = await fetch(`${url}/health/ready`);
  return { status: answer.status, detail: JSON.parse(await answer.text()).checks.relay?.detail ?? '' };
};

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await store.append({ stream: `order-${systemPorts.ids.uuid()}`, expectedRevision: -1, records: [{ type: 'OrderImported', meta: '{"schemaVersion":1}', data: `{"n":${n}}` }] });
}

test('it makes its tables, publishes, hands over to the one that stands by, and sends again what is asked for', async () => {
  expect(await relay('migrate').ended).toEqual({ code: 0, said: '' });
  expect(await relay('migrate').ended).toEqual({ code: 0, said: '' });
  store = await openPostgresStore({ url: database.url, ports: systemPorts });
  await append(5);

  const first = relay();
  const firstUrl = await first.listening;
  await until(async () => (await ready(firstUrl)).detail === 'leader at 5, 0 behind');
  const published = await messages();
  expect(published).toBeGreaterThanOrEqual(5);

  const second = relay('serve');
  const secondUrl = await second.listening;
  await until(async () => (await ready(secondUrl)).detail === 'standby at 5, 0 behind');
  expect((await ready(secondUrl)).status).toBe(200);

  first.child.kill('SIGTERM');
  expect(await first.ended).toEqual({ code: 0, said: '' });
  await until(async () => (await ready(secondUrl)).detail.startsWith('leader at 5'));
  await append(2);
  await until(async () => (await ready(secondUrl)).detail === 'leader at 7, 0 behind');

  const before = await messages();
  expect(await relay('republish', '--from', '2').ended).toEqual({ code: 0, said: expect.stringMatching(/^Everything after position 2 is sent again by the relay that leads\..*\n$/) });
  await until(async () => (await messages()) >= before + 5);

  second.child.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);
}, 180_000);

test('what it cannot do is a sentence, not a stack', async () => {
  const beyond = await relay('republish', '--from', '4711').ended;
  expect([beyond.code, beyond.said]).toEqual([1, expect.stringMatching(/the relay has not reached 4711: it can only be set back/)]);
  expect(beyond.said).not.toMatch(/^\s+at /m);
  const unknown = await relay('replay').ended;
  expect([unknown.code, unknown.said]).toEqual([1, expect.stringContaining('serve, migrate, republish --from POSITION')]);
}, 60_000);
