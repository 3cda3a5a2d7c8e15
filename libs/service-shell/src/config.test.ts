import { expect, test } from '@jest/globals';
import { ConfigError, readConfig, shellConfig } from './config.js';

const good = { DATABASE_URL: 'postgres://localhost/daifa', DAIFA_SECRET: 'x'.repeat(32) };

test('what is not said has a default', () => {
  expect(readConfig(shellConfig, good)).toEqual({
    host: '127.0.0.1', port: 8080, databaseUrl: 'postgres://localhost/daifa', secret: 'x'.repeat(32), environment: 'live',
    logLevel: 'info', requestMs: 30_000, drainMs: 0, inFlightMs: 7_000, observability: { metricsPort: null, otlpEndpoint: null },
  });
});

test('every mistake is named at once, in a sentence, and no secret is repeated', () => {
  const read = (): unknown => readConfig(shellConfig, { PORT: '80x80', DATABASE_URL: 'mysql://u:p4ssword@h/d', DAIFA_SECRET: 'short', LOG_LEVEL: 'loud', DAIFA_ENVIRONMENT: 'Live!', DRAIN_MS: '-1' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(
    [
      'the configuration is not usable:',
      '  - PORT is "80x80"; it must be a whole number from 0 to 65535.',
      '  - DATABASE_URL must be a URL starting with postgres:// or postgresql://.',
      '  - DAIFA_SECRET is shorter than 32 characters.',
      '  - DAIFA_ENVIRONMENT is "Live!", which is not 2 to 12 lower-case letters.',
      '  - LOG_LEVEL is "loud"; it must be one of info, fatal, error, warn, debug, silent.',
      '  - DRAIN_MS is "-1"; it must be a whole number from 0 to 60000.',
    ].join('\n'),
  );
});

test('a setting of spaces is not set', () => {
  expect(() => readConfig((read) => read.text('KAFKA_BROKERS'), { KAFKA_BROKERS: '  ' })).toThrow('KAFKA_BROKERS is not set.');
});

test('booleans are true or false and nothing else', () => {
  expect(readConfig((read) => [read.boolean('A', false), read.boolean('B', true)], { A: 'true' })).toEqual([true, true]);
  expect(() => readConfig((read) => read.boolean('A', false), { A: 'yes' })).toThrow('A is "yes"; it must be true or false.');
});
