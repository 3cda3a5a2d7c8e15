import { openEventStoreDb } from '@daifa/event-store/eventstoredb';
import { NO_STREAM } from '@daifa/event-store/port';
import { systemPorts as ports } from '@daifa/ports/system';
import { startWorld } from '../client/world.js';
import { bound, returnAddress } from '../stories/fresh.js';
import { eventStoreUrl } from '../stories/config.js';
import { eventStoreServer } from '../stories/event-store-server.js';
import type { Bench } from './bench.js';
import { measureBlock } from './block.js';
import { closedLoop } from './measure.js';
import { measurePipeline, type Loaded } from './pipeline.js';
import { newOrder } from './sample-orders.js';

const WRITERS = 32;

/**
 * The pipeline and the block latency with separate processes over Kafka, one replica of each service, on both event stores.
 * Without EVENTSTORE_URL the second store is a double of ours: that measures our adapter and its protocol, not a server.
 */
export async function measureFullWorld(bench: Bench): Promise<void> {
  const events = await eventStoreServer(eventStoreUrl());
  try {
    const stores: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ['over Kafka on PostgreSQL', {}],
      [`over Kafka on EventStoreDB (${events.kind})`, { EVENT_STORE: 'eventstoredb', EVENT_STORE_URL: events.url }],
    ];
    for (const [where, settings] of stores) {
      bench.say(`f. the whole program ${where}`);
      const world = await startWorld({ world: 'full', replicas: 1, settings });
      try {
        await bound(world);
        const loaded: Loaded = { world, address: await returnAddress(world), where };
        await measurePipeline(bench, loaded);
        await measureBlock(bench, loaded);
      } finally {
        await world.close();
      }
    }
    await measureEventStoreDb(bench, events); // last: its orders are samples, which no verification should meet
  } finally {
    await events.stop();
  }
}

/** The same appends as in part a, through the other adapter. */
async function measureEventStoreDb(bench: Bench, { url, kind }: { readonly url: string; readonly kind: string }): Promise<void> {
  const store = await openEventStoreDb({ url, ports });
  const rates: number[] = [];
  for (let round = 0; round < bench.sizes.rounds; round++) {
    const { done, seconds } = await closedLoop(WRITERS, bench.sizes.roundMs, () => {
      const { id, events } = newOrder();
      return store.append({ stream: `order-${id}`, expectedRevision: NO_STREAM, records: events.map(({ type, data, meta }) => ({ type, meta: JSON.stringify(meta), data: JSON.stringify(data) })) });
    });
    rates.push(done / seconds);
  }
  await store.close();
  bench.rate(`append, 3 events an order, ${WRITERS} writers, EventStoreDB (${kind})`, 'daifa', 'orders/s', rates);
}
