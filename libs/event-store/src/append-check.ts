import { NO_STREAM, STREAM_EVENTS_MAX, type Append } from './port.js';

/** Stands between values packed into one text for the database, and between the parts that are hashed. */
export const SEPARATOR = '\x1e';

const STREAM_NAME_MAX = 200;
// Letters, digits and a few marks: fit for every store's stream names, and free of control characters.
const STREAM_NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]*$/;

/** The stream would grow beyond STREAM_EVENTS_MAX. A loop of commands, not a life: somebody has to look. */
export class StreamTooLong extends Error {
  override readonly name = 'StreamTooLong';
  constructor(readonly stream: string) {
    super(`stream ${stream} would hold more than ${STREAM_EVENTS_MAX} events`);
  }
}

/** What every adapter asserts before it appends. @throws TypeError for a programming error, StreamTooLong */
export function assertAppendable(append: Append): void {
  const { stream, expectedRevision, records } = append;
  if (stream.length > STREAM_NAME_MAX || !STREAM_NAME.test(stream)) throw new TypeError(`not a stream name: ${JSON.stringify(stream)}`);
  if (!Number.isSafeInteger(expectedRevision) || expectedRevision < NO_STREAM) throw new TypeError(`not a revision: ${expectedRevision}`);
  if (records.length === 0) throw new TypeError(`an append to ${stream} holds no records`);
  if (expectedRevision + 1 + records.length > STREAM_EVENTS_MAX) throw new StreamTooLong(stream);
  for (const { type, meta, data } of records) {
    if (type === '' || meta === '' || data === '') throw new TypeError(`a record for ${stream} has an empty part`);
    if (type.includes(SEPARATOR) || meta.includes(SEPARATOR) || data.includes(SEPARATOR)) throw new TypeError(`a record for ${stream} holds a raw 0x1e, so it is no JSON`);
  }
}

/** @throws TypeError where a stream occurs twice: which of the two came first would be left to chance */
export function assertAppendableTogether(appends: readonly Append[]): void {
  appends.forEach(assertAppendable);
  if (new Set(appends.map((append) => append.stream)).size !== appends.length) throw new TypeError('a stream occurs twice in one appendMany');
}
