import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { workspace } from '../client/config.js';

type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export type ComposeService = {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly build?: { readonly dockerfile: string; readonly args?: Readonly<Record<string, string>>; readonly target?: string };
  readonly command?: readonly string[];
  readonly restart: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly privileged?: boolean;
  readonly security_opt?: readonly string[];
  readonly pids_limit?: number;
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly cpus?: string; readonly memory?: string } } };
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly env_file?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition; readonly required?: boolean }>>;
  readonly healthcheck?: { readonly disable?: boolean };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stop_grace_period?: string;
};

export type Compose = { readonly name: string; readonly services: Readonly<Record<string, ComposeService>>; readonly volumes: Readonly<Record<string, object>> };

export const composeText = readFileSync(join(workspace, 'docker-compose.yml'), 'utf8');

/** docker-compose.yml as Compose reads it where the environment has these variables: anchors resolved, `${…}` replaced. */
export function compose(variables: Readonly<Record<string, string>> = {}): Compose {
  return parse(composeText, (_, value: unknown) => (typeof value === 'string' ? interpolated(value, variables) : value), { merge: true });
}

/** `${NAME:-else}` and `${NAME:+instead}`, which is all the file uses. */
function interpolated(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([A-Z_]+):([-+])([^}]*)\}/g, (_, name: string, sign: string, word: string) => {
    const value = variables[name] ?? '';
    if (sign === '-') return value || word;
    return value && word;
  });
}

/** What a service of the file is given: its env_file and its environment, as texts. Empty ones are not set, as our processes see it. */
export function environmentOf({ env_file: file, environment = {} }: ComposeService): Readonly<Record<string, string>> {
  const fromFile = file === undefined ? [] : envLines(readFileSync(join(workspace, file), 'utf8'));
  return Object.fromEntries([...fromFile, ...Object.entries(environment).map(([name, value]): [string, string] => [name, String(value)])].filter(([, value]) => value !== ''));
}

export function envLines(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').filter((line) => /^[A-Z]/.test(line)).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}
