import type { Answer, ProblemDocument } from './http.js';

/** What became of one item of a batch, or of one command: done with a result, or refused with every guard that failed. */
export type Verdict<Done> = { readonly kind: 'done'; readonly result: Done } | { readonly kind: 'refused'; readonly problem: ProblemDocument; readonly codes: readonly string[] };

export type BatchBody<Done> = { readonly results: readonly ({ readonly key: string; readonly status: 'done'; readonly result: Done } | { readonly key: string; readonly status: 'refused' | 'failed'; readonly problem: ProblemDocument })[] };

/** A call that a story relies on was answered with a problem. */
export class NotDone extends Error {
  override readonly name = 'NotDone';
  constructor(what: string, readonly problem: ProblemDocument) {
    super(`${what}: ${problem.status} ${codesOf(problem).join(', ')} (${problem.messages.en}) ${JSON.stringify(problem.guards.map(({ facts }) => facts))}`);
  }
}

/** The body of an answer that has to be good. @throws NotDone */
export function done<Body>(answer: Answer<Body>): Body {
  if (answer.ok) return answer.body;
  throw new NotDone(`${answer.method} ${answer.path}`, answer.problem);
}

/** The result of every item of a batch that has to succeed as a whole. @throws NotDone at the first item that did not */
export function allDone<Done>(answer: Answer<BatchBody<Done>>): readonly Done[] {
  return done(answer).results.map((item) => {
    if (item.status !== 'done') throw new NotDone(`${answer.method} ${answer.path} of ${item.key}`, item.problem);
    return item.result;
  });
}

/** The one result of a batch of one that has to succeed. @throws NotDone */
export function oneDone<Done>(answer: Answer<BatchBody<Done>>): Done {
  const [result] = allDone(answer);
  if (result === undefined) throw new Error(`${answer.method} ${answer.path} answered no item`);
  return result;
}

/** The verdict on a command that may be refused. A failure (5xx) is no verdict. @throws NotDone */
export function verdict<Body>(answer: Answer<Body>): Verdict<Body> {
  if (answer.ok) return { kind: 'done', result: answer.body };
  if (answer.status >= 500) throw new NotDone(`${answer.method} ${answer.path}`, answer.problem);
  return { kind: 'refused', problem: answer.problem, codes: codesOf(answer.problem) };
}

/** The verdict on the one item of a batch of one. @throws NotDone */
export function oneVerdict<Done>(answer: Answer<BatchBody<Done>>): Verdict<Done> {
  const [item] = done(answer).results;
  if (item === undefined) throw new Error(`${answer.method} ${answer.path} answered no item`);
  if (item.status === 'done') return { kind: 'done', result: item.result };
  if (item.status === 'failed') throw new NotDone(`${answer.method} ${answer.path} of ${item.key}`, item.problem);
  return { kind: 'refused', problem: item.problem, codes: codesOf(item.problem) };
}

export const codesOf = ({ guards }: ProblemDocument): readonly string[] => guards.map(({ code }) => code);
