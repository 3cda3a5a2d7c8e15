import type { EventStore } from '@daifa/event-store/port';
import type { Clock } from '@daifa/ports/ports';
import { failureOf } from '@daifa/projection/failure';
import type { Place, RelayPlace } from './relay-place.js';

/**
 * - `leader`: this process publishes; `standby`: another one does, or this one is about to try (`lastError` says what held it up);
 * - `stopped`: will not go on until a person acted (`alarm` says why).
 */
export type RelayState = 'starting' | 'leader' | 'standby' | 'stopped' | 'closed';

export type RelayHealth = {
  readonly state: RelayState;
  /** False when the process should be started again: it is the one that should publish, and nothing moves. */
  readonly live: boolean;
  /** Everything up to here was acknowledged by the broker, by this process or another. */
  readonly position: number;
  /** Events between the relay and the end of the log. */
  readonly lag: number;
  /** Counts changes of the leader. */
  readonly epoch: number;
  /** The last failure, without payload; null when the last page succeeded. */
  readonly lastError: string | null;
  /** What a person must see to before the relay goes on. */
  readonly alarm: string | null;
  /** For how long the relay has been seen behind without moving. */
  readonly stalledMs: number;
  /** Events this process has published since its start. */
  readonly published: number;
};

/** What the relay knows of itself. */
export type RelaySelf = Pick<RelayHealth, 'state' | 'lastError' | 'alarm' | 'published'>;

/** Behind for this long without a page: whatever holds the relay up, a restart is worth more than waiting on. */
const STALL_MS_MAX = 60_000;

type Options = { readonly place: RelayPlace; readonly store: EventStore; readonly clock: Clock; readonly self: () => RelaySelf };

/** Looks at a relay from outside: an end of the log that moves while the place does not is a stall, whatever the cause. */
export class RelayWatch {
  #place: Place = { position: 0, epoch: 0, isLed: false };
  #head = 0;
  #behind: { readonly position: number; readonly sinceMs: number } | null = null;

  constructor(private readonly options: Options) {}

  async look(): Promise<RelayHealth> {
    const { place, store, self } = this.options;
    const [at, head] = await Promise.allSettled([place.look(), store.headPosition()]);
    if (at.status === 'fulfilled') this.#place = at.value;
    if (head.status === 'fulfilled') this.#head = head.value;
    const { position, epoch, isLed } = this.#place;
    const lag = Math.max(0, this.#head - position);
    const stalledMs = this.#stalledMs(position, lag);
    const { state, lastError, ...rest } = self();
    const unreachable = [at, head].find((answer) => answer.status === 'rejected');
    const responsible = state === 'leader' || state === 'starting' || (state === 'standby' && !isLed);
    return {
      ...rest, state, position, epoch, lag, stalledMs,
      live: !(responsible && stalledMs > STALL_MS_MAX),
      lastError: lastError ?? (unreachable ? failureOf(unreachable.reason).reason : null),
    };
  }

  #stalledMs(position: number, lag: number): number {
    const nowMs = this.options.clock.monotonicMs();
    if (lag === 0) this.#behind = null;
    else if (this.#behind?.position !== position) this.#behind = { position, sinceMs: nowMs };
    return this.#behind === null ? 0 : nowMs - this.#behind.sinceMs;
  }
}
