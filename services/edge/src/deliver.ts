import type { IncomingMessage } from 'node:http';
import { problem, type ProblemCode } from '@daifa/service-shell/problems';
import { exchange, type Question, type Way } from './exchange.js';
import type { Replicas } from './replicas.js';

/** What they do twice has been done once (RFC 9110, 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Nobody was there to take it: nothing has happened, and it can simply be asked again. */
const NOBODY: ProblemCode = 'BUSY';
/** Somebody took it and is gone: to be asked again with the same Idempotency-Key. */
const OUTCOME_UNKNOWN: ProblemCode = 'STORE_UNAVAILABLE';

/** Nobody waits for the answer any more. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
}

/**
 * Brings a question to a replica and its answer back, with another replica's help where the first is gone: always when nothing
 * was sent, and when something was, where asking twice has the effect of asking once and the whole question is still here.
 *
 * @throws Problem 503 when nobody takes it, or nobody can say what became of it; CallerGone
 */
export async function deliver(question: Question, replicas: Replicas, way: Way): Promise<IncomingMessage> {
  const inTurn = replicas.inTurn();
  let wasSent = false;
  // The first once more: a connection that was kept open for too long says nothing of the process behind it.
  for (const replica of [...inTurn, ...inTurn.slice(0, 1)]) {
    const outcome = await exchange(question, replica, way);
    if (outcome.kind === 'answered') return outcome.answer;
    if (question.gone.aborted) throw new CallerGone();
    replica.leaveOut();
    if (outcome.kind === 'late') throw failed('TIMED_OUT', replicas, question);
    if (outcome.kind === 'broken') wasSent = true;
    if (outcome.kind === 'broken' && !isRepeatable(question)) break;
  }
  throw failed(wasSent ? OUTCOME_UNKNOWN : NOBODY, replicas, question);
}

function isRepeatable({ method, headers, body }: Question): boolean {
  return body.isWhole && (IDEMPOTENT.has(method) || headers.some((text, n) => n % 2 === 0 && text.toLowerCase() === 'idempotency-key'));
}

function failed(code: ProblemCode, { name }: Replicas, { body }: Question): Error {
  body.letGo();
  return problem(code, { service: name });
}
