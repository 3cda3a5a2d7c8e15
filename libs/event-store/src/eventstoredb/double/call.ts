import type { ServerWritableStream } from '@grpc/grpc-js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Recorded } from './log.js';

export type ReadCall = ServerWritableStream<streams.ReadReq, Buffer>;

/** A list of records that may grow, and where in it a reader stands: before this index. */
export type Place = { readonly records: readonly Recorded[]; readonly index: number };

/** Resolves when the client has taken what was written, or went away. */
export function drained(call: ReadCall): Promise<void> {
  return new Promise((resolve) => {
    if (call.cancelled) return resolve();
    call.once('drain', resolve);
    call.once('cancelled', resolve);
  });
}
