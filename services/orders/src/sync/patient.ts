import type { Timers } from '@daifa/ports/ports';
import { ChannelRateLimited, ChannelUnavailable } from '../connectors/connector.js';

/** A platform that fails every fifth call fails one of three thousand this often; what is really down is left to the next reading. */
const TRIES_MAX = 5;
const FIRST_WAIT_MS = 50;
/** A platform may ask for this much patience within a reading; for more the reading breaks off and goes on later. */
const WAIT_MS_MAX = 2_000;

/** Calls a channel until it answers. @throws ChannelUnavailable, ChannelRateLimited after the last try; at once whatever trying again does not mend */
export async function patiently<Answer>(timers: Timers, call: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const waitMs = error instanceof ChannelRateLimited ? error.retryAfterMs : error instanceof ChannelUnavailable ? FIRST_WAIT_MS * 2 ** tries : null;
      if (waitMs === null || waitMs > WAIT_MS_MAX || tries === TRIES_MAX) throw error;
      await timers.sleep(waitMs);
    }
  }
}
