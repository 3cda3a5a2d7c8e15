import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { manualPorts } from '@daifa/ports/manual';
import { systemPorts } from '@daifa/ports/system';
import { RelayWatch, type RelaySelf } from './relay-health.js';
import { Fenced, migrateRelay, RelayPlace } from './relay-place.js';
import { openRelay } from './relay.js';

const HOUR_MS = 3_600_000;
let database: TestDatabase;
let topics = 0;
let topic = '';
const opened: RelayPlace[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await migrateRelay(database.url);
});
beforeEach(() => {
  topic = `topic-${topics++}`;
});
afterAll(async () => {
  for (const place of opened) await place.close();
  await database.stop();
});

async function placeOf(owner: string, leaseMs = HOUR_MS): Promise<RelayPlace> {
  const place = new RelayPlace({ databaseUrl: database.url, topic, owner, leaseMs });
  opened.push(place);
  await place.open();
  return place;
}

test('the migration runs again, and at the same time, without harm', async () => {
  const place = await placeOf('a');
  await place.acquire();
  await Promise.all([migrateRelay(database.url), migrateRelay(database.url)]);
  expect(await place.look()).toEqual({ position: 0, epoch: 1, isLed: true });
});

describe('the lead', () => {
  test('is one process\'s at a time', async () => {
    const [a, b] = [await placeOf('a'), await placeOf('b')];
    const both = await Promise.all([a.acquire(), b.acquire()]);
    expect(both.filter((held) => held !== null)).toEqual([{ position: 0, epoch: 1 }]);
  });

  test('passes on when it is given back, with the place, in a new epoch', async () => {
    const [a, b] = [await placeOf('a'), await placeOf('b')];
    await a.acquire();
    await a.advance(1, 2_000);
    expect(await b.acquire()).toBeNull();
    await a.release(1);
    expect(await b.acquire()).toEqual({ position: 2_000, epoch: 2 });
  });

  test('passes on when its lease has ended', async () => {
    const [a, b] = [await placeOf('a', 0), await placeOf('b')];
    await a.acquire();
    expect(await b.acquire()).toEqual({ position: 0, epoch: 2 });
  });

  test('stays where it is renewed, and where the place moves', async () => {
    const [brief, long] = [await placeOf('a', 0), await placeOf('a')];
    const b = await placeOf('b');
    await brief.acquire();
    await long.renew(1);
    expect(await b.acquire()).toBeNull();
    await brief.renew(1);
    await long.advance(1, 5);
    expect(await b.acquire()).toBeNull();
  });
});

describe('a leader that was replaced', () => {
  test('can neither move the place nor keep the lease, and takes nothing from its successor by letting go', async () => {
    const [zombie, leader] = [await placeOf('a', 0), await placeOf('b')];
    await zombie.acquire();
    await leader.acquire();
    await leader.advance(2, 30);
    await expect(zombie.advance(1, 20)).rejects.toThrow(Fenced);
    await expect(zombie.renew(1)).rejects.toThrow(Fenced);
    await zombie.release(1);
    expect(await leader.look()).toEqual({ position: 30, epoch: 2, isLed: true });
  });

  test('is fenced by its epoch even where it leads again', async () => {
    const a = await placeOf('a');
    await a.acquire();
    await a.acquire();
    await expect(a.advance(1, 20)).rejects.toThrow(Fenced);
    await a.advance(2, 20);
  });
});

describe('setting back', () => {
  test('ends the epoch, and the next leader starts there', async () => {
    const a = await placeOf('a');
    await a.acquire();
    await a.advance(1, 100);
    await a.setBack(40);
    await expect(a.advance(1, 110)).rejects.toThrow(Fenced);
    expect(await a.acquire()).toEqual({ position: 40, epoch: 2 });
  });

  test('never goes forward: what lies between would not be sent', async () => {
    const a = await placeOf('a');
    await a.acquire();
    await a.advance(1, 100);
    for (const position of [101, -1, 0.5, Number.NaN]) await expect(a.setBack(position)).rejects.toThrow(RangeError);
    await a.advance(1, 101);
  });
});

test('a relay does not open where the migration was not run', async () => {
  const bare = await testDatabase();
  const opening = openRelay({ store: inMemoryStore(), databaseUrl: bare.url, kafka: { brokers: ['127.0.0.1:1'], prefix: 'bare' }, ports: systemPorts, report: () => undefined });
  await expect(opening).rejects.toThrow('relation "relay.place" does not exist');
  await bare.stop();
});

describe('health', () => {
  async function watched(state: RelaySelf['state']) {
    const place = await placeOf('a');
    const store = inMemoryStore();
    await store.append({ stream: 'order-1', expectedRevision: -1, records: [1, 2, 3].map(() => ({ type: 'OrderAccepted', meta: '{}', data: '{}' })) });
    const ports = manualPorts();
    return { place, store, ports, watch: new RelayWatch({ place, store, clock: ports.clock, self: () => ({ state, lastError: null, alarm: null, published: 0 }) }) };
  }

  test('a leader that is behind and does not move is not live after a minute; one that moves is', async () => {
    const { place, ports, watch } = await watched('leader');
    await place.acquire();
    expect(await watch.look()).toMatchObject({ position: 0, lag: 3, stalledMs: 0, live: true });
    await ports.advance(60_001);
    expect(await watch.look()).toMatchObject({ stalledMs: 60_001, live: false });
    await place.advance(1, 2);
    expect(await watch.look()).toMatchObject({ position: 2, lag: 1, stalledMs: 0, live: true });
    await place.advance(1, 3);
    await ports.advance(60_001);
    expect(await watch.look()).toMatchObject({ lag: 0, stalledMs: 0, live: true });
  });

  test('a standby is live beside a leader that is stuck, and not where nobody leads', async () => {
    const { place, ports, watch } = await watched('standby');
    await place.acquire();
    await watch.look();
    await ports.advance(60_001);
    expect(await watch.look()).toMatchObject({ live: true });
    await place.release(1);
    expect(await watch.look()).toMatchObject({ live: false });
  });

  test('says that the store does not answer, and what was known before', async () => {
    const { store, watch } = await watched('leader');
    await watch.look();
    await store.close();
    expect(await watch.look()).toMatchObject({ lag: 3, lastError: 'StoreUnavailable' });
  });
});
