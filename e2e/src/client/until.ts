import { performance } from 'node:perf_hooks';
import { systemPorts } from '@daifa/ports/system';

/** Met only by what fails: a group that lost a member without a word is still for a session of ten seconds, and machines are busy. */
const WAIT_MS_MAX = 60_000;
const PAUSE_MS = 10;
/** As much of what was there instead as a message can bear. */
const SAID_CHARS_MAX = 2_000;

/** What was waited for did not come. */
export class NeverCame extends Error {
  override readonly name = 'NeverCame';
}

/**
 * Reads until the answer is the one waited for: for what a process of the system does by itself after a command.
 *
 * @throws NeverCame after a minute
 */
export async function until<Value>(what: string, read: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const deadline = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new NeverCame(`${what}: not within ${WAIT_MS_MAX / 1000} s, but ${JSON.stringify(value)?.slice(0, SAID_CHARS_MAX)}`);
    await systemPorts.timers.sleep(PAUSE_MS);
  }
}
