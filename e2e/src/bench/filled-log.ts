import type { EventStore } from '@daifa/event-store/port';
import type { KafkaSettings } from '@daifa/messaging/kafka/client';
import { openRelay, type Relay } from '@daifa/messaging/kafka/relay';
import { systemPorts as ports } from '@daifa/ports/system';

export const PARTITIONS = 12;

/** What every measurement of this part stands on: a log that is filled, and brokers. */
export type Filled = { readonly url: string; readonly store: EventStore; readonly head: number; readonly brokers: readonly string[] };

/** A topic nobody has used. */
export function settingsFor({ brokers }: Filled): KafkaSettings {
  return { brokers, prefix: `bench-${ports.ids.uuid().slice(0, 8)}` };
}

export function relayOn({ store, url }: Filled, kafka: KafkaSettings): Promise<Relay> {
  return openRelay({ store, databaseUrl: url, kafka, ports, partitions: PARTITIONS, report: (failure) => process.stderr.write(`${failure}\n`) });
}
