/**
 * The event store as everything above sees it: streams of records with an expected revision, and one log of all of them.
 * Every adapter runs the same contract suite (contract.ts).
 */

/** One event as text: `meta` and `data` are JSON, kept and given back to the letter, because hashes are taken over them. */
export type EventRecord = {
  readonly type: string;
  readonly meta: string;
  readonly data: string;
};

/** A record in its place. `revision` counts from 0 in its stream; `position` rises from 1 over the whole store (see EventStore.positions). */
export type StoredRecord = EventRecord & {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
};

/** The expected revision of a stream that does not exist yet. */
export const NO_STREAM = -1;

/** A stream holds at most this many events: an order has about a dozen, so more means a loop, not a life. */
export const STREAM_EVENTS_MAX = 2_000;

export type Append = {
  readonly stream: string;
  /** Revision of the stream's last event, or NO_STREAM. */
  readonly expectedRevision: number;
  /** 1 or more records. */
  readonly records: readonly EventRecord[];
};

/** A conflict is an answer, not an error: somebody else appended first. */
export type AppendResult =
  | { readonly kind: 'appended'; readonly revision: number; readonly position: number }
  | { readonly kind: 'conflict'; readonly actualRevision: number };

export interface EventStore {
  /** What a reader of the whole log may rely on: positions that count without gaps, or that only rise. */
  readonly positions: 'contiguous' | 'rising';
  /**
   * Appends all records or none. Durable when it resolves. The very same append again, to the letter, has no second effect:
   * it is a conflict, or where the store knows it again, appended with the place it has.
   *
   * @throws StoreUnavailable when the outcome is unknown: read the stream, look for the event ids, then decide again
   */
  append(append: Append): Promise<AppendResult>;
  /** One round trip, one answer per append, in order. Each append stands alone; a stream may occur once. @throws StoreUnavailable */
  appendMany(appends: readonly Append[]): Promise<readonly AppendResult[]>;
  /** The stream's records from a revision on, in order; empty when there is no such stream. */
  read(stream: string, fromRevision?: number): Promise<readonly StoredRecord[]>;
  /** Up to `limit` (1 to 10 000) records of the whole store after 0 or the position of a record, in order. */
  readAll(after: number, limit: number): Promise<readonly StoredRecord[]>;
  /**
   * Pages of records after a position, for ever, each as soon as it is there; ends when the signal aborts.
   * Reconnects on its own after a lost connection, from where it was.
   */
  subscribe(after: number, options: { readonly signal: AbortSignal; readonly pageEventsMax?: number }): AsyncIterable<readonly StoredRecord[]>;
  /** Position of the last record, 0 when the store is empty. */
  headPosition(): Promise<number>;
  close(): Promise<void>;
}

/** The store could not be reached, or the reply was lost: whether an append happened is unknown. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The kind of a stream: what stands before its first dash (`order-0c1f…` → `order`). */
export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash === -1 ? stream : stream.slice(0, dash);
}
