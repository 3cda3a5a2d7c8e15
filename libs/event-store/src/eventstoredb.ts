import { NO_STREAM as SERVER_NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import type { Ports } from '@daifa/ports/ports';
import { assertAppendable, assertAppendableTogether } from './append-check.js';
import { CALL_TIMEOUT_MS, Connection } from './eventstoredb/connection.js';
import { inLanes } from './eventstoredb/lanes.js';
import { Reader } from './eventstoredb/reader.js';
import { eventsOf, numberOf } from './eventstoredb/records.js';
import { Selection } from './eventstoredb/selection.js';
import { follow } from './eventstoredb/subscription.js';
import { NO_STREAM, type Append, type AppendResult, type EventStore } from './port.js';

export { ForeignRecord } from './eventstoredb/records.js';

export type EventStoreDbOptions = {
  /** esdb:// or esdb+discover://; kurrentdb:// and kurrentdb+discover:// are the same. May hold user and password. */
  readonly url: string;
  readonly ports: Ports;
  /**
   * The kinds of streams that are ours, where others write to the same server: what stands before the first dash of their
   * names. Without it all but the server's own streams are ours.
   */
  readonly categories?: readonly string[];
};

/** Below the 100 calls a server commonly takes over one connection, so that reads and subscriptions always find room. */
const APPENDS_IN_FLIGHT_MAX = 64;
/** Some seconds of work: who comes later is better told so than kept. */
const APPENDS_WAITING_MAX = 10_000;

/**
 * Opens a store on EventStoreDB 22.6 or later, or KurrentDB (see eventstoredb.md). The same append asked again, to the
 * letter, is answered as it was the first time; another one for the same place is a conflict.
 *
 * @throws StoreUnavailable, AccessDeniedError of the client where the user may not read `$all`, TypeError for a wrong URL or category
 */
export async function openEventStoreDb({ url, ports, categories }: EventStoreDbOptions): Promise<EventStore> {
  const selection = new Selection(categories);
  const connection = new Connection(url, ports);
  const reader = new Reader(connection, selection);
  try {
    await reader.head();
  } catch (error) {
    connection.close();
    throw error;
  }
  const inTurn = inLanes({ lanes: APPENDS_IN_FLIGHT_MAX, waitingMax: APPENDS_WAITING_MAX });
  return {
    positions: 'rising',
    append: async (append) => {
      assertAppendable(append);
      return inTurn(() => send(connection, append));
    },
    appendMany: async (appends) => {
      assertAppendableTogether(appends);
      return together(appends.map((append) => inTurn(() => send(connection, append))));
    },
    read: (stream, fromRevision = 0) => reader.read(stream, fromRevision),
    readAll: (after, limit) => reader.readAll(after, limit),
    headPosition: () => reader.head(),
    subscribe: (after, { signal, ...options }) =>
      follow({ connection, reader, selection, ports }, after, { ...options, signal: AbortSignal.any([signal, connection.closed]) }),
    close: async () => connection.close(),
  };
}

async function send(connection: Connection, append: Append): Promise<AppendResult> {
  const { stream, expectedRevision } = append;
  const events = eventsOf(append);
  const options = { expectedRevision: expectedRevision === NO_STREAM ? SERVER_NO_STREAM : BigInt(expectedRevision), requiresLeader: true, deadline: CALL_TIMEOUT_MS } as const;
  try {
    const { nextExpectedRevision, position } = await connection.call((client) => ({ answer: client.appendToStream(stream, events, options), cancel: () => undefined }));
    return { kind: 'appended', revision: Number(nextExpectedRevision), position: numberOf(position?.commit) };
  } catch (error) {
    if (!(error instanceof WrongExpectedVersionError)) throw error;
    const { actualVersion } = error;
    return { kind: 'conflict', actualRevision: actualVersion === SERVER_NO_STREAM ? NO_STREAM : Number(actualVersion) };
  }
}

/** Waits for all of them also when one fails: nothing goes on behind the caller's back. */
async function together(appends: readonly Promise<AppendResult>[]): Promise<readonly AppendResult[]> {
  await Promise.allSettled(appends);
  return Promise.all(appends);
}
