import type { Bell } from './bell.js';
import { StoreUnavailable, type EventStore, type StoredRecord } from './port.js';

const PAGE_EVENTS = 1_000;

/** The log is not what a reader was promised: a position is missing, or the reader's checkpoint lies beyond its end. */
export class LogBroken extends Error {
  override readonly name = 'LogBroken';
}

/**
 * The pages of a log after a position, for ever: reads until there is nothing, then waits for the bell. While the store
 * can not be reached it waits for the bell too, so whoever rings it must do so from time to time.
 *
 * @throws LogBroken rather than deliver a gap
 */
export async function* followLog(
  log: Pick<EventStore, 'readAll' | 'headPosition'> & { readonly bell: Bell },
  after: number,
  options: { readonly signal: AbortSignal; readonly pageEventsMax?: number },
): AsyncGenerator<readonly StoredRecord[], void, void> {
  const { signal, pageEventsMax = PAGE_EVENTS } = options;
  let last = after;
  let confirmed = after === 0;
  while (!signal.aborted) {
    const { rings } = log.bell;
    const page = await unlessUnavailable(log.readAll(last, pageEventsMax));
    if (signal.aborted) return;
    if (page === null || page.length === 0) {
      confirmed ||= await isWithin(log, after);
      await log.bell.rungSince(rings, signal);
      continue;
    }
    for (const { position } of page) {
      if (position !== last + 1) throw new LogBroken(`position ${position} follows ${last}`);
      last = position;
    }
    confirmed = true;
    yield page;
  }
}

/** Whether the log reaches as far as a checkpoint; unknown while the store can not be reached, so false. */
async function isWithin(log: Pick<EventStore, 'headPosition'>, checkpoint: number): Promise<boolean> {
  const head = await unlessUnavailable(log.headPosition());
  if (head !== null && head < checkpoint) throw new LogBroken(`the checkpoint ${checkpoint} lies beyond the log's end ${head}: was the store put back from a backup?`);
  return head !== null;
}

async function unlessUnavailable<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}
