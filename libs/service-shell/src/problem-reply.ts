import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Occasion, preferredLanguage, PROBLEM_MEDIA_TYPE, problemBody } from './problem-body.js';
import type { Problem } from './problems.js';

/** Answers a Problem. The query is left out of `instance`: it can hold what a person searched for. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  request.daifa?.watch.told(problem.guards);
  const seconds = problem.retryAfterSeconds;
  if (seconds !== null) reply.header('Retry-After', String(seconds));
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer');
  reply.header('Vary', 'Accept-Language').code(problem.status).type(PROBLEM_MEDIA_TYPE);
  reply.send(problemBody(problem, occasionOf(request)));
}

export function occasionOf(request: FastifyRequest): Occasion {
  return { instance: pathOf(request), correlationId: request.id, language: preferredLanguage(request.headers['accept-language']) };
}

export function pathOf(request: FastifyRequest): string {
  return (request.url.split('?')[0] ?? '/');
}
