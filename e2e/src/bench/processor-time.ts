import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second on every Linux that Node runs on (USER_HZ). */
const TICK_US = 10_000;

/** Where processor time of other processes can be read at all. */
export const canReadProcessors = existsSync('/proc/self/stat');

/**
 * Processor time, in microseconds, that a process and all it started have used so far: of the living from /proc, of the
 * dead by what their parents were told when they ended. 0 where there is no /proc.
 */
export function processorTimeUs(pid: number): number {
  if (!canReadProcessors) return 0;
  const all = processes();
  const sum = (of: number): number => [...all].filter(([, { parent }]) => parent === of).reduce((total, [child]) => total + sum(child), all.get(of)?.ticks ?? 0);
  return sum(pid) * TICK_US;
}

type Seen = { readonly parent: number; readonly ticks: number };

function processes(): ReadonlyMap<number, Seen> {
  const seen = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), seenIn(name)] as const);
  return new Map(seen.flatMap(([pid, one]) => (one === null ? [] : [[pid, one] as const])));
}

/** Null for a process that ended while we looked. */
function seenIn(name: string): Seen | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${name}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name in brackets may hold anything; fields are counted behind it (proc(5): 4 is the parent, 14 to 17 the times).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  return { parent: fields[1] ?? 0, ticks: (fields[11] ?? 0) + (fields[12] ?? 0) + (fields[13] ?? 0) + (fields[14] ?? 0) };
}

/** Resident memory of one process in MiB; null where there is no /proc. */
export function residentMiB(pid: number): number | null {
  if (!canReadProcessors) return null;
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return line?.[1] === undefined ? null : Number(line[1]) / 1024;
}
