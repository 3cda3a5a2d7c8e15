import { type EventStore, type StoredRecord, StoreUnavailable } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import { isTransient } from '@daifa/projection/failure';
import { ForkedHistory } from '../log-source.js';
import type { Held, RelayPlace } from './relay-place.js';
import type { Publisher } from './relay-publisher.js';

/** Sees each page on its way, and gives back what publishing it gave. */
export type AroundPage = <Result>(records: readonly StoredRecord[], publish: () => Promise<Result>) => Promise<Result>;

export type EpochOptions = {
  readonly store: EventStore;
  readonly place: RelayPlace;
  readonly held: Held;
  readonly ports: Ports;
  readonly leaseMs: number;
  readonly pageEventsMax: number;
  /** Aborted when the relay is to stop or to look again: the page at work is finished. */
  readonly signal: AbortSignal;
  readonly around: AroundPage;
  readonly openPublisher: () => Promise<Publisher>;
  readonly moved: (position: number) => void;
  readonly report: (failure: string) => void;
};

/** Renewals in one lease: two may be lost before another process takes over. */
const RENEWALS = 3;
/**
 * After a page that was not full, what comes within this time goes together: every page costs a mark for each partition, and
 * every mark a commit of each consumer. After silence there is no wait.
 */
const GATHER_MS = 10;

/**
 * One time of leading: sends page after page, and moves the place when a page was acknowledged. Ends when the signal aborts.
 *
 * @throws Fenced, ForkedHistory, or why the world did not let it go on
 */
export async function lead(options: EpochOptions): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const work = sendPages({ ...options, signal });
  const lease = keepLease({ ...options, signal });
  try {
    await Promise.race([work, lease]);
  } finally {
    ended.abort();
    await Promise.allSettled([work, lease]);
  }
}

async function sendPages(options: EpochOptions): Promise<void> {
  const { store, held, pageEventsMax, ports, signal } = options;
  const head = await store.headPosition();
  if (held.position > head) throw new ForkedHistory(held.position, head);
  const publisher = await options.openPublisher();
  const reading = new AbortController();
  const pages = store.subscribe(held.position, { signal: AbortSignal.any([signal, reading.signal]), pageEventsMax })[Symbol.asyncIterator]();
  try {
    let after = held.position;
    let next = heard(pages.next());
    while (!signal.aborted) {
      const { done, value: records }: IteratorResult<readonly StoredRecord[], undefined> = await next;
      if (signal.aborted) return;
      if (done === true || records === undefined) throw new StoreUnavailable('the store ended its subscription');
      // A full page means there is more: it is read while this one is sent.
      const isFull = records.length === pageEventsMax;
      if (isFull) next = heard(pages.next());
      after = await send({ ...options, publisher }, { after, records });
      if (isFull) continue;
      await ports.timers.sleep(GATHER_MS, signal);
      next = heard(pages.next());
    }
  } finally {
    reading.abort();
    await publisher.close();
  }
}

/** First the acknowledgement, then the place: what happens between them is sent again, and nothing is ever left out. */
async function send({ publisher, place, held, moved, around }: EpochOptions & { readonly publisher: Publisher }, page: { readonly after: number; readonly records: readonly StoredRecord[] }): Promise<number> {
  const position = page.records.at(-1)?.position ?? page.after;
  await around(page.records, () => publisher.publish(page));
  await place.advance(held.epoch, position);
  moved(position);
  return position;
}

/** Resolves when the signal aborts. A database that does not answer is asked again: if that takes too long, the epoch is over anyway. */
async function keepLease({ place, held, leaseMs, ports, signal, report }: EpochOptions): Promise<void> {
  for (;;) {
    await ports.timers.sleep(leaseMs / RENEWALS, signal);
    if (signal.aborted) return;
    try {
      await place.renew(held.epoch);
    } catch (error) {
      if (!isTransient(error)) throw error;
      report('the lease could not be renewed: the database did not answer');
    }
  }
}

/** A page that is read ahead may fail unheard; the one that is used is awaited. */
function heard<T>(read: Promise<T>): Promise<T> {
  read.catch(() => undefined);
  return read;
}
