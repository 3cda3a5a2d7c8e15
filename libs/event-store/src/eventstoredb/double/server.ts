import { Server, ServerCredentials, type handleUnaryCall, type MethodDefinition, type UntypedHandleCall } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import serverFeatures from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { systemPorts } from '@daifa/ports/system';
import { appendHandler } from './append.js';
import { batchAppendHandler } from './batch-append.js';
import { Faults, UNAVAILABLE, type Misbehaviour } from './faults.js';
import { Log } from './log.js';
import { readHandler } from './read.js';

const STREAMS = 'event_store.client.streams.Streams';
const METHODS = ['Append', 'BatchAppend', 'Read'];

/** Records are sent as the bytes they were made into once. */
const READ: MethodDefinition<streams.ReadReq, Buffer> = { ...StreamsService.read, responseSerialize: (bytes) => bytes, responseDeserialize: (bytes) => bytes };

export type DoubleServer = { readonly port: number; misbehave(order: Misbehaviour): Promise<number> };

/**
 * A double of EventStoreDB for tests: speaks as much of its gRPC protocol as a store of events needs, in memory, over
 * loopback without TLS, for any number of clients. It proves what our adapter asks and understands, not what a server does.
 *
 * @param wantedPort 0 for a free one
 */
export async function serve(wantedPort: number): Promise<DoubleServer> {
  const faults = new Faults(systemPorts.timers);
  const log = new Log(() => systemPorts.clock.now().getTime());
  const server = new Server();
  let port = 0;
  const handlers: Record<string, UntypedHandleCall> = { read: readHandler(log, faults), append: appendHandler(log, faults), batchAppend: batchAppendHandler(log, faults) };
  server.addService({ read: READ, append: StreamsService.append, batchAppend: StreamsService.batchAppend }, handlers);
  server.addService({ read: GossipService.read }, { read: answering(faults, () => clusterOfOne(port)) });
  server.addService(ServerFeaturesService, { getSupportedMethods: answering(faults, features) });
  port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${wantedPort}`, ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { port, misbehave: (order) => faults.misbehave(order) };
}

function answering<Answer>(faults: Faults, answer: () => Answer): handleUnaryCall<shared.Empty, Answer> {
  return (_, callback) => faults.inTime(() => (faults.outage ? callback(UNAVAILABLE) : callback(null, answer())));
}

function clusterOfOne(port: number): gossip.ClusterInfo {
  const member = new gossip.MemberInfo()
    .setInstanceId(new shared.UUID().setString('00000000-0000-4000-a000-000000000001'))
    .setTimeStamp('0')
    .setState(gossip.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(port));
  return new gossip.ClusterInfo().setMembersList([member]);
}

function features(): serverFeatures.SupportedMethods {
  const methods = METHODS.map((method) => new serverFeatures.SupportedMethod().setServiceName(STREAMS.toLowerCase()).setMethodName(method.toLowerCase()));
  return new serverFeatures.SupportedMethods().setEventStoreServerVersion('24.10.0-double').setMethodsList(methods);
}
