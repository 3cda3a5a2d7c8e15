import type { Ports } from '@daifa/ports/ports';
import { LogBroken } from '../follow-log.js';
import { StoreUnavailable, type StoredRecord } from '../port.js';
import type { Connection } from './connection.js';
import { Feed } from './feed.js';
import type { Reader } from './reader.js';
import type { Selection } from './selection.js';

const PAGE_EVENTS = 1_000;
const RETRY_MIN_MS = 20;
/** Long enough to leave an election alone, short enough to be back soon after it. */
const RETRY_MAX_MS = 2_000;
/** The client pings a silent connection after as long; a subscription that is silent while its connection lives is noticed after twice this. */
export const STALL_CHECK_MS = 10_000;

export type Source = { readonly connection: Connection; readonly reader: Reader; readonly selection: Selection; readonly ports: Pick<Ports, 'timers' | 'random'> };

/**
 * Pages of records after a position, for ever. The client never opens a dropped subscription again, and does not notice one
 * that fell silent: both are done here, from where the reader is.
 *
 * @throws LogBroken where the position lies beyond the log's end, and what is no failure of the world
 */
export async function* follow(
  source: Source,
  after: number,
  { signal, pageEventsMax = PAGE_EVENTS }: { readonly signal: AbortSignal; readonly pageEventsMax?: number },
): AsyncGenerator<readonly StoredRecord[], void, void> {
  const { connection, selection, ports } = source;
  await confirm(source, after, signal);
  let place = after;
  for (let failures = 0; !signal.aborted; failures += 1) {
    const feed = new Feed(connection.another(), { selection, after: place, signal });
    watch(feed, source).catch((error: unknown) => feed.end(error));
    try {
      for (let page = await feed.next(pageEventsMax, signal); page; page = await feed.next(pageEventsMax, signal)) {
        failures = 0;
        yield page;
      }
    } finally {
      feed.end(new StoreUnavailable('the reader went away'));
    }
    place = feed.reached; // its records were all taken
    await pause(failures, ports, signal);
  }
}

/** Ends a feed that says nothing for a whole interval, although the log was known to go on before the interval began. */
async function watch(feed: Feed, { reader, ports }: Source): Promise<void> {
  let signs = -1;
  let head = 0;
  for (;;) {
    await ports.timers.sleep(STALL_CHECK_MS, feed.over);
    if (feed.over.aborted) return;
    if (feed.signs === signs && feed.isWaitedFor && head > feed.reached) return feed.end(new StoreUnavailable('the subscription fell silent'));
    signs = feed.signs;
    head = (await unlessUnavailable(reader.head())) ?? 0;
  }
}

/** A checkpoint beyond the end belongs to another log, such as one that was since put back from a backup. */
async function confirm({ reader, ports }: Source, checkpoint: number, signal: AbortSignal): Promise<void> {
  if (checkpoint === 0) return;
  for (let failures = 0; !signal.aborted; failures += 1) {
    const head = await unlessUnavailable(reader.head());
    if (head !== null && head < checkpoint) throw new LogBroken(`the checkpoint ${checkpoint} lies beyond the log's end ${head}: was the store put back from a backup?`);
    if (head !== null) return;
    await pause(failures, ports, signal);
  }
}

/** Doubles, less up to half at random, so that subscribers do not come back in step. */
function pause(failures: number, { timers, random }: Source['ports'], signal: AbortSignal): Promise<void> {
  return timers.sleep(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(failures, 20)) * (1 - random.fraction() / 2), signal);
}

async function unlessUnavailable<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}
