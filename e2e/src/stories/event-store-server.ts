import { startDouble } from '@daifa/event-store/eventstoredb-double';

export type EventStoreServer = { readonly url: string; readonly kind: 'EVENTSTORE_URL' | 'double'; stop(): Promise<void> };

/** The server that `EVENTSTORE_URL` names, else a double that speaks its protocol. Says which: a double proves the adapter, not the server. */
export async function eventStoreServer(given: string | null): Promise<EventStoreServer> {
  if (given !== null) {
    process.stderr.write(`EventStoreDB for this test: ${new URL(given).host}\n`);
    return { url: given, kind: 'EVENTSTORE_URL', stop: async () => undefined };
  }
  const double = await startDouble();
  process.stderr.write('EventStoreDB for this test: a double of ours (no EVENTSTORE_URL)\n');
  return { url: double.url, kind: 'double', stop: () => double.stop() };
}
