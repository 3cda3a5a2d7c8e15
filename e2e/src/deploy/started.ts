import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment, workspace } from '../client/config.js';
import { envLines } from './compose.js';
import { environmentOfStage, stages } from './dockerfile.js';

/** Where an image looks for its secrets, which is where it has to be given them. */
export const SECRETS = '/run/secrets/daifa';

export type MadeSecrets = { readonly folder: string; readonly settings: Readonly<Record<string, string>>; remove(): void };

/** The secrets of an installation, as the command of the manuals makes them. */
export function makeSecrets(folder: string = mkdtempSync(join(tmpdir(), 'daifa-secrets-'))): MadeSecrets {
  const { status, stderr } = spawnSync(process.execPath, [join(workspace, 'deploy', 'make-secrets.mjs'), folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return { folder, settings: Object.fromEntries(envLines(readFileSync(join(folder, 'daifa.env'), 'utf8'))), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * What a built process says against its settings, given as a container would give them; nothing where it takes them. The database
 * it is shown does not answer, so it ends all the same, but for the edge, which needs none.
 */
export async function refusalOf(program: string, given: Readonly<Record<string, string>>, secrets: MadeSecrets | null): Promise<string> {
  const elsewhere = Object.fromEntries(Object.entries({ ...given, ...secrets?.settings }).map(([name, value]) => [name, value.replace(SECRETS, secrets?.folder ?? SECRETS).replace(/@postgres:5432/, '@127.0.0.1:1')]));
  const home = mkdtempSync(join(tmpdir(), 'daifa-started-'));
  const env = childEnvironment({ ...environmentOfStage(stages.at(-1)), ...elsewhere, DAIFA_HOME: home, HOST: '127.0.0.1', PORT: '0', ...('METRICS_PORT' in given && { METRICS_PORT: '0' }) });
  const child = spawn(process.execPath, ['--no-warnings', join(workspace, 'services', program, 'dist', 'main.js'), 'serve'], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.on('message', () => child.kill('SIGTERM'));
  await once(child, 'close');
  rmSync(home, { recursive: true, force: true });
  return /settings are not usable[^]*|MasterKey[^]*|master key[^]*/.exec(said)?.[0] ?? '';
}
