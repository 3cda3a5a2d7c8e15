import { pipeline } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deliver } from './deliver.js';
import type { Question, Way } from './exchange.js';
import { back, onward } from './headers.js';
import type { Replicas } from './replicas.js';
import { hasBody, NO_BODY, PassingBody } from './request-body.js';

/** An import of the largest file, and some; shorter deadlines are the services' own, which know what they do. */
export const ANSWER_MS_MAX = 30 * 60_000;

/** The caller's request as a question to a service. It is dropped when the caller goes away. */
export function questionOf(request: FastifyRequest, reply: FastifyReply): Question {
  const { raw } = request;
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort('the caller is gone');
  });
  return {
    method: raw.method ?? 'GET', path: raw.url ?? '/', headers: onward(raw, request.id, request.watch?.traceparent ?? null),
    body: hasBody(raw) ? new PassingBody(raw) : NO_BODY,
    answerMsMax: ANSWER_MS_MAX, gone: gone.signal,
  };
}

/** Answers with what one of the replicas answers, as it comes. @throws Problem before anything was answered; CallerGone */
export async function passOn(request: FastifyRequest, reply: FastifyReply, replicas: Replicas, way: Way & { readonly stopping: AbortSignal }): Promise<void> {
  const question = questionOf(request, reply);
  const answer = await deliver(question, replicas, way);
  reply.hijack(); // from here on the bytes are the service's
  reply.raw.writeHead(answer.statusCode ?? 502, answer.statusMessage, [...back(answer), ...(way.stopping.aborted ? ['Connection', 'close'] : [])]);
  // A stream may have nothing to say for long after its head; a whole answer goes with its head in one packet.
  if (answer.headers['content-length'] === undefined) reply.raw.flushHeaders();
  // A service that breaks off leaves an answer visibly cut off: the caller must not take it for the whole.
  pipeline(answer, reply.raw, (error) => {
    if (error && !question.gone.aborted) request.log.warn({ service: replicas.name, code: error.code ?? error.name }, 'an answer broke off');
  });
}
