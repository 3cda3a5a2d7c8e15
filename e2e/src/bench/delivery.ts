import { performance } from 'node:perf_hooks';
import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { NO_STREAM } from '@daifa/event-store/port';
import { systemPorts as ports } from '@daifa/ports/system';
import type { Bench } from './bench.js';
import { percentile } from './measure.js';
import { newOrder } from './sample-orders.js';

/** Events a second offered while the delivery is timed; performance.md measured at 15 k, which leaves two cores no room for neighbours. */
const LOADS = [0, 4_500] as const;
const PROBES_PER_SECOND = 20;
const EVENTS_PER_ORDER = 3;

/** From the moment an append is acknowledged until a subscriber on another connection has its last event. */
export async function measureDelivery(bench: Bench): Promise<void> {
  const url = await bench.server.database('delivery');
  await migrateEventStore(url);
  for (const load of LOADS) {
    bench.say(`  append acknowledged → subscriber, ${load === 0 ? 'idle' : `${load} events/s`}`);
    const rounds: (readonly number[])[] = [];
    for (let round = 0; round < (bench.sizes.quick ? 1 : 3); round++) rounds.push(await oneRound(url, load, bench.sizes.quick ? 3 : 5));
    const [p50, p99] = [0.5, 0.99].map((fraction) => rounds.map((delays) => percentile(delays, fraction)));
    const group = 'append acknowledged → subscriber';
    const name = load === 0 ? 'idle' : `${load} events/s`;
    bench.figure(group, `${name}, p50`, 'ms', p50 ?? []);
    bench.figure(group, `${name}, p99`, 'ms', p99 ?? []);
    if (load > 0) bench.reach('delivery p50', p50 ?? []);
    if (load > 0) bench.reach('delivery p99', p99 ?? []);
  }
}

/** Appends at fixed times, whether or not the ones before are answered, so that a slow moment is not left out. */
async function oneRound(url: string, eventsPerSecond: number, seconds: number): Promise<readonly number[]> {
  const writer = await openPostgresStore({ url, ports });
  const reader = await openPostgresStore({ url, ports });
  const stop = new AbortController();
  const seenAt = new Map<string, number>();
  const watching = watch(reader, await reader.headPosition(), stop.signal, seenAt);
  const perSecond = eventsPerSecond === 0 ? PROBES_PER_SECOND : eventsPerSecond / EVENTS_PER_ORDER;
  const acknowledgedAt = new Map<string, number>();
  const appends: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < perSecond * seconds; n++) {
    const waitMs = startedAt + (n * 1000) / perSecond - performance.now();
    if (waitMs > 1) await ports.timers.sleep(waitMs);
    const { id, events } = newOrder();
    const records = events.map(({ type, data, meta }) => ({ type, meta: JSON.stringify(meta), data: JSON.stringify(data) }));
    appends.push(writer.append({ stream: `order-${id}`, expectedRevision: NO_STREAM, records }).then(() => void acknowledgedAt.set(`order-${id}`, performance.now())));
  }
  await Promise.all(appends);
  while (seenAt.size < acknowledgedAt.size) await ports.timers.sleep(5);
  stop.abort();
  await watching;
  await Promise.all([writer.close(), reader.close()]);
  // Where the subscriber was faster than the answer to the writer, there was nothing to wait for.
  return [...acknowledgedAt].map(([stream, at]) => Math.max(0, (seenAt.get(stream) ?? Number.NaN) - at));
}

async function watch(store: Awaited<ReturnType<typeof openPostgresStore>>, after: number, signal: AbortSignal, seenAt: Map<string, number>): Promise<void> {
  for await (const page of store.subscribe(after, { signal })) {
    const now = performance.now();
    for (const { stream } of page) seenAt.set(stream, now);
  }
}
