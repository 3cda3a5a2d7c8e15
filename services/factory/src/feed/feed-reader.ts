import type { Ports } from '@daifa/ports/ports';
import type { DataSource } from 'typeorm';
import type { FeedBell } from './feed-bell.js';
import { feedPage, type FeedPage } from './feed-store.js';
import { numberStaged } from './staged-feed.js';

/** How often a waiter looks for what another process has written. In this process the bell wakes it. */
const LOOK_MS = 500;

export type FeedRead = { readonly factoryId: string; readonly after: number; readonly limit: number; readonly waitMs: number };

/** Reads feeds, and waits for what is not there yet. */
export class FeedReader {
  constructor(private readonly options: { readonly database: DataSource; readonly ports: Pick<Ports, 'clock' | 'timers'>; readonly bell: FeedBell }) {}

  get closed(): boolean {
    return this.options.bell.closed;
  }

  /** The entries after a number as soon as there are any; none when the time is over or the process stops. */
  async next({ waitMs, ...place }: FeedRead): Promise<FeedPage> {
    const { database, bell, ports } = this.options;
    const deadline = ports.clock.monotonicMs() + waitMs;
    for (;;) {
      const ear = bell.listen(place.factoryId);
      try {
        bell.ring(await numberStaged(database)); // a process that died after its commit may have left them
        const page = await feedPage(database, place);
        const leftMs = deadline - ports.clock.monotonicMs();
        if (page.items.length > 0 || leftMs <= 0 || bell.closed) return page;
        await ports.timers.sleep(Math.min(leftMs, LOOK_MS), ear.signal);
      } finally {
        ear.stop();
      }
    }
  }
}
