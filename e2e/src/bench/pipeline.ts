import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemPorts as ports } from '@daifa/ports/system';
import { allDone, done } from '../client/answers.js';
import { until } from '../client/until.js';
import { startWorld, tenants, type OwnWorld } from '../client/world.js';
import { BATCH, bound, order, returnAddress } from '../stories/fresh.js';
import { CARRIER, numbersBought } from '../stories/moves.js';
import { storeOf } from '../verify/open-store.js';
import { verifyStore } from '../verify/verify-store.js';
import type { Bench } from './bench.js';
import { percentile } from './measure.js';
import { processorTimeUs } from './processor-time.js';

/** The six requests of an order's life, and the events they leave. */
export const STEPS = ['take in', 'allocate', 'label', 'print', 'return', 'ship'] as const;
type Step = (typeof STEPS)[number];

/** Requests under way at once: a batch is a hundred orders, which is plenty for two cores. */
const FLOWS = { batches: 4, singly: 32 } as const;

/** Called for every request with how long it took. */
type Timed = (step: Step, ms: number) => void;

/** A system of our own, its factories bound, ready to be loaded. */
export type Loaded = { readonly world: OwnWorld; readonly address: string; /** Which world; left out: the embedded one, which the goals are about. */ readonly where?: string };

export async function loadedWorld(): Promise<Loaded> {
  const world = await startWorld();
  await bound(world);
  return { world, address: await returnAddress(world) };
}

/** A batch of orders from their channel to the carrier. @returns their ids */
export async function wholeLife({ world: { merchant, factory }, address }: Loaded, orders: number, timed: Timed = () => undefined): Promise<readonly string[]> {
  const clocked = async <Value>(step: Step, request: Promise<Value>): Promise<Value> => {
    const askedAt = performance.now();
    const value = await request;
    timed(step, performance.now() - askedAt);
    return value;
  };
  const taken = allDone(await clocked('take in', merchant.importOrders(Array.from({ length: orders }, () => order()))));
  const allocated = allDone(await clocked('allocate', merchant.allocate(taken.map(({ orderId }) => ({ orderId, factoryId: tenants.factory.tenantId })))));
  const ids = allocated.map(({ allocations }) => allocations[0]?.allocationId ?? '');
  const labels = await clocked('label', numbersBought(factory, ids));
  allDone(await clocked('print', factory.print(`bench-${taken[0]?.orderId}`, ids.map((allocationId) => ({ allocationId })))));
  allDone(await clocked('return', factory.returnWaybills(ids.map((id, n) => ({ allocationIds: [id], carrier: CARRIER, waybillNo: labels[n]?.waybillNo ?? '' })))));
  return allDone(await clocked('ship', merchant.ship(taken.map(({ orderId }) => ({ orderId })), address))).map(({ orderId }) => orderId);
}

/** Import → allocate → label → print → return → ship, against the real program on its own durable PostgreSQL. */
export async function measurePipeline(bench: Bench, loaded: Loaded): Promise<void> {
  const shipped: string[] = [];
  bench.say('  pipeline: warming up');
  for (let n = 0; n < 3; n++) shipped.push(...(await wholeLife(loaded, BATCH)));
  const forms = loaded.where === undefined ? ([['batches', BATCH], ['singly', 1]] as const) : ([['batches', BATCH]] as const);
  for (const [form, orders] of forms) {
    const rounds: Round[] = [];
    for (let round = 0; round < bench.sizes.rounds; round++) {
      bench.say(`  pipeline, ${form === 'batches' ? 'batches of 100' : 'one by one'}: round ${round + 1} of ${bench.sizes.rounds}`);
      rounds.push(await closedRound(loaded, { flows: FLOWS[form], orders, durationMs: bench.sizes.roundMs * 4 }, shipped));
    }
    const group = `import → … → ship ${loaded.where ?? 'over HTTP'}, ${form === 'batches' ? 'batches of 100' : 'one by one'}`;
    bench.rate(group, 'orders', 'orders/s', rounds.map(({ perSecond }) => perSecond));
    bench.figure(group, 'orders of one core', 'orders/s/core', rounds.map(({ perCore }) => perCore));
    bench.figure(group, 'CPU an order: our program', 'µs', rounds.map(({ nodeUs }) => nodeUs));
    bench.figure(group, 'CPU an order: PostgreSQL', 'µs', rounds.map(({ postgresUs }) => postgresUs));
    if (loaded.where !== undefined) continue;
    if (form === 'batches') bench.reach('pipeline', rounds.map(({ perCore }) => perCore));
    else await measureSteps(bench, loaded, percentile(rounds.map(({ perSecond }) => perSecond), 0.5) / 2, shipped);
  }
  await checkShipped(bench, loaded, shipped);
}

