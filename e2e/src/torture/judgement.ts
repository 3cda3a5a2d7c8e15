import pg from 'pg';
import { done } from '../client/answers.js';
import { until } from '../client/until.js';
import type { OwnWorld, World } from '../client/world.js';
import { CARRIER } from '../stories/moves.js';
import { storeOf } from '../verify/open-store.js';
import { verifyStore } from '../verify/verify-store.js';
import { historyOf, type Written } from './writer.js';

const READERS = 16;

/** Long enough for a kill to fall into the purchase: before it, in it, and between it and the record of it. */
const CARRIER_MS = 30;

export async function slowCarrier({ connection, keys }: World): Promise<void> {
  done(await connection.ask(keys.platform, 'PUT', `/v1/carriers/${CARRIER}/simulator`, { latencyMs: CARRIER_MS }));
}

/** Serves again: the database is back, and the program has found it. */
export async function back({ connection, merchant, platform }: World): Promise<void> {
  const probe = async (): Promise<unknown> => {
    const ready = await connection.ask<{ readonly status: string }>(null, 'GET', '/health/ready');
    if (!ready.ok || ready.body.status !== 'ok') return ready;
    const orders = await merchant.orders('?limit=1');
    return orders.ok ? 'ready' : { code: orders.problem.code, behind: done(await platform.groups()).filter(({ lag, state }) => lag > 0 || state !== 'running') };
  };
  await until('ready again', () => probe().catch((error: unknown) => String(error)), (answer) => answer === 'ready');
}

export type Verdict = { readonly lost: readonly string[]; readonly twice: readonly string[] };

export function collect(into: { readonly lost: string[]; readonly twice: string[] }, { lost, twice }: Verdict): void {
  into.lost.push(...lost.filter((sentence) => !into.lost.includes(sentence)));
  into.twice.push(...twice.filter((sentence) => !into.twice.includes(sentence)));
}

/** Reads orders back as their merchant would, and compares with the ledger. */
export async function judged({ world, ledger }: Written, orderIds: ReadonlySet<string>): Promise<Verdict> {
  const waiting = [...orderIds];
  const verdict = { lost: [] as string[], twice: [] as string[] };
  await Promise.all(Array.from({ length: READERS }, async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) collect(verdict, ledger.judge(id, await historyOf(world, id)));
  }));
  return verdict;
}

/** The simulated carriers' own books, which no crash of ours touches: a label's number is sold once. */
export async function carrierBooks({ running }: OwnWorld): Promise<{ readonly bought: number; readonly twice: readonly string[] }> {
  const client = new pg.Client({ connectionString: running.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ request_id: string; sold: number }>('select request_id, sold from carrier_simulator.purchase where sold > 0');
  await client.end();
  return { bought: rows.length, twice: rows.filter(({ sold }) => sold > 1).map(({ request_id, sold }) => `${request_id}: ${sold} numbers bought for one label`) };
}

export async function wholeLog({ running }: OwnWorld): Promise<{ readonly events: number; readonly findings: number }> {
  const store = await storeOf(running);
  try {
    const { events, findingsTotal } = await verifyStore(store);
    return { events, findings: findingsTotal };
  } finally {
    await store.close();
  }
}
