import { readConfig, type Environment } from '@daifa/service-shell/config';
import { kafkaConfig, storeConfig, type StoreConfig } from '@daifa/service-shell/world-config';
import { isGiven, standaloneSettings, type StandaloneConfig, withDefaults } from '../config.js';

/** More than this on one machine only costs memory. */
const REPLICAS_MAX = 4;

/** Settings of the full world on one machine: those of the embedded world, and some more. */
export type FullConfig = StandaloneConfig & {
  /** Of each service; there are two relays where there are two or more. */
  readonly replicas: number;
  /** host:port, with commas between; null: a Kafka of our own. */
  readonly brokers: string | null;
  /** Stands before the names of topics and consumer groups. */
  readonly topicPrefix: string;
  /** Port of the own Kafka on loopback, 0 for a free one. */
  readonly kafkaPort: number;
  /** Where the events are, unless they are in the database. */
  readonly store: StoreConfig | null;
  /** Port of `/metrics` of the first process, the others take the next ones; 0: there are none. */
  readonly metricsPort: number;
  readonly logLevel: string;
  readonly drainMs: number;
  readonly inFlightMs: number;
  /** What every process is given beside what is its own. */
  readonly inherited: Environment;
};

/** @throws ConfigError with a sentence for every mistake, before anything is started for them */
export function fullConfig(environment: Environment = process.env): FullConfig {
  return readConfig((read) => {
    const settings = standaloneSettings(read, environment);
    const { logLevel, drainMs, inFlightMs, environment: name } = settings.shell({ databaseUrl: '', secret: '' });
    const ownBrokers = !isGiven(environment['KAFKA_BROKERS']);
    const { brokers, prefix } = kafkaConfig(read);
    const inherited = { ...environment, DAIFA_ENVIRONMENT: name, LOG_LEVEL: logLevel, KAFKA_TOPIC_PREFIX: prefix };
    return {
      ...settings, logLevel, drainMs, inFlightMs, inherited, topicPrefix: prefix,
      replicas: read.integer('REPLICAS', { fallback: 1, min: 1, max: REPLICAS_MAX }),
      brokers: ownBrokers ? null : brokers.join(','),
      kafkaPort: read.integer('KAFKA_PORT', { fallback: 0, min: 0, max: 65_535 }),
      store: otherStore(storeConfig(read, settings.databaseUrl ?? ''), environment),
      metricsPort: read.integer('METRICS_PORT', { fallback: 0, min: 0, max: 65_000 }),
    };
  }, { ...withDefaults(environment), ...(!isGiven(environment['KAFKA_BROKERS']) && { KAFKA_BROKERS: '127.0.0.1:9092' }) });
}

/** Where nothing is said, the events are in the database, wherever that is. */
function otherStore(store: StoreConfig, environment: Environment): StoreConfig | null {
  return isGiven(environment['EVENT_STORE']) || isGiven(environment['EVENT_STORE_URL']) ? store : null;
}