type Round = { readonly perSecond: number; readonly perCore: number; readonly nodeUs: number; readonly postgresUs: number };

async function closedRound(loaded: Loaded, { flows, orders, durationMs }: { readonly flows: number; readonly orders: number; readonly durationMs: number }, shipped: string[]): Promise<Round> {
  const { pid, postgres } = processesOf(loaded.world);
  const before = [processorTimeUs(pid), processorTimeUs(postgres)] as const;
  const startedAt = performance.now();
  const began = shipped.length;
  await Promise.all(Array.from({ length: flows }, async () => {
    while (performance.now() - startedAt < durationMs) shipped.push(...(await wholeLife(loaded, orders)));
  }));
  const count = shipped.length - began;
  const seconds = (performance.now() - startedAt) / 1000;
  const postgresUs = (processorTimeUs(postgres) - before[1]) / count;
  // PostgreSQL is a child of the program, so its time is in the program's tree too.
  const nodeUs = (processorTimeUs(pid) - before[0]) / count - postgresUs;
  return { perSecond: count / seconds, perCore: 1e6 / (nodeUs + postgresUs), nodeUs, postgresUs };
}

/** Orders begin at fixed times at half of what the closed loop did: a slow moment delays those behind it, and shows. */
async function measureSteps(bench: Bench, loaded: Loaded, perSecond: number, shipped: string[]): Promise<void> {
  bench.say(`  pipeline, one step at half load: ${perSecond.toFixed(0)} orders/s`);
  const latencies = new Map<Step, number[]>(STEPS.map((step) => [step, []]));
  const count = Math.ceil((perSecond * bench.sizes.roundMs * 6) / 1000);
  const startedAt = performance.now();
  const lives: Promise<void>[] = [];
  for (let n = 0; n < count; n++) {
    const waitMs = startedAt + (n * 1000) / perSecond - performance.now();
    if (waitMs > 1) await ports.timers.sleep(waitMs);
    lives.push(wholeLife(loaded, 1, (step, ms) => void latencies.get(step)?.push(ms)).then((ids) => void shipped.push(...ids)));
  }
  await Promise.all(lives);
  for (const [step, all] of latencies) {
    bench.figure('one step at half load, p50', step, 'ms', [percentile(all, 0.5)]);
    bench.figure('one step at half load, p99', step, 'ms', [percentile(all, 0.99)]);
  }
  bench.reach('step p99', [percentile([...latencies.values()].flat(), 0.99)]);
}

async function checkShipped(bench: Bench, { world, where }: Loaded, shipped: readonly string[]): Promise<void> {
  bench.say('  verifying the whole history');
  const store = await storeOf(world.running);
  const times = new Map<string, number>();
  for (let after = 0; ; ) {
    const page = await store.readAll(after, 5_000);
    for (const { stream, type } of page) if (type === 'ShipConfirmed') times.set(stream, (times.get(stream) ?? 0) + 1);
    const last = page.at(-1);
    if (!last) break;
    after = last.position;
  }
  const once = shipped.filter((id) => times.get(`order-${id}`) === 1).length;
  const of = where === undefined ? '' : ` ${where}`;
  bench.hold(`every order of the pipeline shipped once${of}`, once === shipped.length && new Set(shipped).size === shipped.length, `${once} of ${shipped.length}`);
  const { findingsTotal, events } = await verifyStore(store);
  bench.hold(`verify finds nothing${of}`, findingsTotal === 0, `${events} events, ${findingsTotal} findings`);
  await store.close();
}

/** The program, and the server it started. */
export function processesOf({ home, running }: OwnWorld): { readonly pid: number; readonly postgres: number } {
  return { pid: running.pid, postgres: Number(readFileSync(join(home, 'data', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]) };
}

/** Waits until every group has read what there is. */
export async function settled({ world: { platform, running } }: Loaded): Promise<number> {
  const store = await storeOf(running);
  const head = await store.headPosition();
  await store.close();
  await until('all groups at the head', async () => done(await platform.groups()), (groups) => groups.every(({ position }) => position >= head));
  return head;
}
