import type { StoredRecord } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import type { Consumer } from '@daifa/projection/checkpoint';
import { parkedCounts } from '@daifa/projection/dead-letters';
import type { Page, PageOutcome } from '@daifa/projection/page';
import { parkKey, pendingOf } from '@daifa/projection/quarantine';
import { backoffMs } from './backoff.js';
import { StopGroup } from './stop-group.js';

/** Attempts at a stream on its own before its key is parked: a failure that passes by itself is gone by then. */
const ATTEMPTS_MAX = 3;
/** More parked keys than this mean that the handler is broken and not the records: the group stops instead of parking the whole log. */
export const PARKED_KEYS_MAX = 100;

/** A poison record that was written down as a dead letter, and why, without payload. */
export type Buried = { readonly group: string; readonly record: StoredRecord; readonly reason: string };

export type Ward = {
  readonly consumer: Consumer;
  readonly ports: Ports;
  readonly signal: AbortSignal;
  readonly mustStop: (error: unknown) => boolean;
  readonly apply: (page: Page) => Promise<PageOutcome>;
  readonly buried: (record: StoredRecord, error: unknown) => Promise<void>;
};

/**
 * Finds the streams a page fails on, by halves, and parks them; the others are applied on the way. The checkpoint stays: the
 * page is delivered again afterwards, and what was applied here is a duplicate then.
 *
 * @returns false when another process became the active consumer
 * @throws what stops the group, StopGroup among it, and what the world does
 */
export async function quarantine(ward: Ward, page: Page): Promise<boolean> {
  return isolate(ward, { ...page, upTo: null }, [...new Set(page.records.map((record) => record.stream))]);
}

async function isolate(ward: Ward, page: Page, streams: readonly string[]): Promise<boolean> {
  const among = new Set(streams);
  const part = { ...page, records: page.records.filter((record) => among.has(record.stream)) };
  const [stream] = streams;
  if (stream !== undefined && streams.length === 1) return isolateStream(ward, part, stream);
  const attempt = await tryOn(ward, part);
  if (attempt.kind !== 'failed') return attempt.kind === 'applied';
  const middle = streams.length >> 1;
  return (await isolate(ward, part, streams.slice(0, middle))) && isolate(ward, part, streams.slice(middle));
}

/** Tries the stream a few times, then record by record until the one that fails. */
async function isolateStream(ward: Ward, part: Page, stream: string): Promise<boolean> {
  for (let attempts = 1; attempts <= ATTEMPTS_MAX; attempts += 1) {
    const attempt = await tryOn(ward, part);
    if (attempt.kind !== 'failed') return attempt.kind === 'applied';
    if (attempts < ATTEMPTS_MAX) await ward.ports.timers.sleep(backoffMs(attempts - 1, ward.ports.random), ward.signal);
  }
  const pending = await pendingOf(ward.consumer, stream, Math.max(...part.records.map((record) => record.revision)));
  for (const [index, record] of pending.entries()) {
    const attempt = await tryOn(ward, { ...part, records: [record] });
    if (attempt.kind === 'standby') return false;
    if (attempt.kind === 'applied') continue;
    const { ports, consumer } = ward;
    if ((await parkedCounts(consumer)).parkedKeys >= PARKED_KEYS_MAX) {
      throw new StopGroup(`${PARKED_KEYS_MAX} keys of ${consumer.group} are parked already: see its dead letters, the handler looks broken`);
    }
    const { partition } = part;
    const parked = await parkKey(consumer, { id: ports.ids.uuid(), partition, record, behind: pending.slice(index + 1), attempts: ATTEMPTS_MAX + 1, error: attempt.error });
    if (parked) await ward.buried(record, attempt.error);
    return parked;
  }
  return true;
}

type Attempt = { readonly kind: 'applied' } | { readonly kind: 'standby' } | { readonly kind: 'failed'; readonly error: unknown };

async function tryOn(ward: Ward, part: Page): Promise<Attempt> {
  try {
    const outcome = await ward.apply(part);
    return outcome.kind === 'applied' ? { kind: 'applied' } : { kind: 'standby' };
  } catch (error) {
    if (ward.mustStop(error) || ward.signal.aborted) throw error;
    return { kind: 'failed', error };
  }
}
