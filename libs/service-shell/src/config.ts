import { type ObservabilityConfig, observabilityConfig } from './observability-config.js';

export type Environment = { readonly [name: string]: string | undefined };

/** Everything that is wrong with the settings, a sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly sentences: readonly string[]) {
    super(`the configuration is not usable:\n${sentences.map((sentence) => `  - ${sentence}`).join('\n')}`);
  }
}

/** Reads single settings. A value that is wrong leaves a sentence and a stand-in, so that all mistakes are found in one start. */
export type SettingReader = {
  text(name: string, rule?: { readonly fallback?: string; readonly matches?: RegExp; readonly meaning?: string }): string;
  integer(name: string, rule: { readonly fallback?: number; readonly min: number; readonly max: number }): number;
  boolean(name: string, fallback: boolean): boolean;
  choice<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]], fallback?: Choice): Choice;
  /** At least 32 characters; never quoted in a message. */
  secret(name: string): string;
  url(name: string, protocols: readonly string[], fallback?: string): string;
};

const SECRET_CHARS_MIN = 32;

/**
 * Builds a typed configuration from the environment, once, at the start.
 *
 * @throws ConfigError with every mistake, not only the first
 */
export function readConfig<Config>(build: (read: SettingReader) => Config, environment: Environment = process.env): Config {
  const sentences: string[] = [];
  const config = build(settingReader(environment, sentences));
  if (sentences.length > 0) throw new ConfigError(sentences);
  return config;
}

function settingReader(environment: Environment, sentences: string[]): SettingReader {
  const raw = (name: string): string | undefined => (environment[name]?.trim() || undefined);
  const wrong = <Value>(sentence: string, standIn: Value): Value => {
    sentences.push(sentence);
    return standIn;
  };
  return {
    text: (name, { fallback, matches, meaning = 'not of the right form' } = {}) => {
      const value = raw(name) ?? fallback;
      if (value === undefined) return wrong(`${name} is not set.`, '');
      return matches && !matches.test(value) ? wrong(`${name} is "${value}", which is ${meaning}.`, value) : value;
    },
    integer: (name, { fallback, min, max }) => {
      const value = raw(name) ?? fallback?.toString();
      if (value === undefined) return wrong(`${name} is not set; it must be a whole number from ${min} to ${max}.`, min);
      const number = Number(value);
      return /^-?\d+$/.test(value) && number >= min && number <= max ? number : wrong(`${name} is "${value}"; it must be a whole number from ${min} to ${max}.`, min);
    },
    boolean: (name, fallback) => {
      const value = raw(name) ?? String(fallback);
      return value === 'true' || value === 'false' ? value === 'true' : wrong(`${name} is "${value}"; it must be true or false.`, fallback);
    },
    choice: (name, choices, fallback) => {
      const value = raw(name) ?? fallback;
      return choices.find((choice) => choice === value) ?? wrong(`${name} is ${value === undefined ? 'not set' : `"${value}"`}; it must be one of ${choices.join(', ')}.`, choices[0]);
    },
    secret: (name) => {
      const value = raw(name);
      if (value === undefined) return wrong(`${name} is not set; it must be a random text of at least ${SECRET_CHARS_MIN} characters.`, '');
      return value.length >= SECRET_CHARS_MIN ? value : wrong(`${name} is shorter than ${SECRET_CHARS_MIN} characters.`, value);
    },
    url: (name, protocols, fallback) => {
      const value = raw(name) ?? fallback;
      const asked = `a URL starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
      if (value === undefined) return wrong(`${name} is not set; it must be ${asked}.`, '');
      return URL.canParse(value) && protocols.includes(new URL(value).protocol) ? value : wrong(`${name} must be ${asked}.`, value);
    },
  };
}

/** What every service needs to stand on. */
export type ShellConfig = {
  readonly host: string;
  /** 0 asks the system for a free one. */
  readonly port: number;
  readonly databaseUrl: string;
  /** Signs cursors and keys the hashes of requests; the same in every process of an installation. */
  readonly secret: string;
  /** Stands in every API key, so that a key of one world is worth nothing in another. */
  readonly environment: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** How long a route may take. */
  readonly requestMs: number;
  /** How long to go on serving after /health/ready says no, so that load balancers notice; 0 where there is none. */
  readonly drainMs: number;
  /** How long requests in flight may take once the server has closed its door. */
  readonly inFlightMs: number;
  /** Left out: neither metrics nor traces. */
  readonly observability?: ObservabilityConfig;
};

/** `readConfig((read) => ({ ...shellConfig(read), kafkaBrokers: read.text('KAFKA_BROKERS') }))` */
export function shellConfig(read: SettingReader): ShellConfig {
  return {
    host: read.text('HOST', { fallback: '127.0.0.1' }),
    port: read.integer('PORT', { fallback: 8080, min: 0, max: 65_535 }),
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    secret: read.secret('DAIFA_SECRET'),
    environment: read.text('DAIFA_ENVIRONMENT', { fallback: 'live', matches: /^[a-z]{2,12}$/, meaning: 'not 2 to 12 lower-case letters' }),
    logLevel: read.choice('LOG_LEVEL', ['info', 'fatal', 'error', 'warn', 'debug', 'silent'], 'info'),
    requestMs: read.integer('REQUEST_TIMEOUT_MS', { fallback: 30_000, min: 100, max: 30_000 }),
    drainMs: read.integer('DRAIN_MS', { fallback: 0, min: 0, max: 60_000 }),
    inFlightMs: read.integer('IN_FLIGHT_MS', { fallback: 7_000, min: 0, max: 60_000 }),
    observability: observabilityConfig(read),
  };
}
