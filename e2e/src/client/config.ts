import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the workspace: from src/client as from dist/client it is three up. */
export const workspace = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export type Place = {
  /** Where data, keys and secrets of the running system lie. */
  readonly home: string;
  readonly dataDir: string;
  /** null: what data/running.json says, else http://127.0.0.1:8080. */
  readonly url: string | null;
  /** null: our own PostgreSQL in dataDir. */
  readonly databaseUrl: string | null;
};

/** Which system the commands `demo` and `verify` speak to; the same settings as the system's own. */
export function placeOf(environment: NodeJS.ProcessEnv = process.env): Place {
  const text = (name: string): string | null => environment[name]?.trim() || null;
  const home = resolve(text('DAIFA_HOME') ?? workspace);
  return { home, dataDir: resolve(home, text('DAIFA_DATA') ?? 'data'), url: text('DAIFA_URL'), databaseUrl: text('DATABASE_URL') };
}

export type WorldKind = 'embedded' | 'full';

/** The world that stories and races are played in where they do not say which: E2E_WORLD, else the embedded one. */
export function worldKind(environment: NodeJS.ProcessEnv = process.env): WorldKind {
  const kind = environment['E2E_WORLD']?.trim() || 'embedded';
  if (kind === 'embedded' || kind === 'full') return kind;
  throw new Error(`E2E_WORLD is "${kind}"; it must be embedded or full`);
}

/** Brokers that several worlds share, host:port with commas between; null: each full world has a Kafka of its own. */
export function sharedBrokers(environment: NodeJS.ProcessEnv = process.env): string | null {
  return environment['KAFKA_BROKERS']?.trim() || null;
}

/** What a child process inherits: without the settings that would lead it elsewhere. */
export function childEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const led = /^(DAIFA_|DATABASE_URL$|PORT$|HOST$|LOG_LEVEL$|POSTGRES_PORT$|REPLICAS$|KAFKA_TOPIC_PREFIX$|KAFKA_PORT$|METRICS_PORT$|NODE_OPTIONS$|FORCE_COLOR$)/;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !led.test(name))), NO_COLOR: '1', ...settings };
}
