import type { Clock } from '@daifa/ports/ports';
import type { Group } from '@daifa/projection/checkpoint';
import { parkedCounts } from '@daifa/projection/dead-letters';
import { failureOf } from '@daifa/projection/failure';
import type { GroupConsumer } from './group-consumer.js';
import type { BusHealth, PageSource } from './port.js';

/** Behind for this long without one commit: whatever holds the group up, a restart is worth more than waiting on. */
const STALL_MS_MAX = 60_000;

type Options = { readonly place: Group; readonly consumer: GroupConsumer; readonly source: PageSource; readonly clock: Clock };

/** Looks at a group from outside: an end of the log that moves while the group does not is a stall, whatever the cause. */
export class HealthWatch {
  #head = 0;
  #behind: { readonly position: number; readonly sinceMs: number } | null = null;

  constructor(private readonly options: Options) {}

  async look(): Promise<BusHealth> {
    const { place, consumer, source } = this.options;
    const [head, counts] = await Promise.allSettled([source.head(), parkedCounts(place)]);
    if (head.status === 'fulfilled') this.#head = head.value;
    // Other replicas move the group on too, and a broker's partitions that are theirs: only the database knows where it is.
    const stored = this.#head > consumer.at ? await consumer.look().catch(() => consumer.at) : consumer.at;
    const position = Math.max(stored, consumer.at);
    const { state, alarm, lastError, counters } = consumer;
    const lag = Math.max(0, this.#head - position);
    const stalledMs = this.#stalledMs(position, lag);
    const unreachable = [head, counts].find((answer) => answer.status === 'rejected');
    return {
      group: place.group, state, alarm, position, lag, stalledMs, counters,
      live: state !== 'crashed' && !((state === 'running' || state === 'starting') && stalledMs > STALL_MS_MAX),
      lastError: lastError ?? (unreachable ? failureOf(unreachable.reason).reason : null),
      parkedKeys: counts.status === 'fulfilled' ? counts.value.parkedKeys : null,
      deadLetters: counts.status === 'fulfilled' ? counts.value.deadLetters : null,
    };
  }

  #stalledMs(position: number, lag: number): number {
    const nowMs = this.options.clock.monotonicMs();
    if (lag === 0) this.#behind = null;
    else if (this.#behind?.position !== position) this.#behind = { position, sinceMs: nowMs };
    return this.#behind === null ? 0 : nowMs - this.#behind.sinceMs;
  }
}
