import { performance } from 'node:perf_hooks';
import type { EventStore } from '@daifa/event-store/port';
import { done } from '../client/answers.js';
import type { FeedItem } from '../client/shapes.js';
import { labelled } from '../races/ready.js';
import { storeOf } from '../verify/open-store.js';
import { verifyStore } from '../verify/verify-store.js';
import type { Bench } from './bench.js';
import { percentile } from './measure.js';
import { wholeLife, type Loaded } from './pipeline.js';

const PROBES = { idle: 20, loaded: 40 } as const;
const RACED_ORDERS = { full: 300, quick: 100 } as const;
const PRINTERS = 5;
const FEED_WAIT_MS = 20_000;

/** From an accepted after-sale until the factory's feed shows the cancelled allocation; and prints that come too late: none. */
export async function measureBlock(bench: Bench, loaded: Loaded): Promise<void> {
  const group = `after-sale accepted → cancel in the factory’s feed${loaded.where === undefined ? '' : `, ${loaded.where}`}`;
  for (const load of ['idle', 'loaded'] as const) {
    bench.say(`  block, ${load}`);
    const delays = await (load === 'idle' ? probe(loaded, PROBES.idle) : underLoad(loaded, () => probe(loaded, PROBES.loaded)));
    for (const [name, fraction] of [['p50', 0.5], ['p99', 0.99]] as const) bench.figure(group, `${load}, ${name}`, 'ms', [percentile(delays, fraction)]);
    if (loaded.where !== undefined) continue;
    if (load === 'idle') bench.reach('block p50', [percentile(delays, 0.5)]);
    else bench.reach('block p99', [percentile(delays, 0.99)]);
  }
  await race(bench, loaded);
}

/** Opens after-sales one after the other. A factory's program waits in a long poll, as it would. */
async function probe({ world }: Loaded, count: number): Promise<readonly number[]> {
  const orders = await labelled(world, count);
  const feed = watchFeed(world.factory, done(await world.factory.feed(0, { limit: 1 })).head);
  const delays: number[] = [];
  for (const { orderId, allocationId } of orders) {
    const cancelled = feed.cancelled(allocationId);
    done(await world.platform.openAfterSale({ orderId, type: 'REFUND_ONLY' }));
    const acceptedAt = performance.now();
    delays.push(Math.max(0, (await cancelled) - acceptedAt));
  }
  await feed.stop();
  return delays;
}

/** The feed as one reader sees it: when each cancel came. */
function watchFeed(factory: Loaded['world']['factory'], from: number): { cancelled(allocationId: string): Promise<number>; stop(): Promise<void> } {
  const waiting = new Map<string, (at: number) => void>();
  let stopped = false;
  const tell = (item: FeedItem, at: number): void => {
    if (item.type === 'allocation.cancelled') waiting.get(item.allocationId)?.(at);
  };
  const reading = (async () => {
    for (let after = from; !stopped; ) {
      const { items } = done(await factory.feed(after, { waitMs: 500 }));
      const now = performance.now();
      for (const item of items) tell(item, now);
      after = items.at(-1)?.seq ?? after;
    }
  })();
  return {
    cancelled: (allocationId) => new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the feed did not show the cancel of ${allocationId} within ${FEED_WAIT_MS} ms`)), FEED_WAIT_MS);
      waiting.set(allocationId, (at) => {
        clearTimeout(late);
        resolve(at);
      });
    }),
    stop: () => {
      stopped = true;
      return reading;
    },
  };
}

/** One batch after the other through the whole pipeline, while something is measured. */
async function underLoad<Value>(loaded: Loaded, run: () => Promise<Value>): Promise<Value> {
  let measured = false;
  const load = (async () => {
    while (!measured) await wholeLife(loaded, 25);
  })();
  try {
    return await run();
  } finally {
    measured = true;
    await load;
  }
}

/** Each order is raced by printers and one after-sale; the stream then tells who came first. */
async function race(bench: Bench, { world }: Loaded): Promise<void> {
  const count = RACED_ORDERS[bench.sizes.quick ? 'quick' : 'full'];
  bench.say(`  block: ${count} orders, ${PRINTERS} printers and one after-sale each`);
  const orders = await labelled(world, count);
  const raced = new Set(orders.map(({ orderId }) => `order-${orderId}`));
  let refused = 0;
  for (let from = 0; from < orders.length; from += 10) {
    await Promise.all(orders.slice(from, from + 10).map(async ({ orderId, allocationId }, n) => {
      const print = async (printer: number): Promise<void> => {
        const answer = done(await world.factory.print(`late-${orderId}-${printer}`, [{ allocationId, reprintReason: '卡纸' }]));
        refused += answer.results.filter(({ status }) => status === 'refused').length;
      };
      const prints = Array.from({ length: PRINTERS }, (_, printer) => print(printer));
      // The after-sale comes somewhere among the printers, not always at the same place.
      await Promise.all(prints.slice(0, n % PRINTERS));
      done(await world.platform.openAfterSale({ orderId, type: 'REFUND_ONLY' }));
      await Promise.all(prints);
    }));
  }
  const store = await storeOf(world.running);
  const { before, after } = await printsAround(store, raced);
  bench.figure('block: prints around an after-sale', `before, of ${count} raced orders`, 'prints', [before]);
  bench.figure('block: prints around an after-sale', 'refused', 'prints', [refused]);
  bench.figure('block: prints around an after-sale', 'after it', 'prints', [after]);
  bench.reach('late prints', [after]);
  bench.hold('no label printed after an accepted after-sale', after === 0, `${before} before it, ${refused} refused, ${after} after it`);
  const { findingsTotal } = await verifyStore(store);
  bench.hold('verify finds nothing after the race', findingsTotal === 0, `${findingsTotal} findings`);
  await store.close();
}

async function printsAround(store: EventStore, raced: ReadonlySet<string>): Promise<{ readonly before: number; readonly after: number }> {
  const held = new Set<string>();
  const prints = { before: 0, after: 0 };
  for (let position = 0; ; ) {
    const page = await store.readAll(position, 5_000);
    for (const { stream, type } of page) {
      if (!raced.has(stream)) continue;
      if (type === 'HoldPlaced') held.add(stream);
      if (type === 'PrintPermitConsumed') prints[held.has(stream) ? 'after' : 'before'] += 1;
    }
    const last = page.at(-1);
    if (!last) return prints;
    position = last.position;
  }
}
