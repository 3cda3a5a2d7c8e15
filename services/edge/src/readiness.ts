import type { Clock } from '@daifa/ports/ports';
import type { Check, CheckResult } from '@daifa/service-shell/health';
import { exchange, type Way } from './exchange.js';
import type { Replica, Replicas } from './replicas.js';
import { NO_BODY } from './request-body.js';

/** How old an answer may be: balancers ask every second or so, each of them. */
const CACHED_MS = 1_000;
/** A replica that takes longer is not ready. Less than what a check may take as a whole. */
const ANSWER_MS_MAX = 1_500;

/** Whether a service has a replica that can serve now. Those that can not are left out for a while. */
export function readinessOf(service: Replicas, way: Way, clock: Clock): Check {
  let asked: { readonly atMs: number; readonly result: Promise<CheckResult> } | null = null;
  return () => {
    const nowMs = clock.monotonicMs();
    if (asked === null || nowMs - asked.atMs >= CACHED_MS) asked = { atMs: nowMs, result: counted(service, way) };
    return asked.result;
  };
}

async function counted({ all }: Replicas, way: Way): Promise<CheckResult> {
  const ready = (await Promise.all(all.map((replica) => isReady(replica, way)))).filter((is) => is).length;
  return { ok: ready > 0, detail: `${ready} of ${all.length} ready` };
}

async function isReady(replica: Replica, way: Way): Promise<boolean> {
  const gone = new AbortController().signal;
  const outcome = await exchange({ method: 'GET', path: '/health/ready', headers: [], body: NO_BODY, answerMsMax: ANSWER_MS_MAX, gone }, replica, way);
  const ready = outcome.kind === 'answered' && outcome.answer.statusCode === 200;
  if (outcome.kind === 'answered') outcome.answer.resume(); // so that its connection can be used again
  if (!ready) replica.leaveOut();
  return ready;
}
