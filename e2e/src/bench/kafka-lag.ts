import { performance } from 'node:perf_hooks';
import { NO_STREAM } from '@daifa/event-store/port';
import { kafkaBus } from '@daifa/messaging/kafka/bus';
import { systemPorts as ports } from '@daifa/ports/system';
import type { PageContext } from '@daifa/projection/page';
import { projectionTables } from '@daifa/projection/tables';
import { DataSource } from 'typeorm';
import type { Bench } from './bench.js';
import { type Filled, relayOn, settingsFor } from './filled-log.js';
import { percentile } from './measure.js';
import { newOrder } from './sample-orders.js';

/** Orders offered a second, three events each: a tenth of what one core carries, and what a busy hour of a large merchant is. */
const ORDERS_PER_SECOND = 100;
const SECONDS = { quick: 3, full: 10 } as const;
const SCHEMA = 'lagging';

/** From the moment an append is acknowledged until its rows are committed by a consumer behind relay and broker. */
export async function measureLag(bench: Bench, filled: Filled): Promise<void> {
  bench.say('  append acknowledged → rows committed behind Kafka');
  const dataSource = await new DataSource({ type: 'postgres', url: filled.url }).initialize();
  await dataSource.query(projectionTables(SCHEMA));
  const kafka = settingsFor(filled);
  const relay = await relayOn(filled, kafka);
  const bus = kafkaBus({ group: SCHEMA, store: filled.store, dataSource, schema: SCHEMA, ports, kafka, report: (failure) => process.stderr.write(`${failure}\n`) });
  const committedAt = new Map<string, number>();
  bus.addHandler('order', async (records: readonly { stream: string }[], context: PageContext) => {
    context.afterCommit(() => {
      const now = performance.now();
      for (const { stream } of records) committedAt.set(stream, now);
    });
  }, true, { group: SCHEMA });
  relay.start();
  while ((await relay.health()).position < filled.head) await ports.timers.sleep(10);
  await new Promise<void>((resolve, reject) => bus.listen((error) => (error ? reject(error) : resolve())));
  await bus.waitFor(filled.head, 60_000);
  const acknowledgedAt = await offered(filled, bench.sizes.quick ? SECONDS.quick : SECONDS.full);
  await bus.waitFor(await filled.store.headPosition(), 60_000);
  const delays = [...acknowledgedAt].map(([stream, at]) => Math.max(0, (committedAt.get(stream) ?? Number.NaN) - at));
  bench.hold('every event offered came through Kafka', delays.every((delay) => !Number.isNaN(delay)), `${delays.length} orders`);
  for (const [name, fraction] of [['p50', 0.5], ['p99', 0.99]] as const) bench.figure(`append acknowledged → rows committed behind Kafka, ${ORDERS_PER_SECOND * 3} events/s`, name, 'ms', [percentile(delays, fraction)]);
  await bus.close();
  await relay.close();
  await dataSource.destroy();
}

/** At fixed times, whether or not those before are answered. */
async function offered({ store }: Filled, seconds: number): Promise<ReadonlyMap<string, number>> {
  const acknowledgedAt = new Map<string, number>();
  const appends: Promise<unknown>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < ORDERS_PER_SECOND * seconds; n++) {
    const waitMs = startedAt + (n * 1000) / ORDERS_PER_SECOND - performance.now();
    if (waitMs > 1) await ports.timers.sleep(waitMs);
    const { id, events } = newOrder();
    const records = events.map(({ type, data, meta }) => ({ type, meta: JSON.stringify(meta), data: JSON.stringify(data) }));
    appends.push(store.append({ stream: `order-${id}`, expectedRevision: NO_STREAM, records }).then(() => acknowledgedAt.set(`order-${id}`, performance.now())));
  }
  await Promise.all(appends);
  return acknowledgedAt;
}
