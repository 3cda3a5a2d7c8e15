import type { KafkaSettings } from '@daifa/messaging/kafka/client';
import { type Environment, readConfig, type SettingReader, shellConfig, type ShellConfig } from './config.js';

/** Which server holds the events. */
export type StoreConfig = { readonly kind: 'postgres' | 'eventstoredb'; readonly url: string };

/** What a process of the full world needs beside the shell's settings. */
export type ServiceConfig = {
  readonly shell: ShellConfig;
  readonly store: StoreConfig;
  readonly kafka: KafkaSettings;
  /** A file with the installation's master key; the same in every process. */
  readonly masterKeyFile: string;
};

/** @throws ConfigError with a sentence for every mistake */
export function serviceConfig(environment?: Environment): ServiceConfig {
  return readConfig((read) => {
    const shell = shellConfig(read);
    return { shell, store: storeConfig(read, shell.databaseUrl), kafka: kafkaConfig(read), masterKeyFile: read.text('DAIFA_MASTER_KEY_FILE') };
  }, environment);
}

export function storeConfig(read: SettingReader, databaseUrl: string): StoreConfig {
  const kind = read.choice('EVENT_STORE', ['postgres', 'eventstoredb'], 'postgres');
  if (kind === 'postgres') return { kind, url: read.url('EVENT_STORE_URL', ['postgres:', 'postgresql:'], databaseUrl || 'postgres://as-the-database') };
  return { kind, url: read.url('EVENT_STORE_URL', ['esdb:', 'esdb+discover:', 'kurrentdb:', 'kurrentdb+discover:']) };
}

export function kafkaConfig(read: SettingReader): KafkaSettings {
  const brokers = read.text('KAFKA_BROKERS', { matches: /^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/, meaning: 'not a list like host:9092,host:9092' }).split(',');
  return { brokers, prefix: read.text('KAFKA_TOPIC_PREFIX', { fallback: 'daifa', matches: /^[a-z][a-z0-9-]{0,40}$/, meaning: 'not 1 to 41 lower-case letters, digits and dashes' }) };
}
