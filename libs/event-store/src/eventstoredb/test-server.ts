import { startDouble } from '../eventstoredb-double.js';
import { StoreUnavailable, type EventStore } from '../port.js';

const IMAGE = 'eventstore/eventstore:24.10';
const PORT = 2113;

export type ServerForTests = {
  readonly url: string;
  /** A store on this server whose next append loses its reply once told so: on the way, or where we can not cut it, above the adapter. */
  losing(store: EventStore): { readonly store: EventStore; breakReplyOnce(): void | Promise<void> };
  stop(): Promise<void>;
};

/** The server that `EVENTSTORE_URL` names, else a container, else our double. Says on stderr which. */
export async function serverForTests(): Promise<ServerForTests> {
  const { EVENTSTORE_URL: given } = process.env;
  if (given) {
    say('the server of EVENTSTORE_URL');
    return { url: given, losing: losingAbove, stop: async () => undefined };
  }
  return (await contained()) ?? (await double());
}

async function contained(): Promise<ServerForTests | null> {
  const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
  const runtime = await getContainerRuntimeClient().catch(() => null);
  if (runtime === null) return null;
  // Its projections write links between our events, as on most servers.
  const settings = { EVENTSTORE_INSECURE: 'true', EVENTSTORE_MEM_DB: 'true', EVENTSTORE_RUN_PROJECTIONS: 'System', EVENTSTORE_START_STANDARD_PROJECTIONS: 'true' };
  const waiting = Wait.forHttp('/health/live', PORT).forStatusCode(204);
  const container = await new GenericContainer(IMAGE).withEnvironment(settings).withExposedPorts(PORT).withWaitStrategy(waiting).start();
  say(`a container of ${IMAGE}`);
  const stop = async (): Promise<void> => void (await container.stop());
  return { url: `esdb://${container.getHost()}:${container.getMappedPort(PORT)}?tls=false`, losing: losingAbove, stop };
}

async function double(): Promise<ServerForTests> {
  const server = await startDouble();
  say('our double: no EVENTSTORE_URL, no container runtime, so no real server was asked');
  const breakReplyOnce = async (): Promise<void> => void (await server.misbehave({ kind: 'lose-append-replies', count: 1, how: 'broken' }));
  return { url: server.url, losing: (store) => ({ store, breakReplyOnce }), stop: () => server.stop() };
}

function losingAbove(store: EventStore): ReturnType<ServerForTests['losing']> {
  let lose = false;
  const append: EventStore['append'] = async (asked) => {
    const result = await store.append(asked);
    if (!lose) return result;
    lose = false;
    throw new StoreUnavailable('the reply was lost');
  };
  return { store: { ...store, append }, breakReplyOnce: () => { lose = true; } };
}

function say(which: string): void {
  process.stderr.write(`EventStoreDB for this test: ${which}\n`);
}
