import { readFileSync } from 'node:fs';
import { systemErrorCode } from './start-error.js';

/**
 * A word for one run of one process, to be told apart from a later process that got the same id: on Linux with the boot and
 * the tick it started in, elsewhere the id alone. Null when no such process runs; a zombie, dead but not yet reaped, does not.
 */
export function processIdentity(pid: number): string | null {
  if (process.platform !== 'linux') return isSignalled(pid) ? String(pid) : null;
  try {
    // The second field is the program's name in brackets, and may itself hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${pid} ${fields[19]} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(systemErrorCode(error) ?? '')) return null;
    throw error;
  }
}

/** The process that an identity names, while it runs. */
export function livingProcess(identity: string): number | null {
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && processIdentity(pid) === identity ? pid : null;
}

function isSignalled(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
