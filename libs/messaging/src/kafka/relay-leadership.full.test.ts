import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { manualPorts } from '@daifa/ports/manual';
import pg from 'pg';
import { topicsOf } from './client.js';
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

test('of two relays one publishes and the other stands by', async () => {
  await appendEvents(bench.store, 20);
  const first = await bench.relay();
  await reached(first, 20);
  const second = await bench.relay();
  await until(async () => (await second.health()).state === 'standby');
  await appendEvents(bench.store, 20);
  await reached(second, 40); // as it sees the other one's place
  expect(await second.health()).toMatchObject({ state: 'standby', live: true, published: 0, lag: 0, epoch: 1 });
  expect(await first.health()).toMatchObject({ state: 'leader', published: 40 });
  expect(recordsOf(await bench.laid())).toHaveLength(40);
});

test('a relay that closes hands over at once, and nothing comes twice', async () => {
  await appendEvents(bench.store, 20);
  const first = await bench.relay({ leaseMs: 3_600_000 });
  await reached(first, 20);
  const second = await bench.relay();
  await first.close();
  await appendEvents(bench.store, 20);
  await reached(second, 40);
  expect(await second.health()).toMatchObject({ state: 'leader', published: 20, epoch: 2 });
  const laid = await bench.laid();
  expect(recordsOf(laid)).toHaveLength(40);
  expect(gated(laid)).toEqual(await logOf(bench.store));
});

test('a leader that froze is replaced when its lease ends; awake again it is turned away by its epoch, and what it sent meanwhile does no harm', async () => {
  const frozen = manualPorts(); // its timers stand still: it neither renews its lease nor reads on
  await appendEvents(bench.store, 20);
  const zombie = await bench.relay({ ports: frozen, leaseMs: 200 });
  await reached(zombie, 20);
  const second = await bench.relay();
  await until(async () => (await second.health()).state === 'leader');
  await appendEvents(bench.store, 20);
  await reached(second, 40);

  await frozen.advance(15); // it wakes, believes that it leads, and publishes the page
  await until(async () => (await zombie.health()).lastError === 'Fenced');
  expect(await zombie.health()).toMatchObject({ state: 'standby', position: 40, epoch: 2 });
  expect(await second.health()).toMatchObject({ state: 'leader', published: 20 });

  await appendEvents(bench.store, 20);
  await reached(second, 60);
  const laid = await bench.laid();
  expect(recordsOf(laid.filter(({ epoch }) => epoch === 1))).toHaveLength(40);
  expect(recordsOf(laid.filter(({ epoch }) => epoch === 2))).toHaveLength(40);
  expect(gated(laid)).toEqual(await logOf(bench.store));
});

test('a leader that merely has nothing to do renews its lease', async () => {
  const relay = await bench.relay({ leaseMs: 300 });
  await until(async () => (await relay.health()).state === 'leader');
  const first = await leasedUntil();
  await until(async () => (await leasedUntil()) > first);
  expect(await relay.health()).toMatchObject({ state: 'leader', epoch: 1 });
});

async function leasedUntil(): Promise<Date> {
  const client = new pg.Client({ connectionString: broker.databaseUrl });
  await client.connect();
  const { rows: [row] } = await client.query<{ leased_until: Date }>('select leased_until from relay.place where topic = $1', [topicsOf(bench.kafka).events]);
  await client.end();
  if (!row) throw new Error('the relay has no place');
  return row.leased_until;
}

test('a relay whose place lies beyond the end of the log stops, with an alarm: the store was put back, and must not be followed', async () => {
  await appendEvents(bench.store, 20);
  const place = bench.place();
  await place.open();
  const held = await place.acquire();
  await place.advance(held?.epoch ?? 0, 21);
  await place.release(held?.epoch ?? 0);
  const relay = await bench.relay();
  await until(async () => (await relay.health()).state === 'stopped');
  expect(await relay.health()).toMatchObject({ alarm: 'the checkpoint is at 21, the log ends at 20', lastError: 'ForkedHistory' });
});
