import { startWorld } from '../client/world.js';
import { bound, returnAddress } from '../stories/fresh.js';
import { eventStoreUrl } from '../stories/config.js';
import { eventStoreServer } from '../stories/event-store-server.js';
import type { Bench } from './bench.js';
import { measureBlock } from './block.js';
import { measurePipeline, type Loaded } from './pipeline.js';

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
  } finally {
    await events.stop();
  }
}
