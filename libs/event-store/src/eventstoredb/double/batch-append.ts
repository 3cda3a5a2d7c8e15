import type { handleBidiStreamingCall } from '@grpc/grpc-js';
import code from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import { UNAVAILABLE, type Faults } from './faults.js';
import type { Expected, Log, Proposed, Verdict } from './log.js';
import { proposed, streamName } from './wire.js';

type Batch = { readonly options: streams.BatchAppendReq.Options; readonly events: Proposed[] };

/** Streams/BatchAppend: many appends over one call, told apart by correlation ids. What the client uses unless told otherwise. */
export function batchAppendHandler(log: Log, faults: Faults): handleBidiStreamingCall<streams.BatchAppendReq, streams.BatchAppendResp> {
  return (call) => {
    const open = new Map<string, Batch>();
    call.on('data', (request: streams.BatchAppendReq) => {
      const id = request.getCorrelationId()?.getString() ?? '';
      const options = open.get(id)?.options ?? request.getOptions();
      if (!options) return;
      const batch = open.get(id) ?? { options, events: [] };
      batch.events.push(...request.getProposedMessagesList().map(proposed));
      if (!request.getIsFinal()) return void open.set(id, batch);
      open.delete(id);
      faults.inTime(() => {
        if (faults.outage) return void call.emit('error', UNAVAILABLE);
        const verdict = log.append(streamName(batch.options.getStreamIdentifier()), expectedOf(batch.options), batch.events);
        const fate = verdict.kind === 'appended' ? faults.fateOfReply() : 'sent';
        if (fate === 'broken') call.emit('error', UNAVAILABLE);
        if (fate === 'sent') call.write(answer(verdict, batch.options).setCorrelationId(new shared.UUID().setString(id)));
      });
    });
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  };
}

function expectedOf(options: streams.BatchAppendReq.Options): Expected {
  if (options.hasStreamPosition()) return Number(options.getStreamPosition());
  if (options.hasNoStream()) return -1;
  return options.hasStreamExists() ? 'exists' : 'any';
}

function answer(verdict: Verdict, options: streams.BatchAppendReq.Options): streams.BatchAppendResp {
  const response = new streams.BatchAppendResp().setStreamIdentifier(options.getStreamIdentifier());
  if (verdict.kind === 'appended') {
    const position = String(verdict.position);
    return response.setSuccess(new streams.BatchAppendResp.Success()
      .setCurrentRevision(String(verdict.revision))
      .setPosition(new shared.AllStreamPosition().setCommitPosition(position).setPreparePosition(position)));
  }
  const wrong = new shared.WrongExpectedVersion();
  if (verdict.currentRevision < 0) wrong.setCurrentNoStream(new empty.Empty());
  else wrong.setCurrentStreamRevision(String(verdict.currentRevision));
  if (options.hasStreamPosition()) wrong.setExpectedStreamPosition(options.getStreamPosition());
  else if (options.hasNoStream()) wrong.setExpectedNoStream(new empty.Empty());
  else wrong.setExpectedStreamExists(new empty.Empty());
  const details = new any.Any();
  details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  return response.setError(new status.Status().setCode(code.Code.FAILED_PRECONDITION).setMessage('wrong expected version').setDetails(details));
}
