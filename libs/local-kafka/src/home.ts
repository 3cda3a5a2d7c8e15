import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemPorts } from '@daifa/ports/system';
import { livingProcess, processIdentity } from './process-identity.js';
import { KafkaStartError, systemErrorCode } from './start-error.js';

const POLL_MS = 15;
/** A broker stops in under a second; thirty times that, and it will not stop by asking. */
const STOP_TIMEOUT_MS = 30_000;

/** Where things stand in a data folder. Kafka works in it, so that `log` may be named without its path. */
export type Home = { readonly folder: string; readonly properties: string; readonly formatted: string; readonly owner: string; readonly broker: string };

export const LOG_FOLDER = 'log';

export function openHome(dataDir: string): Home {
  mkdirSync(resolve(dataDir), { recursive: true });
  const folder = realpathSync(resolve(dataDir));
  return {
    folder, properties: join(folder, 'server.properties'), formatted: join(folder, LOG_FOLDER, 'meta.properties'),
    owner: join(folder, 'owner'), broker: join(folder, 'broker'),
  };
}

/**
 * Takes the data folder for this process, and ends the broker that a killed owner left behind.
 *
 * @returns gives the folder back
 * @throws KafkaStartError `data-folder-in-use` while another owner lives
 */
export async function takeHome(home: Home): Promise<() => void> {
  const release = (): void => rmSync(home.owner, { force: true });
  const owner = existsSync(home.owner) ? livingProcess(readFileSync(home.owner, 'utf8')) : null;
  if (owner !== null) throw new KafkaStartError('data-folder-in-use', `The data folder ${home.folder} is in use by process ${owner}: stop that process, or choose another folder.`);
  release();
  try {
    writeFileSync(home.owner, processIdentity(process.pid) ?? '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    throw new KafkaStartError('data-folder-in-use', `Another process took the data folder ${home.folder} at the same moment: stop it, or choose another folder.`);
  }
  try {
    await endOrphan(home);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** Notes who serves the folder, for the next start. */
export function noteBroker(home: Home, pid: number): void {
  writeFileSync(home.broker, processIdentity(pid) ?? '', { mode: 0o600 });
}

async function endOrphan(home: Home): Promise<void> {
  if (!existsSync(home.broker)) return;
  const identity = readFileSync(home.broker, 'utf8');
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const pid = livingProcess(identity);
    if (pid === null) return;
    process.kill(pid, signal);
    const giveUpAt = systemPorts.clock.monotonicMs() + STOP_TIMEOUT_MS;
    while (systemPorts.clock.monotonicMs() < giveUpAt) {
      if (livingProcess(identity) === null) return;
      await systemPorts.timers.sleep(POLL_MS);
    }
  }
  throw new KafkaStartError('data-folder-in-use', `A broker from an earlier run (${Number.parseInt(identity, 10)}) still holds ${home.folder} and does not stop: end it by hand.`);
}
