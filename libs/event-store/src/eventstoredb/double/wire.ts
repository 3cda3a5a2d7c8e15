import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Proposed, Recorded } from './log.js';

/** Since 1970, in the server's unit of time: 100 ns. */
const TICKS_PER_MS = 10_000;

const responses = new WeakMap<Recorded, Buffer>();

/** The answer that carries this record, in bytes: made once, however often it is read. */
export function eventResponse(record: Recorded): Buffer {
  const known = responses.get(record);
  if (known) return known;
  const event = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(record.id))
    .setStreamIdentifier(streamIdentifier(record.stream))
    .setStreamRevision(String(record.revision))
    .setCommitPosition(String(record.position))
    .setPreparePosition(String(record.position))
    .setCustomMetadata(record.metadata)
    .setData(record.data);
  event.getMetadataMap()
    .set('type', record.type)
    .set('content-type', record.contentType)
    .set('created', String(record.createdMs * TICKS_PER_MS));
  const response = bytesOf(new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(event).setCommitPosition(String(record.position))));
  responses.set(record, response);
  return response;
}

export function confirmation(id: string): Buffer {
  return bytesOf(new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(id)));
}

export function caughtUp(): Buffer {
  return bytesOf(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
}

export function checkpoint(position: number): Buffer {
  return bytesOf(new streams.ReadResp().setCheckpoint(new streams.ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position))));
}

export function streamNotFound(stream: string): Buffer {
  return bytesOf(new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream))));
}

export function streamIdentifier(stream: string): shared.StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
}

export function streamName(identifier: shared.StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();
}

/** Both kinds of append propose their events alike. */
export function proposed(message: streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage): Proposed {
  const properties = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: properties.get('type') ?? '',
    contentType: properties.get('content-type') ?? '',
    metadata: message.getCustomMetadata_asU8(),
    data: message.getData_asU8(),
  };
}

function bytesOf(response: streams.ReadResp): Buffer {
  return Buffer.from(response.serializeBinary());
}
