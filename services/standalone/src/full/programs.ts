import type { Environment } from '@daifa/service-shell/config';
import { SERVICES, type ServiceName } from '@daifa/edge/route-table';
import type { FullConfig } from './config.js';
import { type Program, scriptOf } from './program.js';

/** What was made or found before the first process is started. */
export type Ground = { readonly databaseUrl: string; readonly brokers: string; readonly secret: string };

/** Two relays, where anything is there twice: one leads, one takes over. */
const RELAYS_MAX = 2;

/** Everything that runs beside Kafka and PostgreSQL, and the edge. */
export type Programs = {
  readonly migrations: readonly Program[];
  readonly relays: readonly Program[];
  readonly services: readonly Program[];
  edge(urlsOf: (service: ServiceName) => readonly string[]): Program;
};

export function programsOf(config: FullConfig, ground: Ground): Programs {
  const shared = sharedSettings(config, ground);
  let metricsPort = config.metricsPort;
  const program = (name: string, replica: number, more: Environment = { HOST: '127.0.0.1', PORT: '0' }): Program => ({
    name, replica, script: scriptOf(name), words: [],
    environment: { ...shared, ...more, METRICS_PORT: String(metricsPort === 0 ? 0 : metricsPort++) },
  });
  const edge = program('edge', 1, { HOST: config.host, PORT: String(config.port) }); // first, so that its metrics are at METRICS_PORT
  const relays = replicas(Math.min(config.replicas, RELAYS_MAX)).map((replica) => program('relay', replica));
  const services = SERVICES.flatMap((service) => replicas(config.replicas).map((replica) => program(service, replica)));
  return {
    relays, services,
    migrations: [...relays, ...services].filter(({ replica }) => replica === 1).map((one) => ({ ...one, words: ['migrate'], environment: { ...one.environment, METRICS_PORT: '0' } })),
    edge: (urlsOf) => ({ ...edge, environment: { ...edge.environment, ...Object.fromEntries(SERVICES.map((service) => [settingOf(service), urlsOf(service).join(',')])) } }),
  };
}

function sharedSettings({ inherited, masterKeyFile, store }: FullConfig, { databaseUrl, brokers, secret }: Ground): Environment {
  return {
    ...inherited,
    DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, DAIFA_SECRET: secret, DAIFA_MASTER_KEY_FILE: masterKeyFile,
    ...(store !== null && { EVENT_STORE: store.kind, EVENT_STORE_URL: store.url }),
  };
}

/** AFTER_SALES_URL */
const settingOf = (service: ServiceName): string => `${service.toUpperCase().replaceAll('-', '_')}_URL`;

const replicas = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
