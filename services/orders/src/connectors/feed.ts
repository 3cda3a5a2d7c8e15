import { createHash } from 'node:crypto';
import { ChannelUnavailable, type FeedPage, type FeedRecord } from './connector.js';
import { isRecord, parsed } from './raw-reader.js';

/** What an answer says under its name. An answer that cannot be read as a whole is as good as none: it is asked for again. @throws ChannelUnavailable */
export function answerOf(text: string, name: string): Readonly<Record<string, unknown>> {
  const answer = parsed(text);
  const inner = isRecord(answer) ? answer[name] : undefined;
  if (!isRecord(inner)) throw new ChannelUnavailable('the answer has no known form');
  return inner;
}

/** A page of a feed. Single records are not read here: one that is broken stops no other. @throws ChannelUnavailable */
export function feedOf(answer: Readonly<Record<string, unknown>>, names: { readonly total: string; readonly list: string; readonly key: (record: Readonly<Record<string, unknown>>) => unknown }): FeedPage {
  const { [names.total]: total, [names.list]: list } = answer;
  if (typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0 || !Array.isArray(list)) throw new ChannelUnavailable('the page has no known form');
  return {
    total,
    records: list.map((record: unknown) => {
      const raw = JSON.stringify(record);
      const key = isRecord(record) ? names.key(record) : undefined;
      return { raw, key: typeof key === 'string' || typeof key === 'number' ? String(key) : createHash('sha256').update(raw).digest('hex') };
    }),
  };
}

/** One record; null where the platform has none. */
export function oneOf(answer: Readonly<Record<string, unknown>>, name: string, key: string): FeedRecord | null {
  const record = answer[name];
  return record === undefined || record === null ? null : { key, raw: JSON.stringify(record) };
}
