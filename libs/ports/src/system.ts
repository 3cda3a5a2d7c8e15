import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Ports } from './ports.js';

const FRACTION_STEPS = 2 ** 40;

/** The real ones: the machine's clock, randomness and timers. */
export const systemPorts: Ports = {
  clock: { now: () => new Date(), monotonicMs: () => performance.now() },
  ids: { uuid: () => randomUUID() },
  random: { fraction: () => randomInt(FRACTION_STEPS) / FRACTION_STEPS, bytes: (count) => randomBytes(count) },
  timers: { sleep },
};

function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal?.addEventListener('abort', finish);
  });
}
