import type { MessageEvent } from '@nestjs/common';
import type { FeedReader, FeedRead } from './feed-reader.js';

/** Shorter than the idle limits of common proxies (60 s); also how long a client that left is still read for. */
const HEARTBEAT_MS = 15_000;

/** A factory's feed as events of a stream, for ever; a heartbeat when nothing happens. Ends when the process stops. */
export async function* feedStream(feed: FeedReader, place: Omit<FeedRead, 'waitMs'>): AsyncGenerator<MessageEvent> {
  let { after } = place;
  while (!feed.closed) {
    const { items } = await feed.next({ ...place, after, waitMs: HEARTBEAT_MS });
    for (const item of items) {
      yield { id: String(item.seq), type: item.type, data: item };
      after = item.seq;
    }
    if (items.length === 0) yield { type: 'heartbeat', data: '' };
  }
}
