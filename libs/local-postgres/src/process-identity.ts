import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { systemErrorCode } from './start-error.js';

/** Whether a process with this id runs. A zombie, dead but not yet reaped by its parent, does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
  return linuxStat(pid)?.state !== 'Z';
}

/**
 * A word for one run of one process, to be told apart from a later process that got the same id: on Linux with the boot and
 * the tick it started in, elsewhere the id alone.
 */
export function processIdentity(pid: number): string {
  const stat = linuxStat(pid);
  if (stat === null) return String(pid);
  return `${pid} ${stat.startTick} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
}

/** Whether a live process is the PostgreSQL server of this cluster folder, and not a stranger with a reused id. */
export function servesCluster(pid: number, clusterFolder: string): boolean {
  if (existsSync('/proc/self/cwd')) {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === clusterFolder;
    } catch (error) {
      // Another user's process can not be the server that we started.
      if (['EACCES', 'EPERM', 'ENOENT'].includes(systemErrorCode(error) ?? '')) return false;
      throw error;
    }
  }
  if (process.platform === 'win32') return true;
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.includes(clusterFolder);
}

function linuxStat(pid: number): { readonly state: string; readonly startTick: string } | null {
  if (process.platform !== 'linux') return null;
  try {
    // The second field is the program's name in brackets, and may itself hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTick: fields[19] ?? '' };
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(systemErrorCode(error) ?? '')) return null;
    throw error;
  }
}
