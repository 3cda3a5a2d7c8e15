import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventStore } from '@daifa/event-store/port';
import { startWorld, type OwnWorld, type WorldOptions } from '../client/world.js';
import { bound } from '../stories/fresh.js';
import { storeOf } from '../verify/open-store.js';
import { verifyStore } from '../verify/verify-store.js';
import { races } from './races.js';
import { runRace } from './run-race.js';

/** Requirements 5.2, over HTTP on real servers: both sequences are seen, every answer is that of the rules at its revision. */
export function racesSuite(name: string, optionsOf: () => WorldOptions, rounds: number): void {
  describe(name, () => {
    let world: OwnWorld;
    let store: EventStore;

    beforeAll(async () => {
      world = await startWorld(optionsOf());
      store = await storeOf(world.running);
      await bound(world);
    }, 180_000);

    afterAll(async () => {
      await store.close();
      await world.close();
    }, 60_000);

    test.each(races.map((race) => [race.id, race.title, race] as const))('%s %s: every history is linearizable, and both sequences occur', async (_id, _title, race) => {
      const outcome = await runRace(race, world, { store, rounds });
      expect(outcome.wrong.slice(0, 5)).toEqual([]);
      expect(outcome.rounds).toBe(rounds);
      for (const order of race.orders) expect(outcome.seen).toHaveProperty([order], expect.any(Number));
      expect(Math.min(...Object.values(outcome.seen))).toBeGreaterThan(0);
      expect(Object.values(outcome.seen).reduce((sum, times) => sum + times, 0)).toBe(rounds);
      expect((await verifyStore(store)).findings).toEqual([]);
    }, 120_000);
  });
}
