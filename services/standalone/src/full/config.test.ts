import { expect, test } from '@jest/globals';
import { fullConfig } from './config.js';
import { programsOf } from './programs.js';

const ground = { databaseUrl: 'postgres://db', brokers: '127.0.0.1:9092', secret: 'the secret' };

test('nothing has to be set', () => {
  expect(fullConfig({})).toMatchObject({ replicas: 1, brokers: null, store: null, databaseUrl: null, port: 8080, metricsPort: 0, topicPrefix: 'daifa', demo: true });
});

test('every mistake has its sentence', () => {
  const wrong = (): unknown => fullConfig({ REPLICAS: '5', KAFKA_BROKERS: 'nowhere', PORT: 'x', EVENT_STORE: 'eventstoredb', KAFKA_TOPIC_PREFIX: 'Ä' });
  expect(wrong).toThrow(/PORT is "x".*\n.*KAFKA_BROKERS is "nowhere".*\n.*KAFKA_TOPIC_PREFIX is "Ä".*\n.*REPLICAS is "5"; it must be a whole number from 1 to 4.*\n.*EVENT_STORE_URL is not set/s);
});

test('one of each is one of each; where there are several, two relays', () => {
  const labels = (REPLICAS: string): readonly string[] => {
    const { relays, services } = programsOf(fullConfig({ REPLICAS }), ground);
    return [...relays, ...services].map(({ name, replica }) => `${name}-${replica}`);
  };
  expect(labels('1')).toEqual(['relay-1', 'orders-1', 'allocation-1', 'factory-1', 'logistics-1', 'after-sales-1']);
  expect(labels('3').filter((label) => label.startsWith('relay'))).toEqual(['relay-1', 'relay-2']);
  expect(labels('3')).toHaveLength(2 + 15);
});

test('every process is told where everything is, and nothing twice', () => {
  const config = fullConfig({ REPLICAS: '2', METRICS_PORT: '9464', EVENT_STORE: 'eventstoredb', EVENT_STORE_URL: 'esdb://events:2113', LOG_LEVEL: 'error', PORT: '8088', HOST: '0.0.0.0', DAIFA_HOME: '/home/d', TZ: 'UTC' });
  const { relays, services, edge, migrations } = programsOf(config, ground);
  const all = [edge((service) => [`http://${service}:1`, `http://${service}:2`]), ...relays, ...services];
  for (const { environment } of all) {
    expect(environment).toMatchObject({ DATABASE_URL: 'postgres://db', KAFKA_BROKERS: '127.0.0.1:9092', DAIFA_SECRET: 'the secret', DAIFA_MASTER_KEY_FILE: '/home/d/secrets/master.key', DAIFA_ENVIRONMENT: 'local', LOG_LEVEL: 'error', EVENT_STORE: 'eventstoredb', EVENT_STORE_URL: 'esdb://events:2113', TZ: 'UTC' });
  }
  expect(all.map(({ environment }) => environment['METRICS_PORT'])).toEqual(all.map((_, n) => String(9_464 + n)));
  expect(all[0]?.environment).toMatchObject({ HOST: '0.0.0.0', PORT: '8088', ORDERS_URL: 'http://orders:1,http://orders:2', AFTER_SALES_URL: 'http://after-sales:1,http://after-sales:2' });
  expect(services[0]?.environment).toMatchObject({ HOST: '127.0.0.1', PORT: '0' });
  expect(migrations.map(({ name, words, environment }) => [name, words[0], environment['METRICS_PORT']])).toEqual(['relay', 'orders', 'allocation', 'factory', 'logistics', 'after-sales'].map((name) => [name, 'migrate', '0']));
});
