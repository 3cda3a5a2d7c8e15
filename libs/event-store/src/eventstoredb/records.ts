import { binaryEvent, type AllStreamResolvedEvent, type BinaryEventData, type Position, type ResolvedEvent } from '@eventstore/db-client';
import { hash } from 'node:crypto';
import { SEPARATOR } from '../append-check.js';
import type { Append, StoredRecord } from '../port.js';

/** A record in one of our streams that this adapter did not write: skipped, it would be a hole in its stream. */
export class ForeignRecord extends Error {
  override readonly name = 'ForeignRecord';
}

/**
 * Records as events. They go as binary ones, and `meta` as a JSON string, because the client parses and re-writes
 * everything else: 1.0 would come back as 1, and the hashes over the text would break.
 */
export function eventsOf(append: Append): BinaryEventData[] {
  const ids = idsOf(append);
  return append.records.map(({ type, meta, data }, n) => binaryEvent({ id: ids(n), type, data: Buffer.from(data), metadata: Buffer.from(JSON.stringify(meta)) }));
}

/**
 * Ids by which the server knows an append it has seen, and answers it again instead of as a conflict. It compares nothing
 * but ids, so they stand for the whole append to the letter. The event ids in `meta` would not do: a command tried again
 * after a lost reply has the same ones but another `recordedAt`; told "appended", its caller would chain the next event
 * to the hash of bytes that are not in the stream.
 */
function idsOf({ stream, expectedRevision, records }: Append): (n: number) => string {
  const text = [stream, expectedRevision, ...records.flatMap(({ type, meta, data }) => [type, meta, data])].join(SEPARATOR);
  const append = hash('sha256', text, 'hex');
  return (n) => uuidOf(hash('sha256', `${append}${SEPARATOR}${n}`, 'hex'));
}

/** A UUID of version 8, "vendor specific" (RFC 9562): 122 bits of the hash. */
function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** @throws ForeignRecord, RangeError for a position that a number can not hold */
export function storedRecord({ event, commitPosition }: AllStreamResolvedEvent | ResolvedEvent): StoredRecord {
  if (!event) throw new ForeignRecord('the event store gave a link without its event');
  const { streamId: stream, revision, type, data, metadata, position } = event;
  if (!(data instanceof Uint8Array) || typeof metadata !== 'string') throw new ForeignRecord(`revision ${revision} of ${stream} was not written by this program`);
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
  return { stream, revision: Number(revision), position: numberOf(position?.commit ?? commitPosition), type, meta: metadata, data: text };
}

/** Where in the log an event stands. @throws RangeError */
export function numberOf(commit: bigint | undefined): number {
  const position = Number(commit);
  if (!Number.isSafeInteger(position)) throw new RangeError(`the position ${commit} is no safe number: the log is beyond 9 petabytes, or the server is older than 22.6 and gives streams no positions`);
  return position;
}

/** A place in the log as the client wants it. Our events are committed one by one, so both numbers are the same. */
export function placeAt(position: number): Position | 'start' {
  return position === 0 ? 'start' : { commit: BigInt(position), prepare: BigInt(position) };
}
