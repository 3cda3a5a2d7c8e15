import { join, resolve } from 'node:path';
import { readConfig, type SettingReader, shellConfig, type Environment, type ShellConfig } from '@daifa/service-shell/config';

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
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** The shell's settings, once database and secret are known. */
  shell(found: { readonly databaseUrl: string; readonly secret: string }): ShellConfig;
};

/** @throws ConfigError with a sentence for every mistake, before anything is started for them */
export function standaloneConfig(environment: Environment = process.env): StandaloneConfig {
  return readConfig((read) => standaloneSettings(read, environment), withDefaults(environment));
}

/** The same for a program that has more settings than these. @param read of `withDefaults(environment)` */
export function standaloneSettings(read: SettingReader, environment: Environment): StandaloneConfig {
  const shell = shellConfig(read);
  const home = resolve(read.text('DAIFA_HOME', { fallback: '.' }));
  const place = (name: string, fallback: string): string => resolve(home, read.text(name, { fallback }));
  return {
    home,
    host: shell.host,
    port: shell.port,
    dataDir: place('DAIFA_DATA', 'data'),
    masterKeyFile: place('DAIFA_MASTER_KEY_FILE', join('secrets', 'master.key')),
    secretFile: place('DAIFA_SECRET_FILE', join('secrets', 'signing.secret')),
    databaseUrl: isGiven(environment['DATABASE_URL']) ? shell.databaseUrl : null,
    postgresPort: read.integer('POSTGRES_PORT', { fallback: 0, min: 0, max: 65_535 }),
    demo: read.boolean('DAIFA_DEMO', true),
    shell: (found) => ({ ...shell, ...found }),
  };
}

export function withDefaults(environment: Environment): Environment {
  return { ...defaults, ...environment, ...(!isGiven(environment['DATABASE_URL']) && { DATABASE_URL: 'postgres://ours' }), DAIFA_SECRET: 'made at the first start, kept in a file' };
}

export const isGiven = (setting: string | undefined): boolean => Boolean(setting?.trim());

/** The embedded world's answers where the shell has none: keys are `daifa_local_…`, and only warnings reach the terminal. */
const defaults = { DAIFA_ENVIRONMENT: 'local', LOG_LEVEL: 'warn' } as const;
