import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { systemPorts as ports } from '@daifa/ports/system';
import { allDone, done } from '../client/answers.js';
import { until } from '../client/until.js';
import { startWorld, type OwnWorld, type WorldOptions } from '../client/world.js';
import { bound, order, returnAddress } from '../stories/fresh.js';
import { back, carrierBooks, collect, judged, slowCarrier, wholeLog } from './judgement.js';
import { Ledger } from './ledger.js';
import { NEMESES, type Nemesis } from './nemesis.js';
import { rebuiltUnlike } from './rebuilt.js';
import type { Job } from './steps.js';
import { conclude, write, type Written } from './writer.js';

export type FullTortureReport = {
  /** How often each nemesis struck. */
  readonly struck: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  /** Commands whose answer was taken away; all of them were brought to an end afterwards. */
  readonly unclear: number;
  readonly orders: number;
  /** Acknowledged and not there. */
  readonly lost: readonly string[];
  /** Took effect more than once: in an order's history, or in the carrier's books. */
  readonly twice: readonly string[];
  readonly numbersBought: number;
  /** What verifyStore finds in the whole log. */
  readonly events: number;
  readonly findings: number;
  readonly parkedKeys: number;
  readonly deadLetters: number;
  /** Read models that were not the same after a rebuild from the log. */
  readonly unlike: readonly string[];
  /** From the end of a blow until an order is taken in again. */
  readonly resumesMs: readonly number[];
};

export type FullTorture = {
  readonly world?: WorldOptions;
  /** False when it is enough; asked before each blow. */
  readonly goesOn: (blows: number) => boolean;
  readonly nemeses?: readonly Nemesis[];
  readonly onBlow?: (blows: number, name: string) => void;
};

const WRITERS = 8;
const STRIKE_WITHIN_MS = 700;
/** Load goes on for a while after the blow: what fails over does so under it. */
const AFTERMATH_MS = 300;

/** Strikes a system of processes over and over under load, lets it heal by itself, and asks afterwards whether it kept its word. */
export async function tortureFull({ world: options, goesOn, nemeses = NEMESES, onBlow = () => undefined }: FullTorture): Promise<FullTortureReport> {
  const ledger = new Ledger();
  const verdict = { lost: [] as string[], twice: [] as string[] };
  const struck: Record<string, number> = {};
  const resumesMs: number[] = [];
  let unclear = 0;
  const world = await startWorld({ world: 'full', replicas: 2, ...options });
  try {
    await bound(world);
    const to: Written = { world, address: await returnAddress(world), ledger };
    await slowCarrier(world);
    for (let blows = 0; goesOn(blows); blows += 1) {
      const nemesis = nemeses[blows % nemeses.length];
      if (!nemesis) break;
      const left = await struckUnderLoad(to, world, nemesis, resumesMs);
      struck[nemesis.name] = (struck[nemesis.name] ?? 0) + 1;
      unclear += left.length;
      collect(verdict, await judged(to, new Set(left.flatMap(({ orderId }) => orderId ?? []))));
      await Promise.all(left.map((job) => conclude(to, job)));
      onBlow(blows + 1, nemesis.name);
    }
    collect(verdict, await judged(to, new Set(ledger.orders)));
    const groups = await caughtUp(world);
    const books = await carrierBooks(world);
    return {
      struck, acknowledged: ledger.acknowledged, unclear, orders: ledger.orders.length, lost: verdict.lost, twice: [...verdict.twice, ...books.twice],
      numbersBought: books.bought, ...(await wholeLog(world)), ...groups, unlike: await rebuiltUnlike(world), resumesMs,
    };
  } finally {
    await world.close();
  }
}

/** @returns the orders whose last answer the blow took away */
async function struckUnderLoad(to: Written, world: OwnWorld, nemesis: Nemesis, resumesMs: number[]): Promise<readonly Job[]> {
  const state = { stopped: false };
  const ended = Promise.all(Array.from({ length: WRITERS }, () => write(to, () => state.stopped, () => undefined)));
  await ports.timers.sleep(randomInt(STRIKE_WITHIN_MS));
  await nemesis.strike(world);
  const healedAt = performance.now();
  await ports.timers.sleep(AFTERMATH_MS);
  await until('orders are taken in again', () => takenIn(world), (taken) => taken);
  resumesMs.push(performance.now() - healedAt);
  state.stopped = true;
  const left = (await ended).filter((job) => job !== null);
  await back(world); // without load: writers that ask again at once would keep the read models behind for as long as they ask
  return left;
}

async function takenIn({ merchant }: OwnWorld): Promise<boolean> {
  try {
    return allDone(await merchant.importOrders([order()])).length === 1;
  } catch {
    return false; // refused, cut off or answered 503: not yet
  }
}

/** Every group has applied everything there is, on whatever replica. */
async function caughtUp({ platform }: OwnWorld): Promise<{ readonly parkedKeys: number; readonly deadLetters: number }> {
  const groups = await until('all groups at the head', async () => done(await platform.groups()), (all) => all.every(({ lag }) => lag === 0));
  const sum = (field: 'parkedKeys' | 'deadLetters'): number => groups.reduce((total, group) => total + (group[field] ?? 0), 0);
  return { parkedKeys: sum('parkedKeys'), deadLetters: sum('deadLetters') };
}
