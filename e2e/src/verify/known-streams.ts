import { LRUCache } from 'lru-cache';
import { NO_HASH } from '@daifa/event-store/hash';
import { NO_STREAM, type EventStore, type StoredRecord } from '@daifa/event-store/port';
import { OrderAudit } from '@daifa/order-domain/invariants';

/** What has to be remembered of a stream to judge its next event. */
export type Known = { revision: number; hash: string; readonly audit: OrderAudit };

/** Streams remembered at once, some 3 kB each. An order's events lie close together in the log, so few are forgotten too soon. */
export const KNOWN_STREAMS_MAX = 20_000;

/**
 * The streams that the log has touched lately, so that memory has a bound however long the log is. A stream that was
 * forgotten is read again from its beginning when it goes on.
 */
export class KnownStreams {
  readonly #known: LRUCache<string, Known>;

  constructor(private readonly options: {
    readonly store: EventStore;
    readonly knownStreamsMax: number;
    /** Told of each stream that is forgotten: the append it ended with is whole by then. */
    readonly onForgotten: (stream: string, known: Known) => void;
    /** Takes one record of a forgotten stream into account again, without judging it a second time. */
    readonly retrace: (known: Known, record: StoredRecord) => void;
  }) {
    this.#known = new LRUCache({ max: options.knownStreamsMax, disposeAfter: (known, stream, reason) => reason === 'evict' && options.onForgotten(stream, known) });
  }

  /** Brings to mind every stream of a page, which may hold fewer streams than are remembered at once. */
  async recall(page: readonly StoredRecord[]): Promise<void> {
    const firsts = new Map<string, StoredRecord>();
    for (const record of page) if (!firsts.has(record.stream)) firsts.set(record.stream, record);
    await Promise.all([...firsts.values()].map(async (first) => {
      if (this.#known.get(first.stream) === undefined && first.revision > 0) this.#known.set(first.stream, await this.#retraced(first));
    }));
  }

  of(stream: string): Known {
    const known = this.#known.get(stream) ?? unknown();
    this.#known.set(stream, known);
    return known;
  }

  /** All streams still in mind, at the end of the log. */
  forgetAll(): void {
    for (const [stream, known] of this.#known.entries()) this.options.onForgotten(stream, known);
  }

  async #retraced({ stream, position }: StoredRecord): Promise<Known> {
    const known = unknown();
    for (const record of await this.options.store.read(stream)) if (record.position < position) this.options.retrace(known, record);
    return known;
  }
}

const unknown = (): Known => ({ revision: NO_STREAM, hash: NO_HASH, audit: new OrderAudit() });
