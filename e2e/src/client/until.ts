import { performance } from 'node:perf_hooks';
import { systemPorts } from '@daifa/ports/system';

const WAIT_MS_MAX = 20_000;
const PAUSE_MS = 10;

/** What was waited for did not come. */
export class NeverCame extends Error {
  override readonly name = 'NeverCame';
}

/**
 * Reads until the answer is the one waited for: for what a process of the system does by itself after a command.
 *
 * @throws NeverCame after 20 seconds
 */
export async function until<Value>(what: string, read: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const deadline = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new NeverCame(`${what}: not within ${WAIT_MS_MAX / 1000} s`);
    await systemPorts.timers.sleep(PAUSE_MS);
  }
}
