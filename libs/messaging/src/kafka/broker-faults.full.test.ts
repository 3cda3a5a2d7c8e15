import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type MockCluster, startMockCluster } from '@daifa/local-kafka/mock-cluster';
import { Desk } from '../contract-desk.js';
import type { Bus } from '../port.js';
import { topicsOf } from './client.js';
import { type KafkaFixture, kafkaFixture } from './test-kafka-bus.js';
import { appendRounds, appliedOnceInOrder } from './test-load.js';

const PARTITIONS = 6;
const BROKERS = [1, 2, 3] as const;
const [ORDERS, ROUNDS] = [30, 40];
/** A group's first members meet only after three seconds here, and a lost coordinator costs a session. */
const PATIENCE_MS = 90_000;

let cluster: MockCluster;
let fixture: KafkaFixture;
let desk: Desk;

beforeAll(async () => {
  cluster = await startMockCluster();
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  desk = await Desk.open(async () => (fixture = await kafkaFixture({ brokers: cluster.brokers, partitions: PARTITIONS, idempotent: false, makeTopic: cluster.makeTopic })));
});
afterEach(() => desk.close());

/** Faults come while records are published and applied; every record has its one effect, in the order of its stream. */
async function surviving(faults: (step: number) => Promise<unknown>, steps = 3): Promise<readonly string[]> {
  const member = (): Promise<Bus> => desk.start({ group: 'orders', handlers: [['order', desk.projecting()]], pageEventsMax: 20 });
  const buses = [await member(), await member()];
  const appending = appendRounds(desk, ORDERS, ROUNDS);
  for (let step = 0; step < steps; step += 1) {
    await faults(step);
    const before = await desk.appliedCount();
    const goal = Math.min(before + 1, ORDERS * ROUNDS);
    await desk.until(async () => (await desk.appliedCount()) >= goal, PATIENCE_MS);
  }
  const head = await appending;
  for (const bus of buses) expect(await bus.waitFor(head, PATIENCE_MS)).toBe(true);
  await appliedOnceInOrder(desk, ORDERS, ROUNDS);
  return fixture.reports;
}

test('F13: brokers go down and come back, their partitions led by others meanwhile', async () => {
  const { events } = topicsOf(fixture.kafka);
  await surviving(async (step) => {
    const victim = BROKERS[step % BROKERS.length] ?? 1;
    const heir = BROKERS[(step + 1) % BROKERS.length] ?? 1;
    for (let partition = 0; partition < PARTITIONS; partition += 1) await cluster.leads(events, partition, heir);
    await cluster.coordinates(`${fixture.kafka.prefix}.orders`, heir);
    await cluster.down(victim);
    await desk.until(async () => fixture.reports.length > 0 || step > 0);
    await cluster.up(victim);
  });
}, 300_000);

test('F13: the group\'s coordinator moves, is loading, and forgets members and generations', async () => {
  await surviving(async (step) => {
    await cluster.coordinates(`${fixture.kafka.prefix}.orders`, BROKERS[step % BROKERS.length] ?? 1);
    await cluster.fail('heartbeat', 'rebalancing', 1);
    await cluster.fail('offsetCommit', 'notCoordinator', 1);
    await cluster.fail('findCoordinator', 'coordinatorLoading', 1);
    await cluster.fail('heartbeat', 'unknownMember', 1);
    await cluster.fail('offsetCommit', 'illegalGeneration', 1);
  }, 2);
}, 300_000);

test('F13: requests to publish are refused, time out, or go to a broker that does not lead', async () => {
  await surviving(async () => {
    await cluster.fail('produce', 'notLeader', 2);
    await cluster.fail('produce', 'timedOut', 2);
    await cluster.fail('produce', 'notEnoughReplicas', 2);
  });
}, 300_000);

test('F13: offsets are out of range: the topic is read again from its beginning, and nothing happens twice', async () => {
  await surviving(async () => {
    await cluster.fail('fetch', 'offsetOutOfRange', 1);
    await cluster.fail('fetch', 'notLeader', 2);
  }, 2);
}, 300_000);

test('F5: a broker answers slowly, another one in time', async () => {
  await surviving(async (step) => {
    for (const broker of BROKERS) await cluster.slow(broker, broker === BROKERS[step % BROKERS.length] ? 400 : 0);
  });
  for (const broker of BROKERS) await cluster.slow(broker, 0);
}, 300_000);
