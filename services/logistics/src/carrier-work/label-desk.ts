import { CarrierUnavailable, type Carrier } from '@daifa/carriers/carrier';
import { failureOf } from '@daifa/projection/failure';
import type { World } from '@daifa/service-shell/world';
import { settleLabel, type Settlement } from './settle-label.js';
import type { Task } from './work-table.js';

export const LABEL_DESK = Symbol('LabelDesk');

/** Tasks at one carrier at the same time; beyond it callers are told "later". A carrier that hangs holds this many small objects, no more. */
const IN_FLIGHT_MAX = 1_000;

/** Where labels are settled, by whoever asks: the caller who wants a number at once and the process that never gives up share one attempt. */
export class LabelDesk {
  readonly #inFlight = new Map<string, Promise<Settlement>>();
  readonly #counts = new Map<string, number>();
  readonly #closing = new AbortController();

  constructor(private readonly world: World, private readonly carriers: ReadonlyMap<string, Carrier>) {}

  /** One attempt; joins the one under way for the same label. Never rejects: what failed is `later`. */
  settle(task: Task): Promise<Settlement> {
    const key = `${task.kind} ${task.labelId}`;
    const running = this.#inFlight.get(key);
    if (running) return running;
    const count = this.#counts.get(task.carrier) ?? 0;
    if (count >= IN_FLIGHT_MAX) return Promise.resolve({ kind: 'later', reason: 'CarrierBusy' });
    this.#counts.set(task.carrier, count + 1);
    const attempt = this.#attempt(task).finally(() => {
      this.#inFlight.delete(key);
      this.#counts.set(task.carrier, (this.#counts.get(task.carrier) ?? 1) - 1);
    });
    this.#inFlight.set(key, attempt);
    return attempt;
  }

  /** The settlement, or null when it takes longer: the attempt goes on. @param waitMs at most this long */
  async settleWithin(task: Task, waitMs: number): Promise<Settlement | null> {
    const answered = new AbortController();
    const late = this.world.ports.timers.sleep(waitMs, answered.signal).then(() => null);
    const first = await Promise.race([this.settle(task), late]);
    answered.abort();
    return first;
  }

  /** Begins no further attempt at a carrier. */
  close(): void {
    this.#closing.abort();
  }

  async #attempt(task: Task): Promise<Settlement> {
    const carrier = this.carriers.get(task.carrier);
    if (!carrier) return { kind: 'later', reason: `no adapter for ${task.carrier}` };
    try {
      return await settleLabel({ world: this.world, carrier, signal: this.#closing.signal }, task);
    } catch (error) {
      return { kind: 'later', reason: error instanceof CarrierUnavailable ? error.name : failureOf(error).reason };
    }
  }
}
