import type { SampleOrder } from './sample-orders.js';

/** A way of keeping events in PostgreSQL, ours or another's, as the measurements drive it. */
export type Contender = {
  readonly name: string;
  /** ours: what is judged. bound: hand-made SQL that does no more than it must. peer: a published event store. */
  readonly kind: 'ours' | 'bound' | 'peer';
  /** Makes tables and functions in an empty database. */
  install(url: string): Promise<void>;
  open(url: string): Promise<OpenContender>;
};

export type OpenContender = {
  /** Appends all events of a new order as one, its expected revision checked; durable when it resolves. */
  append(order: SampleOrder): Promise<void>;
  /** Reads an order back, with data and metadata parsed. Answers how many events it has. */
  readOrder(id: string): Promise<number>;
  /** Everything in its order in pages of PAGE_EVENTS. Answers how many events were seen, and how many different ones. */
  readAll?(parse: boolean): Promise<{ readonly events: number; readonly distinct: number }>;
  close(): Promise<void>;
};

export const PAGE_EVENTS = 1_000;

/** Connections of everybody who pools; the usual default of the drivers. */
export const POOL_CONNECTIONS = 10;
