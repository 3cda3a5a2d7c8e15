import type { StoredRecord } from '@daifa/event-store/port';
import type { Message } from 'kafkajs';
import { MalformedMessage, markMessage, messageOf, partitionOf } from './message.js';

/** A stretch of the log on its way to the topic. */
export type RelayPage = { readonly after: number; readonly records: readonly StoredRecord[] };

export type RelayRound = {
  readonly partitions: number;
  readonly epoch: number;
  /** Is told of what can not travel, without payload. */
  readonly report: (failure: string) => void;
};

/**
 * What one request may hold of a partition. kafkajs makes one batch of it, and a broker refuses a batch above its
 * message.max.bytes: 1,048,588 unless it is told otherwise.
 */
const BATCH_BYTES_MAX = 950_000;
/** Key, lengths and the small headers, generously. */
const ENVELOPE_BYTES = 300;

type Sendable = Message & { readonly partition: number };

/**
 * The requests that bring a page to the topic, each to be sent when the one before it was acknowledged. The last one ends
 * with the page's mark for every partition, so nothing that a mark counts comes after it. An event too large for a broker is
 * left out but counted: its consumers find it missing, and take it from the store.
 */
export function requestsOf({ after, records }: RelayPage, { partitions, epoch, report }: RelayRound): readonly (readonly Sendable[])[] {
  const counts = new Array<number>(partitions).fill(0);
  const bytes = new Array<number>(partitions).fill(0);
  let request: Sendable[] = [];
  const requests = [request];
  for (const record of records) {
    const partition = partitionOf(record.stream, partitions);
    counts[partition] = (counts[partition] ?? 0) + 1;
    const message = sendable(record, { partitions, epoch, report });
    if (message === null) continue;
    const size = sizeOf(record);
    if ((bytes[partition] ?? 0) > 0 && (bytes[partition] ?? 0) + size > BATCH_BYTES_MAX) {
      bytes.fill(0);
      requests.push((request = []));
    }
    bytes[partition] = (bytes[partition] ?? 0) + size;
    request.push(message);
  }
  const position = records.at(-1)?.position ?? after;
  request.push(...counts.map((count, partition) => markMessage({ after, position, count }, partition, epoch)));
  return requests;
}

function sendable(record: StoredRecord, { partitions, epoch, report }: RelayRound): Sendable | null {
  try {
    return messageOf(record, partitions, epoch);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    report(`${error.message}: it is not on the topic, consumers read it from the store`);
    return null;
  }
}

/** In bytes, and rather too many than too few: a character of ours has at most three. */
function sizeOf({ data, meta }: StoredRecord): number {
  return Buffer.byteLength(data) + Buffer.byteLength(meta) + ENVELOPE_BYTES;
}
