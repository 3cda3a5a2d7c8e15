import type { KafkaSettings } from '@daifa/messaging/kafka/client';
import { readConfig, type Environment } from '@daifa/service-shell/config';
import { type ObservabilityConfig, observabilityConfig } from '@daifa/service-shell/observability-config';
import { kafkaConfig, storeConfig, type StoreConfig } from '@daifa/service-shell/world-config';

export type RelayConfig = {
  readonly host: string;
  /** Of health alone: a relay serves nobody. 0 asks the system for a free one. */
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Where relays of one topic keep their place, and who of them leads. */
  readonly databaseUrl: string;
  readonly store: StoreConfig;
  readonly kafka: KafkaSettings;
  /** Of the topic of events, where it is still to be made: a stream's partition follows from their number for ever. */
  readonly partitions: number;
  readonly observability: ObservabilityConfig;
};

/** @throws ConfigError with a sentence for every mistake */
export function relayConfig(environment: Environment = process.env): RelayConfig {
  return readConfig((read) => {
    const databaseUrl = read.url('DATABASE_URL', ['postgres:', 'postgresql:']);
    return {
      host: read.text('HOST', { fallback: '127.0.0.1' }),
      port: read.integer('PORT', { fallback: 8080, min: 0, max: 65_535 }),
      logLevel: read.choice('LOG_LEVEL', ['info', 'fatal', 'error', 'warn', 'debug', 'silent'], 'info'),
      databaseUrl,
      store: storeConfig(read, databaseUrl),
      kafka: kafkaConfig(read),
      partitions: read.integer('KAFKA_PARTITIONS', { fallback: 12, min: 1, max: 1_000 }),
      observability: observabilityConfig(read),
    };
  }, environment);
}
