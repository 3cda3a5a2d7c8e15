import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { systemPorts as ports } from '@daifa/ports/system';
import pg from 'pg';
import { done } from '../client/answers.js';
import { until } from '../client/until.js';
import { startWorld, type OwnWorld } from '../client/world.js';
import { processesOf } from '../bench/pipeline.js';
import { bound, returnAddress } from '../stories/fresh.js';
import { CARRIER } from '../stories/moves.js';
import { storeOf } from '../verify/open-store.js';
import { verifyStore } from '../verify/verify-store.js';
import { Ledger } from './ledger.js';
import type { Job } from './steps.js';
import { conclude, historyOf, write, type Written } from './writer.js';

/** Where the blow falls: at any moment under load, while a carrier is selling a number, or on the database alone. */
export type Blow = 'anywhere' | 'label' | 'database';
const BLOWS: readonly Blow[] = ['anywhere', 'label', 'anywhere', 'label', 'database'];

export type TortureReport = {
  readonly kills: Readonly<Record<Blow, number>>;
  readonly acknowledged: number;
  /** Commands whose answer a kill took away; all of them were brought to an end afterwards. */
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
  /** From the start of the program on the killed one's data until it serves. */
  readonly restartsMs: readonly number[];
};

const WRITERS = 8;
/** Long enough for a kill to fall into the purchase: before it, in it, and between it and the record of it. */
const CARRIER_MS = 30;
const KILL_WITHIN_MS = 700;
const KILL_WITHIN_PURCHASE_MS = 60;
const READERS = 16;

/** Kills a working system over and over, and asks afterwards whether it kept its word. */
export async function torture({ kills, onKill = () => undefined }: { readonly kills: number; readonly onKill?: (done: number) => void }): Promise<TortureReport> {
  const ledger = new Ledger();
  const verdict = { lost: [] as string[], twice: [] as string[] };
  const counts: Record<Blow, number> = { anywhere: 0, label: 0, database: 0 };
  const restartsMs: number[] = [];
  let unclear = 0;
  let world = await startWorld();
  try {
    await bound(world);
    const address = await returnAddress(world);
    await slowCarrier(world);
    for (let kill = 0; kill < kills; kill++) {
      const blow = BLOWS[kill % BLOWS.length] ?? 'anywhere';
      const left = await loadedAndStruck({ world, address, ledger }, world, blow);
      counts[blow] += 1;
      unclear += left.length;
      if (blow !== 'database') {
        const startedAt = performance.now();
        world = await startWorld({ home: world.home });
        restartsMs.push(performance.now() - startedAt);
      }
      const written: Written = { world, address, ledger };
      await back(world);
      const touched = new Set(left.flatMap(({ orderId }) => orderId ?? []));
      collect(verdict, await judged(written, touched));
      await Promise.all(left.map((job) => conclude(written, job)));
      onKill(kill + 1);
    }
    collect(verdict, await judged({ world, address, ledger }, new Set(ledger.orders)));
    const books = await carrierBooks(world);
    const log = await wholeLog(world);
    return { kills: counts, acknowledged: ledger.acknowledged, unclear, orders: ledger.orders.length, lost: verdict.lost, twice: [...verdict.twice, ...books.twice], numbersBought: books.bought, ...log, restartsMs };
  } finally {
    await world.close();
  }
}

/** @returns the orders that were on their way when the blow fell */
async function loadedAndStruck(to: Written, world: OwnWorld, blow: Blow): Promise<readonly Job[]> {
  const state = { stopped: false };
  let buying: () => void = () => undefined;
  const someoneBuys = new Promise<void>((resolve) => (buying = resolve));
  const writers = Array.from({ length: WRITERS }, () => write(to, () => state.stopped, ({ name }) => name === 'label' && buying()));
  const ended = Promise.all(writers);
  if (blow === 'label') await Promise.race([someoneBuys, ended]);
  await ports.timers.sleep(randomInt(blow === 'label' ? KILL_WITHIN_PURCHASE_MS : KILL_WITHIN_MS));
  if (blow === 'database') process.kill(processesOf(world).postgres, 'SIGKILL');
  else await world.kill();
  state.stopped = true;
  return (await ended).filter((job) => job !== null);
}

async function slowCarrier({ connection, keys }: OwnWorld): Promise<void> {
  done(await connection.ask(keys.platform, 'PUT', `/v1/carriers/${CARRIER}/simulator`, { latencyMs: CARRIER_MS }));
}

/** Serves again: the database is back, and the program has found it. */
async function back({ connection, merchant }: OwnWorld): Promise<void> {
  const probe = async (): Promise<boolean> => (await connection.ask(null, 'GET', '/health/ready')).ok && (await merchant.orders('?limit=1')).ok;
  await until('ready again', () => probe().catch(() => false), (ready) => ready);
}

type Verdict = { readonly lost: readonly string[]; readonly twice: readonly string[] };

function collect(into: { readonly lost: string[]; readonly twice: string[] }, { lost, twice }: Verdict): void {
  into.lost.push(...lost.filter((sentence) => !into.lost.includes(sentence)));
  into.twice.push(...twice.filter((sentence) => !into.twice.includes(sentence)));
}

/** Reads orders back as their merchant would, and compares with the ledger. */
async function judged({ world, ledger }: Written, orderIds: ReadonlySet<string>): Promise<Verdict> {
  const waiting = [...orderIds];
  const verdict = { lost: [] as string[], twice: [] as string[] };
  await Promise.all(Array.from({ length: READERS }, async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) collect(verdict, ledger.judge(id, await historyOf(world, id)));
  }));
  return verdict;
}

/** The simulated carriers' own books, which no crash of ours touches: a label's number is sold once. */
async function carrierBooks({ running }: OwnWorld): Promise<{ readonly bought: number; readonly twice: readonly string[] }> {
  const client = new pg.Client({ connectionString: running.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ request_id: string; sold: number }>('select request_id, sold from carrier_simulator.purchase where sold > 0');
  await client.end();
  return { bought: rows.length, twice: rows.filter(({ sold }) => sold > 1).map(({ request_id, sold }) => `${request_id}: ${sold} numbers bought for one label`) };
}

async function wholeLog({ running }: OwnWorld): Promise<{ readonly events: number; readonly findings: number }> {
  const store = await storeOf(running);
  try {
    const { events, findingsTotal } = await verifyStore(store);
    return { events, findings: findingsTotal };
  } finally {
    await store.close();
  }
}
