import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokersOfEnvironment } from './config.js';
import { startContainer } from './test-container.js';
import { startKafka } from './kafka.js';
import { watchOver } from './watchdog.js';

export type KafkaForTests = {
  /** `host:port`, or several with commas between. */
  readonly brokers: string;
  readonly kind: 'KAFKA_BROKERS' | 'docker' | 'local';
  stop(): Promise<void>;
};

/**
 * A real Kafka for a test: the brokers that `KAFKA_BROKERS` names, else a container, else a broker of our own with the Java of
 * this machine. Says on stderr which. Brokers that others use too keep what a test leaves: give topics names of their own.
 *
 * @throws KafkaStartError where there is none of the three, with what is missing: a test that needs Kafka fails, and is not skipped
 */
export async function kafkaForTests(): Promise<KafkaForTests> {
  const kafka = (await given()) ?? (await contained()) ?? (await local());
  process.stderr.write(`Kafka for this test: ${SAID[kafka.kind]}, ${kafka.brokers}\n`);
  return kafka;
}

const SAID = {
  'KAFKA_BROKERS': 'the brokers of KAFKA_BROKERS',
  'docker': 'a container',
  'local': 'a broker of our own (no KAFKA_BROKERS, no container runtime)',
} as const;

async function given(): Promise<KafkaForTests | null> {
  const brokers = brokersOfEnvironment();
  return brokers === null ? null : { brokers, kind: 'KAFKA_BROKERS', stop: async () => undefined };
}

async function contained(): Promise<KafkaForTests | null> {
  const container = await startContainer();
  return container === null ? null : { ...container, kind: 'docker' };
}

async function local(): Promise<KafkaForTests> {
  const folder = mkdtempSync(join(tmpdir(), 'daifa-test-kafka-'));
  const unwatch = watchOver(folder);
  try {
    const kafka = await startKafka({ dataDir: folder });
    const stop = async (): Promise<void> => {
      kafka.kill(); // nobody will read this folder again
      await kafka.exited;
      await unwatch();
    };
    return { brokers: kafka.brokers, kind: 'local', stop };
  } catch (error) {
    await unwatch();
    throw error;
  }
}
