import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EventStore } from '@daifa/event-store/port';
import { openPostgresStore } from '@daifa/event-store/postgres';
import { systemPorts } from '@daifa/ports/system';
import { startWorld, type OwnWorld } from './client/world.js';
import { raceRounds } from './races/config.js';
import { races } from './races/races.js';
import { runRace } from './races/run-race.js';
import { bound } from './stories/fresh.js';
import { verifyStore } from './verify/verify-store.js';

/** Requirements 5.2, over HTTP on a real PostgreSQL: both sequences are seen, every answer is that of the rules at its revision. */
let world: OwnWorld;
let store: EventStore;

beforeAll(async () => {
  world = await startWorld();
  store = await openPostgresStore({ url: world.running.databaseUrl, ports: systemPorts });
  await bound(world);
});

afterAll(async () => {
  await store.close();
  await world.close();
});

test.each(races.map((race) => [race.id, race.title, race] as const))('%s %s: every history is linearizable, and both sequences occur', async (_id, _title, race) => {
  const rounds = raceRounds();
  const outcome = await runRace(race, world, { store, rounds });
  expect(outcome.wrong.slice(0, 5)).toEqual([]);
  expect(outcome.rounds).toBe(rounds);
  for (const order of race.orders) expect(outcome.seen).toHaveProperty([order], expect.any(Number));
  expect(Math.min(...Object.values(outcome.seen))).toBeGreaterThan(0);
  expect(Object.values(outcome.seen).reduce((sum, times) => sum + times, 0)).toBe(rounds);
  expect((await verifyStore(store)).findings).toEqual([]);
}, 120_000);
