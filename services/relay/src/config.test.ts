import { expect, test } from '@jest/globals';
import { relayConfig } from './config.js';

const SETTINGS = { DATABASE_URL: 'postgres://db/daifa', KAFKA_BROKERS: 'kafka-1:9092,kafka-2:9092' };

test('a database and brokers are enough', () => {
  expect(relayConfig(SETTINGS)).toEqual({
    host: '127.0.0.1', port: 8080, logLevel: 'info', databaseUrl: 'postgres://db/daifa', store: { kind: 'postgres', url: 'postgres://db/daifa' },
    kafka: { brokers: ['kafka-1:9092', 'kafka-2:9092'], prefix: 'daifa' }, partitions: 12, observability: { metricsPort: null, otlpEndpoint: null },
  });
});

test('every mistake has its sentence', () => {
  const wrong = (): unknown => relayConfig({ KAFKA_BROKERS: 'kafka', KAFKA_PARTITIONS: '0', EVENT_STORE: 'eventstoredb' });
  expect(wrong).toThrow(/DATABASE_URL is not set.*\n.*EVENT_STORE_URL is not set.*\n.*KAFKA_BROKERS is "kafka".*\n.*KAFKA_PARTITIONS is "0"/);
});
