import type { handleClientStreamingCall } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { UNAVAILABLE, type Faults } from './faults.js';
import type { Expected, Log, Proposed, Verdict } from './log.js';
import { proposed, streamName } from './wire.js';

/** Streams/Append: first the options, then the events, then one answer. */
export function appendHandler(log: Log, faults: Faults): handleClientStreamingCall<streams.AppendReq, streams.AppendResp> {
  return (call, callback) => {
    let options: streams.AppendReq.Options | undefined;
    const events: Proposed[] = [];
    call.on('data', (request: streams.AppendReq) => {
      options ??= request.getOptions();
      const message = request.getProposedMessage();
      if (message) events.push(proposed(message));
    });
    call.on('end', () => faults.inTime(() => {
      if (faults.outage || !options) return callback(UNAVAILABLE);
      const expected = expectedOf(options);
      const verdict = log.append(streamName(options.getStreamIdentifier()), expected, events);
      const fate = verdict.kind === 'appended' ? faults.fateOfReply() : 'sent';
      if (fate === 'broken') callback(UNAVAILABLE);
      if (fate === 'sent') callback(null, answer(verdict, expected));
    }));
    call.on('error', () => undefined); // the client went away in the middle: nothing was appended
  };
}

function expectedOf(options: streams.AppendReq.Options): Expected {
  if (options.hasRevision()) return Number(options.getRevision());
  if (options.hasNoStream()) return -1;
  return options.hasStreamExists() ? 'exists' : 'any';
}

function answer(verdict: Verdict, expected: Expected): streams.AppendResp {
  if (verdict.kind === 'appended') {
    const position = String(verdict.position);
    return new streams.AppendResp().setSuccess(new streams.AppendResp.Success()
      .setCurrentRevision(String(verdict.revision))
      .setPosition(new streams.AppendResp.Position().setCommitPosition(position).setPreparePosition(position)));
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (verdict.currentRevision < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(verdict.currentRevision));
  if (expected === 'exists') wrong.setExpectedStreamExists(new shared.Empty());
  else if (expected === -1) wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}
