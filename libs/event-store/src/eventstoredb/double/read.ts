import { status, type handleServerStreamingCall } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { drained, type Place, type ReadCall } from './call.js';
import { UNAVAILABLE, type Faults } from './faults.js';
import type { Log } from './log.js';
import { follow } from './subscription.js';
import { eventResponse, streamName, streamNotFound } from './wire.js';

const INVALID_POSITION = { code: status.INVALID_ARGUMENT, details: 'Trying to read from an invalid position.' };

/** Streams/Read: a stream or everything, forwards or backwards, up to a count or for ever. */
export function readHandler(log: Log, faults: Faults): handleServerStreamingCall<streams.ReadReq, Buffer> {
  return (call) => faults.inTime(() => {
    const options = call.request.getOptions();
    if (faults.outage || !options) return void call.emit('error', UNAVAILABLE);
    if (isNowhere(log, options)) return void call.emit('error', INVALID_POSITION);
    if (options.hasSubscription()) return follow(call, options, { place: subscribedPlace(log, options), log, faults });
    const place = readPlace(log, options);
    if (options.hasStream() && place.records.length === 0) {
      call.write(streamNotFound(streamName(options.getStream()?.getStreamIdentifier())));
      return call.end();
    }
    void send(call, place, options);
  });
}

async function send(call: ReadCall, { records, index }: Place, options: streams.ReadReq.Options): Promise<void> {
  const step = isBackwards(options) ? -1 : 1;
  let left = Number(options.getCount());
  for (let at = index; left > 0 && !call.cancelled; at += step, left -= 1) {
    const record = records[at];
    if (!record) break;
    if (!call.write(eventResponse(record))) await drained(call);
  }
  call.end();
}

/** A position is a place in the server's file: where no record begins, there is nothing to be read. */
function isNowhere(log: Log, options: streams.ReadReq.Options): boolean {
  const position = options.getAll()?.getPosition();
  if (!position) return false;
  const commit = Number(position.getCommitPosition());
  return log.all[log.indexAfter(commit - 1)]?.position !== commit;
}

/** A read begins at its position: the record there is the first one. */
function readPlace(log: Log, options: streams.ReadReq.Options): Place {
  const backwards = isBackwards(options);
  const stream = options.getStream();
  if (stream) {
    const records = log.stream(streamName(stream.getStreamIdentifier()));
    if (stream.hasRevision()) return { records, index: Number(stream.getRevision()) };
    return { records, index: backwards ? records.length - 1 : 0 };
  }
  const position = options.getAll()?.getPosition();
  if (!position) return { records: log.all, index: backwards ? log.all.length - 1 : 0 };
  const commit = Number(position.getCommitPosition());
  // Backwards, too, a position is a place between records: what stands before it comes first.
  return { records: log.all, index: log.indexAfter(commit - 1) - (backwards ? 1 : 0) };
}

/** A subscription begins behind its position: the record there was seen. */
function subscribedPlace(log: Log, options: streams.ReadReq.Options): Place {
  const stream = options.getStream();
  if (stream) {
    const records = log.stream(streamName(stream.getStreamIdentifier()));
    if (stream.hasRevision()) return { records, index: Number(stream.getRevision()) + 1 };
    return { records, index: stream.hasEnd() ? records.length : 0 };
  }
  const all = options.getAll();
  const position = all?.getPosition();
  if (position) return { records: log.all, index: log.indexAfter(Number(position.getCommitPosition())) };
  return { records: log.all, index: all?.hasEnd() ? log.all.length : 0 };
}

function isBackwards(options: streams.ReadReq.Options): boolean {
  return options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
}
