import { expect, test } from '@jest/globals';
import { ConfigError, readConfig } from './config.js';
import { observabilityConfig, UNOBSERVED } from './observability-config.js';

test('a process is not observed unless it is asked to be', () => {
  expect(readConfig(observabilityConfig, {})).toEqual(UNOBSERVED);
  expect(readConfig(observabilityConfig, { METRICS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: ' ' })).toEqual(UNOBSERVED);
});

test('a port opens metrics, an endpoint sends traces', () => {
  expect(readConfig(observabilityConfig, { METRICS_PORT: '9464', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://tempo:4318' })).toEqual({ metricsPort: 9464, otlpEndpoint: 'http://tempo:4318' });
});

test('wrong ones are refused with a sentence each', () => {
  expect(() => readConfig(observabilityConfig, { METRICS_PORT: '70000', OTEL_EXPORTER_OTLP_ENDPOINT: 'tempo:4318' })).toThrow(new ConfigError([
    'METRICS_PORT is "70000"; it must be a whole number from 0 to 65535.',
    'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL starting with http:// or https://.',
  ]));
});
