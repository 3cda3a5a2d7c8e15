import { createHash } from 'node:crypto';
import type { Ports } from './ports.js';

/** Ports a test drives by hand: time moves only by `advance`, ids and randomness repeat for a seed. */
export type ManualPorts = Ports & {
  /** Moves time forward and wakes, in order of time, what slept until then. */
  advance(ms: number): Promise<void>;
};

export function manualPorts(options: { readonly start?: string; readonly seed?: number } = {}): ManualPorts {
  let nowMs = Date.parse(options.start ?? '2026-11-11T00:00:00.000Z');
  let draws = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const bytes = (count: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let length = 0; length < count; length += 32) blocks.push(createHash('sha256').update(`${options.seed ?? 1}/${draws++}`).digest());
    return Buffer.concat(blocks).subarray(0, count);
  };
  return {
    clock: { now: () => new Date(nowMs), monotonicMs: () => nowMs },
    ids: { uuid: () => uuidFrom(bytes(16)) },
    random: { fraction: () => bytes(4).readUInt32BE() / 2 ** 32, bytes },
    timers: {
      sleep: (delayMs, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          sleepers.push({ at: nowMs + delayMs, wake: resolve });
          signal?.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
    advance: async (ms) => {
      const until = nowMs + ms;
      for (;;) {
        const next = sleepers.filter((sleeper) => sleeper.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        sleepers.splice(sleepers.indexOf(next), 1);
        nowMs = next.at;
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      nowMs = until;
    },
  };
}

function uuidFrom(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
