import { EventStoreDBClient } from '@eventstore/db-client';

/** A client of its own: when one of its calls breaks, it gives up its channel for all of them. */
export type Opened = {
  readonly client: EventStoreDBClient;
  /** Calls on their way go on to their end, and the connection follows them; calls that were still looking for a server fail. */
  close(): void;
};

/** Connects with the first call. @throws TypeError for a URL that is not one of an event store */
export function open(url: string): Opened {
  const client = clientOf(url);
  // Without batch appends each append is a call of its own, with a deadline and an error of its own. Batched ones of all
  // clients of a process share their fate: one connection that breaks fails the appends of the others, and a reply that
  // then comes for one of those ends the process. And where no server was found for the first of them, all later ones fail.
  client['supports'] = () => Promise.resolve(false);
  // The client reconnects without waiting for it, so that a failed discovery would end the process as an unhandled
  // rejection. Nobody needs it: the call that made it reconnect has failed already, and the next one tries again.
  const reconnect = client['handleError'];
  client['handleError'] = (...failed) => reconnect(...failed).catch(() => undefined);
  // The client closes no channel at its end, and asked for the one it has, it would look for another.
  let channel: { close(): void } | null = null;
  let isClosed = false;
  const findChannel = client['getChannel'];
  client['getChannel'] = async () => {
    const found = await findChannel();
    channel = found;
    if (isClosed) found.close();
    return found;
  };
  const close = (): void => {
    isClosed = true;
    channel?.close();
  };
  return { client, close };
}

/** The message of a wrong URL never holds the URL: there may be a password in it. */
function clientOf(url: string): EventStoreDBClient {
  const ours = url.replace(/^kurrentdb(\+discover)?:\/\//, 'esdb$1://');
  if (!/^esdb(\+discover)?:\/\//.test(ours)) throw new TypeError('the URL of an EventStoreDB starts with esdb://, esdb+discover://, kurrentdb:// or kurrentdb+discover://');
  try {
    return EventStoreDBClient.connectionString(ours);
  } catch (error) {
    if (error instanceof Error && 'connectionString' in error) throw new TypeError('the URL of the EventStoreDB is not understood; it looks like esdb://user:password@host:2113?tls=true');
    throw error;
  }
}
