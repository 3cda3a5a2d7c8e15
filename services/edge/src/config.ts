import { fileURLToPath } from 'node:url';
import { readConfig, type Environment, type SettingReader } from '@daifa/service-shell/config';
import { type ObservabilityConfig, observabilityConfig } from '@daifa/service-shell/observability-config';
import type { ServiceName } from './route-table.js';

export type EdgeConfig = {
  readonly host: string;
  /** 0 asks the system for a free one. */
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** How long to go on serving after /health/ready says no, so that load balancers notice; 0 where there is none. */
  readonly drainMs: number;
  /** How long requests in flight may take once the door is closed. */
  readonly inFlightMs: number;
  /** Where the replicas of each service listen, each `http://host:port`. */
  readonly upstreams: Readonly<Record<ServiceName, readonly string[]>>;
  /** The OpenAPI document of the whole interface, as it is committed. */
  readonly documentFile: string;
  readonly observability: ObservabilityConfig;
};

/** From src as from dist. */
const DOCUMENT = fileURLToPath(new URL('../../../docs/openapi.json', import.meta.url));

/** @throws ConfigError with a sentence for every mistake */
export function edgeConfig(environment: Environment = process.env): EdgeConfig {
  return readConfig((read) => ({
    host: read.text('HOST', { fallback: '127.0.0.1' }),
    port: read.integer('PORT', { fallback: 8080, min: 0, max: 65_535 }),
    logLevel: read.choice('LOG_LEVEL', ['info', 'fatal', 'error', 'warn', 'debug', 'silent'], 'info'),
    drainMs: read.integer('DRAIN_MS', { fallback: 0, min: 0, max: 60_000 }),
    inFlightMs: read.integer('IN_FLIGHT_MS', { fallback: 7_000, min: 0, max: 60_000 }),
    upstreams: {
      orders: origins(read, 'ORDERS_URL'),
      allocation: origins(read, 'ALLOCATION_URL'),
      factory: origins(read, 'FACTORY_URL'),
      logistics: origins(read, 'LOGISTICS_URL'),
      'after-sales': origins(read, 'AFTER_SALES_URL'),
    },
    observability: observabilityConfig(read),
    documentFile: read.text('OPENAPI_FILE', { fallback: DOCUMENT }),
  }), environment);
}

const ORIGINS = /^http:\/\/[^\s,/?#@]+\/?(\s*,\s*http:\/\/[^\s,/?#@]+\/?)*$/;

function origins(read: SettingReader, name: string): readonly string[] {
  const text = read.text(name, { matches: ORIGINS, meaning: 'not one or more addresses like http://127.0.0.1:8081, with commas between' });
  return text.split(',').map((origin) => origin.trim().replace(/\/$/, ''));
}
