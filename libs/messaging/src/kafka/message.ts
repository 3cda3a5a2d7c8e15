import { type StoredRecord, STREAM_EVENTS_MAX } from '@daifa/event-store/port';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { murmur2 } from './murmur2.js';

/**
 * What travels on the topic of events: stored records to the letter, and marks. A record's key is its stream, so that a stream
 * keeps its order; its value is the event's data, everything else is in headers. A mark closes a page of the relay on every
 * partition, with how many records of the page went there: so a loss is noticed although nothing comes after it, and the
 * consumer of a quiet partition knows how far the log has got.
 */

/** Positions `after` (exclusive) to `position` are on the topic; `count` of them went to this partition. */
export type Mark = { readonly after: number; readonly position: number; readonly count: number };

export type Arrival = { readonly kind: 'record'; readonly record: StoredRecord } | { readonly kind: 'mark'; readonly mark: Mark };

/** A message nobody of ours sent in this form. The reason quotes nothing of it. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** A broker's own limit (message.max.bytes) with room for headers. An event is a few hundred bytes. */
const VALUE_BYTES_MAX = 900_000;

/** The names the store accepts for streams. */
const STREAM_NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/;
/** PostgreSQL keeps no NUL in a text, and no type of ours holds the like. */
const CONTROL = /[\x00-\x1f]/;

/** A leading byte-order mark is part of the text like any other: hashes are taken over it. */
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The partition of a stream, by the hash every Kafka client uses for keys. The number of partitions may never change. */
export function partitionOf(stream: string, partitions: number): number {
  return (murmur2(Buffer.from(stream)) & 0x7fff_ffff) % partitions;
}

/** @throws MalformedMessage where the event is too large for any broker with default settings */
export function messageOf({ stream, revision, position, type, meta, data }: StoredRecord, partitions: number, epoch: number): Message & { readonly partition: number } {
  const value = Buffer.from(data);
  if (value.length > VALUE_BYTES_MAX) throw new MalformedMessage(`the event at position ${position} has ${value.length} bytes, more than ${VALUE_BYTES_MAX}`);
  return { key: stream, value, partition: partitionOf(stream, partitions), headers: { revision: String(revision), position: String(position), type, meta, epoch: String(epoch) } };
}

export function markMessage(mark: Mark, partition: number, epoch: number): Message & { readonly partition: number } {
  return { key: null, value: JSON.stringify(mark), partition, headers: { mark: '1', epoch: String(epoch) } };
}

/** Reads what messageOf and markMessage wrote. @throws MalformedMessage for anything else */
export function arrivalOf({ key, value, headers = {} }: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): Arrival {
  if (value === null || value.length > VALUE_BYTES_MAX) throw new MalformedMessage(value === null ? 'no value' : 'the value is too large');
  if (headers['mark'] !== undefined) return { kind: 'mark', mark: markIn(textOf(value, 'the mark')) };
  if (key === null || key.length === 0) throw new MalformedMessage('no key');
  const record = {
    stream: textOf(key, 'the key'), revision: wholeIn(headers, 'revision', { min: 0, max: STREAM_EVENTS_MAX - 1 }),
    position: wholeIn(headers, 'position', { min: 1, max: Number.MAX_SAFE_INTEGER }),
    type: headerIn(headers, 'type'), meta: headerIn(headers, 'meta'), data: textOf(value, 'the value'),
  };
  if (!STREAM_NAME.test(record.stream)) throw new MalformedMessage('the key is no stream');
  if (record.type === '' || CONTROL.test(record.type)) throw new MalformedMessage('header type is no name of an event');
  parsed(record.meta, 'meta');
  parsed(record.data, 'the value');
  return { kind: 'record', record };
}

function markIn(text: string): Mark {
  const mark = parsed(text, 'the mark');
  const { after, position, count }: Partial<Record<keyof Mark, unknown>> = mark;
  if (!isWhole(after) || !isWhole(position) || !isWhole(count) || position < after) throw new MalformedMessage('the mark is not complete');
  return { after, position, count };
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function headerIn(headers: IHeaders, name: string): string {
  const header = headers[name];
  if (header === undefined || Array.isArray(header)) throw new MalformedMessage(`no single header ${name}`);
  return typeof header === 'string' ? header : textOf(header, `header ${name}`);
}

function wholeIn(headers: IHeaders, name: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const text = headerIn(headers, name);
  const number = Number(text);
  if (!/^\d{1,16}$/.test(text) || number < min || number > max) throw new MalformedMessage(`header ${name} is no whole number from ${min} to ${max}`);
  return number;
}

function textOf(bytes: Buffer, what: string): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw new MalformedMessage(`${what} is not UTF-8`); // the decoder's own message may quote bytes
  }
}

function parsed(text: string, what: string): object {
  const value: unknown = jsonOf(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new MalformedMessage(`${what} is no JSON object`);
  return value;
}

/** Null where the text is no JSON; the parser's message would quote it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
