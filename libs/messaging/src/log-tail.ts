import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';

/** Recent events kept in memory, so that all groups at the end of the log cost one read of it. About 1 KB each. */
const RECENT_EVENTS_MAX = 10_000;
/** Even when nothing happens a reader is woken this often, to see whether its group was set back or taken over. */
const IDLE_CHECK_MS = 5_000;

/** The end of the log, read once for all consumer groups of a process. A group that lags behind reads the store itself. */
export class LogTail {
  /** The events after `#start`, without a gap. */
  #recent: StoredRecord[] = [];
  #start = 0;
  #opened: Promise<void> | null = null;
  #ended: { readonly error: unknown } | null = null;
  #following: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<() => void>();
  readonly #closing = new AbortController();

  constructor(private readonly options: { readonly store: EventStore; readonly ports: Pick<Ports, 'timers'> }) {}

  /**
   * The next events after a position, 1 to `eventsMax`, as soon as there are any; none when the signal aborts, and now and
   * then when nothing happens.
   *
   * @throws StoreUnavailable from the store, LogGap when the log is not contiguous
   */
  async next(after: number, eventsMax: number, signal: AbortSignal): Promise<readonly StoredRecord[]> {
    await (this.#opened ??= this.#open());
    if (after < this.#start) return this.#whole(after, await this.options.store.readAll(after, eventsMax));
    if (after >= this.#head() && !signal.aborted) await this.#woken(signal);
    if (this.#ended) throw this.#reopen(this.#ended.error);
    if (after < this.#start) return [];
    const from = countUpTo(this.#recent, after);
    return this.#recent.slice(from, from + eventsMax);
  }

  /** Wakes every reader. */
  nudge(): void {
    for (const wake of this.#waiting) wake();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.nudge();
    await this.#following;
  }

  #head(): number {
    return this.#recent.at(-1)?.position ?? this.#start;
  }

  async #open(): Promise<void> {
    try {
      this.#start = await this.options.store.headPosition();
    } catch (error) {
      this.#opened = null; // the next reader tries again
      throw error;
    }
    const ended = new AbortController();
    this.#following = this.#follow().finally(() => ended.abort());
    void this.#tick(ended.signal);
  }

  /** Ends only when the tail closes or fails; a failure is told to the readers, and the next one opens it again. */
  async #follow(): Promise<void> {
    try {
      for await (const page of this.options.store.subscribe(this.#start, { signal: this.#closing.signal })) {
        for (const record of this.#whole(this.#head(), page)) this.#recent.push(record);
        if (this.#recent.length > 2 * RECENT_EVENTS_MAX) {
          this.#start = this.#recent.at(-RECENT_EVENTS_MAX - 1)?.position ?? this.#start;
          this.#recent = this.#recent.slice(-RECENT_EVENTS_MAX);
        }
        this.nudge();
      }
    } catch (error) {
      this.#ended = { error };
      this.nudge();
    }
  }

  /** Where positions have no gaps (a store says so), a page that does not follow on means lost events: never read past it. */
  #whole(after: number, records: readonly StoredRecord[]): readonly StoredRecord[] {
    const [first, last] = [records[0], records.at(-1)];
    if (this.options.store.positions === 'rising' || !first || !last) return records;
    if (first.position !== after + 1 || last.position !== after + records.length) throw new LogGap(after, first.position);
    return records;
  }

  #reopen(error: unknown): unknown {
    this.#recent = [];
    this.#opened = null;
    this.#ended = null;
    return error;
  }

  async #tick(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.options.ports.timers.sleep(IDLE_CHECK_MS, ended);
      this.nudge();
    }
  }

  #woken(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/** How many of the records, which are in order, stand at or before a position. */
function countUpTo(records: readonly StoredRecord[], position: number): number {
  let [from, to] = [0, records.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((records[middle]?.position ?? Infinity) <= position) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The store gave a page of the log that does not follow on: going on would lose events. */
export class LogGap extends Error {
  override readonly name = 'LogGap';
  constructor(after: number, next: number) {
    super(`the log has a gap: after position ${after} came ${next}, or a page with a hole`);
  }
}
