/** A stretch of time in whole seconds, [fromMs, toMs). */
export type Window = { readonly fromMs: number; readonly toMs: number };

const SECOND_MS = 1_000;

/**
 * The windows a range is read by, oldest first: none longer than the channel allows, the first beginning an overlap before
 * the range. What is younger than `settleMs` stands in a window of its own, the last: records may still come into it while
 * it is paged through, and they alone can be missed there; the next reading's overlap has them again.
 */
export function windowsOf(range: { readonly fromMs: number; readonly nowMs: number }, { windowMs, overlapMs, settleMs }: { readonly windowMs: number; readonly overlapMs: number; readonly settleMs: number }): readonly Window[] {
  const settled = floor(range.nowMs - settleMs);
  const windows: Window[] = [];
  let fromMs = floor(Math.min(range.fromMs, settled) - overlapMs);
  while (fromMs < settled) {
    const toMs = Math.min(fromMs + floor(windowMs), settled);
    windows.push({ fromMs, toMs });
    fromMs = toMs;
  }
  return [...windows, { fromMs: settled, toMs: floor(range.nowMs) + SECOND_MS }];
}

const floor = (ms: number): number => Math.floor(ms / SECOND_MS) * SECOND_MS;
