import { join, resolve } from 'node:path';
import { readConfig, shellConfig, type Environment, type ShellConfig } from '@daifa/service-shell/config';

/** Settings of the embedded world. Everything has a default: a fresh clone starts with none set. */
export type StandaloneConfig = {
  /** Where data, keys and secrets lie unless a setting names another place. */
  readonly home: string;
  readonly dataDir: string;
  readonly masterKeyFile: string;
  readonly secretFile: string;
  /** Another PostgreSQL than the one this program starts; null for its own. */
  readonly databaseUrl: string | null;
  /** Port of the own PostgreSQL on loopback, 0 for a free one. */
  readonly postgresPort: number;
  readonly demo: boolean;
  /** The shell's settings, once database and secret are known. */
  shell(found: { readonly databaseUrl: string; readonly secret: string }): ShellConfig;
};

/** @throws ConfigError with a sentence for every mistake */
export function standaloneConfig(environment: Environment = process.env): StandaloneConfig {
  const shell = (found: { readonly databaseUrl: string; readonly secret: string }): ShellConfig =>
    readConfig(shellConfig, { ...defaults, ...environment, DATABASE_URL: found.databaseUrl, DAIFA_SECRET: found.secret });
  shell(anyFound); // mistakes in its settings are told before a database is started for them
  return readConfig((read) => {
    const home = resolve(read.text('DAIFA_HOME', { fallback: '.' }));
    const place = (name: string, fallback: string): string => resolve(home, read.text(name, { fallback }));
    return {
      home,
      dataDir: place('DAIFA_DATA', 'data'),
      masterKeyFile: place('DAIFA_MASTER_KEY_FILE', join('secrets', 'master.key')),
      secretFile: place('DAIFA_SECRET_FILE', join('secrets', 'signing.secret')),
      databaseUrl: environment['DATABASE_URL']?.trim() ? read.url('DATABASE_URL', ['postgres:', 'postgresql:']) : null,
      postgresPort: read.integer('POSTGRES_PORT', { fallback: 0, min: 0, max: 65_535 }),
      demo: read.boolean('DAIFA_DEMO', true),
      shell,
    };
  }, environment);
}

/** The embedded world's answers where the shell has none: keys are `daifa_local_…`, and only warnings reach the terminal. */
const defaults = { DAIFA_ENVIRONMENT: 'local', LOG_LEVEL: 'warn' } as const;
const anyFound = { databaseUrl: 'postgres://localhost/any', secret: 'only for checking the other settings' } as const;
