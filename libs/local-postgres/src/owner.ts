import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, processIdentity } from './process-identity.js';
import { PostgresStartError, systemErrorCode } from './start-error.js';

/**
 * Takes the data folder for this process. The file names its owner, so that a second `npm start` on the same folder is
 * told so, while the server that a killed owner left behind may be stopped without asking.
 *
 * @returns gives the folder back
 * @throws PostgresStartError `data-folder-in-use` while another owner lives
 */
export function takeOwnership(ownerFile: string): () => void {
  const release = (): void => rmSync(ownerFile, { force: true });
  if (writeNew(ownerFile)) return release;
  const owner = livingOwner(ownerFile);
  if (owner !== null) {
    throw new PostgresStartError('data-folder-in-use', `The data folder is in use by process ${owner} (${ownerFile}): stop that process, or choose another folder.`);
  }
  release();
  if (writeNew(ownerFile)) return release;
  throw new PostgresStartError('data-folder-in-use', `Another process took the data folder at the same moment (${ownerFile}): stop it, or choose another folder.`);
}

function writeNew(ownerFile: string): boolean {
  try {
    writeFileSync(ownerFile, processIdentity(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function livingOwner(ownerFile: string): number | null {
  const identity = readFileSync(ownerFile, 'utf8');
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && isAlive(pid) && processIdentity(pid) === identity ? pid : null;
}
