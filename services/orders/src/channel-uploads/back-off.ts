import type { Random } from '@daifa/ports/ports';

export type BackOff = { readonly firstMs: number; readonly longestMs: number; /** After the last of them a person has to ask. */ readonly attemptsMax: number };

/**
 * How long until the next attempt after `attempts` that failed: doubled each time up to the longest, and cut by chance down to
 * half, so that what failed together does not come back together. null: no more by itself.
 *
 * @param atLeastMs what the channel asked for
 */
export function delayAfter(attempts: number, { firstMs, longestMs, attemptsMax }: BackOff, random: Random, atLeastMs = 0): number | null {
  if (attempts >= attemptsMax) return null;
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempts - 1, 30));
  return Math.max(atLeastMs, Math.round(fullMs * (0.5 + random.fraction() / 2)));
}
