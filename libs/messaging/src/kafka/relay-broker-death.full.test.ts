import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { KafkaStartError, type LocalKafka, startKafka } from '@daifa/local-kafka/kafka';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { migrateRelay } from './relay.js';
import { appendEvents, benchOn, gated, logOf, reached, until } from './test-relay.js';

const dataDir = mkdtempSync(join(tmpdir(), 'daifa-kafka-'));
let running: LocalKafka | null = null;
afterAll(async () => {
  running?.kill();
  await running?.exited;
  rmSync(dataDir, { recursive: true });
});

/** Needs a broker that may be killed: one of our own. */
async function brokerToKill(): Promise<LocalKafka | null> {
  try {
    return (running = await startKafka({ dataDir }));
  } catch (error) {
    if (!(error instanceof KafkaStartError)) throw error;
    process.stderr.write(`NOT TESTED HERE: the relay outlives its broker. ${error.message}\n`);
    return null;
  }
}

test('a broker that is killed and comes back is waited out: the relay goes on by itself, and nothing is left out', async () => {
  const first = await brokerToKill();
  if (first === null) return;
  const database = await testDatabase();
  await migrateRelay(database.url);
  const bench = benchOn({ brokers: [first.brokers], prefix: 'killed' }, database);
  const relay = await bench.relay();
  await appendEvents(bench.store, 20);
  await reached(relay, 20);

  first.kill();
  await appendEvents(bench.store, 20);
  await until(async () => bench.said.some((line) => line.includes('Connection error')));
  expect(await relay.health()).toMatchObject({ position: 20, lag: 20 });

  running = await startKafka({ dataDir, port: Number(first.brokers.split(':')[1]) });
  await reached(relay, 40);
  expect(gated(await bench.laid())).toEqual(await logOf(bench.store));
  await bench.close();
  await database.stop();
}, 180_000);
