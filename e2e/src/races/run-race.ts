import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { EventStore } from '@daifa/event-store/port';
import { evolve } from '@daifa/order-domain/evolve';
import { unborn } from '@daifa/order-domain/order';
import { decodeOrderRecord } from '@daifa/order-store/orders';
import { systemPorts } from '@daifa/ports/system';
import type { World } from '../client/world.js';
import { atOnce } from './at-once.js';
import type { Done, Operation, Race, Round, Run } from './race.js';
import { notLinearizable } from './witness.js';

/** Rounds under way at the same time: enough that answers jostle, few enough that a round's two still meet. */
const ROUNDS_AT_ONCE = 8;
/** How far apart the two are sent, at most, either way, beside what makes the race even. */
const SKEW_MICROSECONDS_MAX = 3_000;
/** How much each round moves the start of the next ones towards an even race. */
const STEP_MS = 0.3;
const LEAD_MS_MAX = 50;

export type Outcome = {
  readonly rounds: number;
  /** How often each sequence was seen. */
  readonly seen: Readonly<Record<string, number>>;
  /** What went wrong, each with its order. */
  readonly wrong: readonly string[];
};

/**
 * Runs a race over HTTP and judges every round by the order's own stream. One of the two usually has more to do before it
 * appends: whoever has won more often is sent a little later, so that the two meet.
 *
 * @param store the world's own, for reading what was recorded
 */
export async function runRace(race: Race, world: World, { store, rounds }: { readonly store: EventStore; readonly rounds: number }): Promise<Outcome> {
  const seen = new Map(race.orders.map((order) => [order, 0]));
  const wrong: string[] = [];
  let leadMs = 0;
  const prepared = await race.prepare(world, rounds);
  await atOnce(prepared, ROUNDS_AT_ONCE, async (round) => {
    const run = await recorded(store, round, await play(round, leadMs + (randomInt(2 * SKEW_MICROSECONDS_MAX + 1) - SKEW_MICROSECONDS_MAX) / 1_000));
    const order = race.orderOf(run);
    seen.set(order, (seen.get(order) ?? 0) + 1);
    leadMs = Math.max(-LEAD_MS_MAX, Math.min(LEAD_MS_MAX, leadMs + (order === race.orders[0] ? -STEP_MS : STEP_MS)));
    const required = race.wrong(run);
    wrong.push(...[...notLinearizable(run.done, run.records, round.readyAt), ...(required === null ? [] : [required])].map((text) => `${round.orderId}: ${text}`));
  });
  return { rounds: prepared.length, seen: Object.fromEntries(seen), wrong };
}

/** @param leadMs how much earlier the first of the pair is sent than the second; later, when negative */
async function play({ pair: [one, other], then = [] }: Round, leadMs: number): Promise<readonly Done[]> {
  const [early, late] = leadMs < 0 ? [other, one] : [one, other];
  const first = carryOut(early);
  await pass(Math.abs(leadMs));
  const both = await Promise.all([first, carryOut(late)]);
  const rest: Done[] = [];
  for (const operation of then) rest.push(await carryOut(operation));
  return [...both, ...rest];
}

async function carryOut(operation: Operation): Promise<Done> {
  return { operation, ...(await operation.send()) };
}

/** A timer is too coarse for the last millisecond; other work goes on meanwhile. */
async function pass(forMs: number): Promise<void> {
  const end = performance.now() + forMs;
  if (forMs > 2) await systemPorts.timers.sleep(forMs - 2);
  while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
}

async function recorded(store: EventStore, round: Round, done: readonly Done[]): Promise<Run> {
  const records = (await store.read(`order-${round.orderId}`)).map(decodeOrderRecord);
  return { round, done, records, end: records.reduce((order, { event }) => evolve(order, event), unborn) };
}
