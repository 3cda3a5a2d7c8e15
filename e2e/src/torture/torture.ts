import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { systemPorts as ports } from '@daifa/ports/system';
import { startWorld, type OwnWorld } from '../client/world.js';
import { processesOf } from '../bench/pipeline.js';
import { bound, returnAddress } from '../stories/fresh.js';
import { back, carrierBooks, collect, judged, slowCarrier, wholeLog } from './judgement.js';
import { Ledger } from './ledger.js';
import type { Job } from './steps.js';
import { conclude, write, type Written } from './writer.js';

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
const KILL_WITHIN_MS = 700;
const KILL_WITHIN_PURCHASE_MS = 60;

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
