import { problemBody, type ProblemBody } from '@daifa/service-shell/problem-body';
import { problemFrom } from '@daifa/service-shell/problem-from';
import { occasionOf } from '@daifa/service-shell/problem-reply';
import { loggable } from '@daifa/service-shell/loggable';
import type { FastifyRequest } from 'fastify';
import type { ImportStep } from './import-steps.js';

export const NDJSON = 'application/x-ndjson';

/** A line of the answer: told apart by `kind`; the last one is not a progress. */
export type ImportLine = ImportStep | { readonly kind: 'problem'; readonly problem: ProblemBody };

/**
 * One line for each step. The status has gone out already: a failure from here on is the last line. A client that goes away
 * ends the import where it is.
 */
export async function* progressLines(first: IteratorResult<ImportStep, void>, steps: AsyncGenerator<ImportStep, void>, request: FastifyRequest): AsyncGenerator<string> {
  try {
    if (!first.done) yield line(first.value);
    for await (const step of steps) yield line(step);
  } catch (error) {
    const problem = problemFrom(error);
    if (problem.status >= 500) request.log.warn({ code: problem.code, error: loggable(problem.cause ?? error) }, 'import interrupted');
    request.raw.unpipe().resume();
    yield line({ kind: 'problem', problem: problemBody(problem, occasionOf(request)) });
  } finally {
    await steps.return();
  }
}

const line = (value: ImportLine): string => `${JSON.stringify(value)}\n`;
