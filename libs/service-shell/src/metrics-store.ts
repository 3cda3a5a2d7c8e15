import type { Append, AppendResult, EventStore } from '@daifa/event-store/port';
import { categoryOf } from '@daifa/event-store/port';
import type { Clock } from '@daifa/ports/ports';
import type { Metrics } from './metrics.js';
import { watchedStore } from './watched-store.js';

/** From a grouped append on a fast disk to one that waits for a database to come back. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Gives stores that count and time their appends. */
export function storeMeter(metrics: Metrics, clock: Clock): (store: EventStore) => EventStore {
  const duration = metrics.histogram({ name: 'daifa_append_duration_seconds', help: 'Appends from asking to the answer. Printing and holding end in one: this is how fast the fence is.', labels: ['category'], buckets: SECONDS });
  const appends = metrics.counter({ name: 'daifa_appends_total', help: 'Appends by result: appended, conflict (somebody was first, the command decides again), failed (the outcome was not known).', labels: ['category', 'result'] });
  const events = metrics.counter({ name: 'daifa_appended_events_total', help: 'Events this process has appended.', labels: ['category'] });
  const known = new Set<string>();
  // A counter that begins at 1 has no increase: the first failure would not show.
  const introduce = (category: string): void => {
    if (known.has(category)) return;
    known.add(category);
    for (const result of ['appended', 'conflict', 'failed']) appends.inc({ category, result }, 0);
  };
  const count = ({ stream, records }: Append, result: AppendResult['kind'] | 'failed'): void => {
    const category = categoryOf(stream);
    introduce(category);
    appends.inc({ category, result });
    if (result === 'appended') events.inc({ category }, records.length);
  };
  return (store) => watchedStore(store, (asked, category) => {
    const startMs = clock.monotonicMs();
    const took = (): void => duration.observe({ category }, (clock.monotonicMs() - startMs) / 1_000);
    return {
      answered: (results) => {
        took();
        asked.forEach((append, n) => count(append, results[n]?.kind ?? 'failed'));
      },
      failed: () => {
        took();
        asked.forEach((append) => count(append, 'failed'));
      },
    };
  });
}
