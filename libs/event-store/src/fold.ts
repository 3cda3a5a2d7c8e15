import type { Evolution } from '@daifa/decider/decision';
import type { Codec, EventMeta } from './context.js';
import { NO_HASH, recordHash } from './hash.js';
import { NO_STREAM, type StoredRecord } from './port.js';

/** A stream's state, and how far into the stream it goes. */
export type Folded<State> = {
  readonly state: State;
  /** Of the last event folded, NO_STREAM when none. */
  readonly revision: number;
  /** Of the last event folded, NO_HASH when none: the next event keeps it as `prevHash`. */
  readonly hash: string;
  /** The commands that appended these events: one of them asked again has had its effect. */
  readonly commandIds: ReadonlySet<string>;
};

export type Fold<State, Event extends { readonly type: string }> = {
  readonly evolution: Evolution<State, Event>;
  readonly codec: Codec<Event>;
};

export function emptyFold<State, Event>(evolution: Evolution<State, Event>): Folded<State> {
  return { state: evolution.initial, revision: NO_STREAM, hash: NO_HASH, commandIds: new Set() };
}

/** Goes one event further. @throws UnknownEventType, Error where the record is not the next one of its stream */
export function foldRecord<State, Event extends { readonly type: string }>(folded: Folded<State>, record: StoredRecord, fold: Fold<State, Event>): Folded<State> {
  return foldRecords(folded, [record], fold);
}

/** Goes further by consecutive records of one stream; the same as foldRecord for each, with only the last one hashed. */
export function foldRecords<State, Event extends { readonly type: string }>(
  folded: Folded<State>,
  records: readonly StoredRecord[],
  { evolution, codec }: Fold<State, Event>,
): Folded<State> {
  const last = records.at(-1);
  if (!last) return folded;
  const commandIds = new Set(folded.commandIds);
  let { state, revision } = folded;
  for (const record of records) {
    if (record.revision !== revision + 1) throw new Error(`revision ${record.revision} of ${record.stream} follows ${revision}`);
    const { commandId, schemaVersion } = parseMeta(record.meta);
    state = evolution.evolve(state, codec.decode(record.type, schemaVersion, record.data));
    commandIds.add(commandId);
    revision = record.revision;
  }
  return { state, revision, hash: recordHash(last.stream, last.revision, last), commandIds };
}

/** @throws TypeError where the text is no event's metadata */
export function parseMeta(meta: string): EventMeta {
  const parsed: unknown = JSON.parse(meta);
  if (!isMeta(parsed)) throw new TypeError('the metadata of an event is not complete');
  return parsed;
}

function isMeta(value: unknown): value is EventMeta {
  if (typeof value !== 'object' || value === null) return false;
  const meta: Partial<Record<keyof EventMeta, unknown>> = value;
  return typeof meta.eventId === 'string' && typeof meta.commandId === 'string' && typeof meta.prevHash === 'string'
    && typeof meta.schemaVersion === 'number' && typeof meta.recordedAt === 'string' && typeof meta.occurredAt === 'string'
    && typeof meta.correlationId === 'string' && typeof meta.actor === 'object' && meta.actor !== null;
}
