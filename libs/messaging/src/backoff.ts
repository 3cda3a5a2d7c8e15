import type { Random } from '@daifa/ports/ports';

const FIRST_MS = 20;
/** Long enough to leave a restarting database alone, short enough to be back soon after it. */
const LONGEST_MS = 5_000;

/** How long to wait before attempt `failures` + 1: doubles from 20 ms to 5 s, less up to half at random so that groups do not come back in step. */
export function backoffMs(failures: number, random: Random): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 20)) * (1 - random.fraction() / 2);
}
