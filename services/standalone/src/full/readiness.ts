import type { Ports } from '@daifa/ports/ports';
import { NotStarted } from './supervised.js';

/** While a service has no replica that is ready, the edge is `degraded`: it serves the others. */
const ALL = '"status":"ok"';
const LOOK_MS = 50;
const ANSWER_MS_MAX = 3_000;
/** A read model that has much to catch up with is not waited for: a service is ready long before. */
const READY_MS_MAX = 60_000;

/** Waits until the edge says that every service is ready. @throws NotStarted with what is missing */
export async function assertReady(url: string, { clock, timers }: Pick<Ports, 'clock' | 'timers'>, signal: AbortSignal): Promise<void> {
  const giveUpAtMs = clock.monotonicMs() + READY_MS_MAX;
  for (;;) {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const report = await answer.text();
    if (signal.aborted || (answer.ok && report.includes(ALL))) return;
    if (clock.monotonicMs() > giveUpAtMs) throw new NotStarted(`Not every service was ready within ${READY_MS_MAX / 1_000} s: ${report}. (服务未就绪)`);
    await timers.sleep(LOOK_MS, signal);
  }
}
