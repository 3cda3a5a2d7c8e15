import type { AllStreamResolvedEvent, AllStreamSubscription } from '@eventstore/db-client';
import { Bell } from '../bell.js';
import { StoreUnavailable, type StoredRecord } from '../port.js';
import type { Opened } from './client.js';
import { asStoreError } from './errors.js';
import { numberOf, placeAt, storedRecord } from './records.js';
import type { Selection } from './selection.js';

/** Records kept for a reader that is slower than the server; beyond that the server waits. About 1 KB each. */
const BUFFER_RECORDS_MAX = 2_000;
/** The client's own, before ours; its default of 16 makes it wait more often than it works. */
const CLIENT_BUFFER = 500;

/** One subscription of the server, for as long as it lasts: records in order, and how far it has shown the log. */
export class Feed {
  readonly #subscription: AllStreamSubscription;
  readonly #bell = new Bell();
  #records: StoredRecord[] = [];
  #reached: number;
  #signs = 0;
  #error: unknown = null;
  readonly #over = new AbortController();
  readonly #opened: Opened;
  readonly #selection: Selection;

  /** @param opened the feed's own client, closed when it ends, which it does at the latest when the signal aborts */
  constructor(opened: Opened, { selection, after, signal }: { readonly selection: Selection; readonly after: number; readonly signal: AbortSignal }) {
    this.#opened = opened;
    this.#selection = selection;
    this.#reached = after;
    const filter = selection.filter(() => (this.#signs += 1));
    this.#subscription = opened.client.subscribeToAll({ fromPosition: placeAt(after), filter, resolveLinkTos: false, requiresLeader: true }, { highWaterMark: CLIENT_BUFFER });
    this.#subscription
      .on('data', (event: AllStreamResolvedEvent) => this.#take(event))
      .on('confirmation', () => (this.#signs += 1))
      .on('caughtUp', () => (this.#signs += 1))
      .on('error', (error: Error) => this.end(asStoreError(error)))
      .on('end', () => this.end(new StoreUnavailable('the event store ended the subscription')))
      .on('close', () => this.end(new StoreUnavailable('the subscription is closed')));
    signal.addEventListener('abort', () => this.end(new StoreUnavailable('the reader went away')), { signal: this.over });
  }

  /** Aborts when the feed has ended. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /**
   * Position of the last event taken; when none waits here, the reader's place. A checkpoint would go further, but nothing
   * says whether the record at its position was shown before it.
   */
  get reached(): number {
    return this.#reached;
  }

  /** Counts what the server sent, of any kind. */
  get signs(): number {
    return this.#signs;
  }

  /** The reader has taken all there is: then silence is the server's. */
  get isWaitedFor(): boolean {
    return this.#records.length === 0;
  }

  /** The next records, one or more; null when the subscription is over or the signal aborts. @throws what ended it, unless that was the world */
  async next(recordsMax: number, signal: AbortSignal): Promise<readonly StoredRecord[] | null> {
    while (!signal.aborted) {
      const { rings } = this.#bell;
      if (this.#records.length > 0) {
        await new Promise((resolve) => setImmediate(resolve)); // what has arrived already goes on the same page
        const page = this.#records.splice(0, recordsMax);
        if (this.#records.length < BUFFER_RECORDS_MAX) this.#subscription.resume();
        return page;
      }
      if (this.over.aborted) return unlessWorld(this.#error);
      await this.#bell.rungSince(rings, signal);
    }
    return null;
  }

  /** Once: what comes after, or the end of an ended one, is not heard. */
  end(error: unknown): void {
    if (this.over.aborted) return;
    this.#error = error;
    this.#over.abort();
    this.#subscription.unsubscribe().catch(() => undefined); // it never came about
    this.#subscription.destroy();
    this.#opened.close();
    this.#bell.ring();
  }

  #take(event: AllStreamResolvedEvent): void {
    if (this.over.aborted) return;
    this.#signs += 1;
    // The client calls us from where nobody hears an error: the reader is to hear it.
    try {
      const position = numberOf(event.event?.position.commit ?? event.commitPosition);
      if (position > this.#reached && this.#selection.includes(event)) this.#records.push(storedRecord(event));
      this.#reached = Math.max(this.#reached, position);
    } catch (error) {
      this.end(error);
    }
    if (this.#records.length >= BUFFER_RECORDS_MAX) this.#subscription.pause();
    this.#bell.ring();
  }
}

function unlessWorld(error: unknown): null {
  if (error instanceof StoreUnavailable) return null;
  throw error;
}
