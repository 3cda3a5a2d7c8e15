import { done } from '../client/answers.js';
import { Unreachable } from '../client/http.js';
import type { HistoryEvent } from '../client/shapes.js';
import type { World } from '../client/world.js';
import type { Ledger } from './ledger.js';
import { learn, newJob, orderIdOf, send, steps, type Job, type Step } from './steps.js';

export type Written = { readonly world: World; readonly address: string; readonly ledger: Ledger };

/** What became of one attempt. unclear: the system died, or could not say; whether it happened is for the history to tell. */
type Attempt = { readonly kind: 'done' } | { readonly kind: 'unclear' } | { readonly kind: 'refused'; readonly codes: string };

/** Sends one order after the other through its life until told to stop, or until the system no longer answers. */
export async function write(to: Written, stopped: () => boolean, onStep: (step: Step) => void): Promise<Job | null> {
  for (let job = newJob(); ; ) {
    if (stopped()) return job.step === 0 ? null : job;
    const step = steps[job.step];
    if (step === undefined) {
      job = newJob();
      continue;
    }
    onStep(step);
    const attempt = await attemptAt(to, step, job, true);
    if (attempt.kind === 'refused') throw new Error(`a first "${step.name}" was refused: ${attempt.codes}`);
    if (attempt.kind === 'unclear') return job;
  }
}

/**
 * Brings an order whose last answer was lost to its end: each step is sent again with its key, and where that is still claimed
 * by the dead process, as another command. Whatever the answers, the history then holds the step's effect; the ledger judges whether once.
 */
export async function conclude(to: Written, job: Job): Promise<void> {
  for (; job.step < steps.length; ) {
    const step = steps[job.step];
    if (step === undefined) return;
    const attempt = await attemptAt(to, step, job, true);
    if (attempt.kind === 'done') continue;
    await attemptAt(to, step, job, false);
    job.orderId ??= await orderIdOf(to.world, job);
    const events = await historyOf(to.world, job.orderId);
    if (steps[job.step] === step && events.some(({ type }) => type === step.event)) advance(job, step, events);
  }
}

async function attemptAt({ world, address, ledger }: Written, step: Step, job: Job, withKey: boolean): Promise<Attempt> {
  try {
    const answer = await send(world, step, job, { address, withKey });
    if (!answer.ok) return answer.status >= 500 || answer.status === 409 ? { kind: 'unclear' } : { kind: 'refused', codes: answer.problem.code };
    const [result] = answer.body.results;
    if (result?.status === 'refused') return { kind: 'refused', codes: result.problem.code };
    if (result?.status !== 'done' || result.result.state === 'requested') return { kind: 'unclear' };
    job.orderId ??= result.result.orderId ?? null;
    if (job.orderId === null) throw new Error(`"${step.name}" names no order`);
    ledger.add({ orderId: job.orderId, step, revision: result.result.revision ?? null });
    advance(job, step, await historyOf(world, job.orderId));
    return { kind: 'done' };
  } catch (error) {
    if (isLost(error)) return { kind: 'unclear' };
    throw error;
  }
}

function advance(job: Job, step: Step, events: readonly HistoryEvent[]): void {
  learn(job, events);
  job.step = steps.indexOf(step) + 1;
}

/** The connection broke before or in the middle of an answer. */
function isLost(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) || (error instanceof Error && error.name === 'NotDone');
}

export async function historyOf(world: World, orderId: string): Promise<readonly HistoryEvent[]> {
  return done(await world.merchant.history(orderId)).events;
}
