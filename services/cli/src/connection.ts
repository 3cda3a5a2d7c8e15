import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CliEnvironment } from './config.js';
import { CouldNot, isFileError } from './failure.js';
import type { Common } from './terminal.js';

export const ACTORS = ['merchant', 'factory', 'factory2', 'platform', 'analyst'] as const;
export type Actor = (typeof ACTORS)[number];

export type Connection = { readonly url: string; readonly key: string };

const URL_DEFAULT = 'http://127.0.0.1:8080';

/** Where to ask and as whom: an option, else the environment, else what the embedded world left in its folder. */
export async function connectionFor({ url, as }: Common, role: Actor, environment: CliEnvironment): Promise<Connection> {
  return { url: (url ?? environment.url ?? (await runningUrl(environment)) ?? URL_DEFAULT).replace(/\/+$/, ''), key: await keyFor(as ?? role, as !== undefined, environment) };
}

async function runningUrl({ home, dataDir }: CliEnvironment): Promise<string | null> {
  const running = await json(join(resolve(home, dataDir), 'running.json'));
  return typeof running?.['url'] === 'string' ? running['url'] : null;
}

/** A key of the environment is whose it is; asking for a role by name beside it takes the demonstration's. */
async function keyFor(actor: string, isAsked: boolean, { key, home }: CliEnvironment): Promise<string> {
  if (key !== null && !isAsked) return key;
  const file = join(resolve(home), 'secrets', 'demo-keys.json');
  const found = (await json(file))?.[actor];
  if (typeof found === 'string') return found;
  throw new CouldNot(
    `没有找到 ${actor} 的访问密钥：请设置 DAIFA_KEY，或先启动系统（npm start）生成演示密钥。`,
    `No API key for ${actor}: set DAIFA_KEY, or start the system once (npm start), which leaves demo keys in secrets/demo-keys.json.`,
  );
}

async function json(file: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isRecord(found) ? found : null;
  } catch (error) {
    if (isFileError(error)) return null;
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
