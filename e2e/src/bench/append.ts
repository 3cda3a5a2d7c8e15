import pg from 'pg';
import type { Bench } from './bench.js';
import type { Contender } from './contender.js';
import { batchedFunction } from './contenders/batched-function.js';
import { castore } from './contenders/castore.js';
import { dcb } from './contenders/dcb.js';
import { emmett } from './contenders/emmett.js';
import { messageDb } from './contenders/message-db.js';
import { daifa, daifaTransact } from './contenders/ours.js';
import { preparedInsert } from './contenders/prepared-insert.js';
import { closedLoop, percentile, ratios, rotated, untilAgreed } from './measure.js';
import { newOrder } from './sample-orders.js';

const ALL: readonly Contender[] = [daifa, daifaTransact, batchedFunction, preparedInsert, emmett, dcb, castore, messageDb];
const QUICK: readonly Contender[] = [daifa, daifaTransact, batchedFunction, preparedInsert, emmett, dcb];
const PEERS = [emmett, dcb, castore, messageDb] as const;

const WARM_UP_MS = 250;

/** What one round of one contender gave. Times and bytes are per order. */
type Round = { readonly perSecond: number; readonly p50Ms: number; readonly nodeUs: number; readonly postgresUs: number; readonly walBytes: number; readonly fsyncs: number };

type Entrant = { readonly contender: Contender; readonly url: string };

/** The first three events of new orders, durable, expected revision checked: everybody in every round, each time another one first. */
export async function measureAppends(bench: Bench): Promise<void> {
  const entrants: Entrant[] = [];
  for (const contender of bench.sizes.quick ? QUICK : ALL) {
    const url = await bench.server.database(`append_${entrants.length}`);
    await contender.install(url);
    entrants.push({ contender, url });
  }
  for (const writers of bench.sizes.quick ? [1, 32] : [1, 8, 32]) {
    const rounds = await untilAgreed(bench.sizes.attemptsMax, () => measured(bench, entrants, writers), (all) => [...all.values()].map((some) => some.map(({ perSecond }) => perSecond)));
    report(bench, writers, rounds);
  }
  for (const { contender, url } of entrants) if (contender.kind === 'ours') await checkPositions(bench, contender, url);
}

async function measured(bench: Bench, entrants: readonly Entrant[], writers: number): Promise<ReadonlyMap<Contender, readonly Round[]>> {
  const rounds = new Map<Contender, Round[]>(entrants.map(({ contender }) => [contender, []]));
  for (let round = 0; round < bench.sizes.rounds; round++) {
    bench.say(`  append, ${writers} ${writers === 1 ? 'writer' : 'writers'}: round ${round + 1} of ${bench.sizes.rounds}`);
    for (const entrant of rotated(entrants, round)) rounds.get(entrant.contender)?.push(await oneRound(bench, entrant, writers));
  }
  return rounds;
}

/** Connections are opened anew, so that what they did is counted when they have gone. */
async function oneRound({ server, sizes }: Bench, { contender, url }: Entrant, writers: number): Promise<Round> {
  const before = await server.counts();
  const store = await contender.open(url);
  const append = (): Promise<void> => store.append(newOrder());
  const warmUp = await closedLoop(writers, WARM_UP_MS, append);
  const cpu = process.cpuUsage();
  const postgresBefore = server.processorTimeUs();
  const { done, seconds, latenciesMs } = await closedLoop(writers, sizes.roundMs, append);
  const postgresUs = server.processorTimeUs() - postgresBefore;
  const { user, system } = process.cpuUsage(cpu);
  await store.close();
  await disconnectAll(url);
  const after = await server.counts();
  const all = done + warmUp.done;
  return {
    perSecond: done / seconds, p50Ms: percentile(latenciesMs, 0.5), nodeUs: (user + system) / done, postgresUs: postgresUs / done,
    walBytes: (after.walBytes - before.walBytes) / all, fsyncs: (after.fsyncs - before.fsyncs) / all,
  };
}

/** Ends what a driver left open, and waits until nobody is in the database: counts of the departed are complete. */
async function disconnectAll(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const others = `FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
  await client.query(`SELECT pg_terminate_backend(pid) ${others}`);
  for (;;) {
    const { rows: [row] } = await client.query<{ left: string }>(`SELECT count(*) AS left ${others}`);
    if (Number(row?.left) === 0) break;
  }
  await client.end();
}

function report(bench: Bench, writers: number, rounds: ReadonlyMap<Contender, readonly Round[]>): void {
  const group = `append, 3 events an order, ${writers} ${writers === 1 ? 'writer' : 'writers'}`;
  const of = (contender: Contender, pick: (round: Round) => number): readonly number[] => (rounds.get(contender) ?? []).map(pick);
  const rate = (contender: Contender): readonly number[] => of(contender, ({ perSecond }) => perSecond);
  const cpu = (contender: Contender): readonly number[] => of(contender, ({ nodeUs, postgresUs }) => nodeUs + postgresUs);
  for (const contender of rounds.keys()) {
    const { name } = contender;
    bench.rate(group, name, 'orders/s', rate(contender));
    bench.figure(`${group}: p50`, name, 'ms', of(contender, ({ p50Ms }) => p50Ms));
    bench.figure(`${group}: CPU an order, Node`, name, 'µs', of(contender, ({ nodeUs }) => nodeUs));
    bench.figure(`${group}: CPU an order, PostgreSQL`, name, 'µs', of(contender, ({ postgresUs }) => postgresUs));
    bench.figure(`${group}: WAL an order`, name, 'B', of(contender, ({ walBytes }) => walBytes));
    bench.figure(`${group}: fsyncs an order`, name, '', of(contender, ({ fsyncs }) => fsyncs));
  }
  if (writers === 1) bench.reach('append 1: insert', ratios(rate(daifa), rate(preparedInsert)));
  if (writers !== 32) return;
  const bestPeer = rate(daifa).map((_, round) => Math.max(...PEERS.map((peer) => rate(peer)[round] ?? 0)));
  const leanestPeer = rate(daifa).map((_, round) => Math.min(...PEERS.map((peer) => cpu(peer)[round] ?? Number.POSITIVE_INFINITY)));
  bench.reach('append 32: bound', ratios(rate(daifa), rate(batchedFunction)));
  bench.reach('append 32: best peer', ratios(rate(daifa), bestPeer));
  bench.reach('append 32: insert', ratios(rate(daifa), rate(preparedInsert)));
  bench.reach('append 32: CPU', cpu(daifa));
  bench.reach('append 32: CPU of best peer', ratios(cpu(daifa), leanestPeer));
}

/** After tens of thousands of racing appends: positions and revisions without gaps, nothing twice. */
async function checkPositions(bench: Bench, contender: Contender, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: [row] } = await client.query<{ events: string; head: string; orders: string; broken: string }>(`
    SELECT count(*)::text AS events, max(position)::text AS head, count(DISTINCT stream)::text AS orders,
           (SELECT count(*)::text FROM (SELECT 1 FROM events.event GROUP BY stream HAVING max(revision) + 1 <> count(*)) AS torn) AS broken FROM events.event`);
  await client.end();
  bench.hold(`${contender.name}: positions contiguous, revisions without gaps`, row?.events === row?.head && row?.broken === '0', `${row?.events} events of ${row?.orders} orders, head ${row?.head}, ${row?.broken} torn`);
}
