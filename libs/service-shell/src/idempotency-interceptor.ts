import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { SSE_METADATA } from '@nestjs/common/constants';
import type { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, mergeMap, type Observable, of } from 'rxjs';
import { ANSWER_CHARS_MAX, type Beginning, type Claim, type Idempotency, type StoredAnswer } from './idempotency.js';
import { loggable } from './loggable.js';
import { NotStored, Streamed } from './policy.js';
import { problem } from './problems.js';
import { idempotencyKey } from './request-context.js';
import { stateOf } from './request-state.js';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** The headers that belong to an answer; the others belong to the connection or to the moment. */
const STORED_HEADERS = ['content-type', 'etag', 'daifa-position', 'location', 'link'];

/** Before a write with an Idempotency-Key: claims the key, or repeats the stored answer, or refuses. */
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector, private readonly idempotency: Idempotency) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (host.getType() !== 'http') return next.handle();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const state = stateOf(request);
    const key = idempotencyKey(request);
    if (key === null || !state.caller || !WRITES.has(request.method) || this.#optsOut(host)) return next.handle();
    const asked = { tenantId: state.caller.tenantId, key, method: request.method, path: request.url, body: request.body };
    return from(this.idempotency.begin(asked)).pipe(mergeMap((beginning) => goOn(beginning, host.switchToHttp().getResponse<FastifyReply>(), (claim) => {
      state.claim = claim;
      return next.handle();
    })));
  }

  #optsOut(host: ExecutionContext): boolean {
    const [handler, controller] = [host.getHandler(), host.getClass()];
    const says = (decorator: typeof Streamed): boolean => Boolean(this.reflector.getAllAndOverride(decorator, [handler, controller]));
    return says(Streamed) || says(NotStored) || Boolean(Reflect.getMetadata(SSE_METADATA, handler));
  }
}

function goOn(beginning: Beginning, reply: FastifyReply, run: (claim: Claim) => Observable<unknown>): Observable<unknown> {
  switch (beginning.kind) {
    case 'claimed':
      return run(beginning.claim);
    case 'answered':
      return of(repeated(beginning.answer, reply));
    case 'running':
      throw problem('IDEMPOTENCY_IN_PROGRESS');
    case 'mismatch':
      throw problem('IDEMPOTENCY_MISMATCH');
  }
}

function repeated(answer: StoredAnswer, reply: FastifyReply): string | undefined {
  reply.code(answer.status).headers(answer.headers).header('Idempotency-Replayed', 'true');
  return answer.body === '' ? undefined : answer.body;
}

/**
 * After the answer is serialized, before it goes out: keeps it. An answer that says "later" (5xx, or with Retry-After) is no
 * answer and is not kept. When keeping fails the answer still goes out: the work is done, and a repetition finds that.
 */
export function keepAnswer(idempotency: Idempotency) {
  return async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    const claim = request.daifa?.claim;
    if (!claim) return payload;
    const body = payload === undefined || payload === null ? '' : payload;
    const final = reply.statusCode < 500 && !reply.hasHeader('retry-after') && typeof body === 'string' && body.length <= ANSWER_CHARS_MAX;
    try {
      await (final ? idempotency.complete(claim, { status: reply.statusCode, headers: storedHeaders(reply), body }) : idempotency.release(claim));
    } catch (error) {
      request.log.warn({ error: loggable(error) }, 'answer not kept for its idempotency key');
    }
    return payload;
  };
}

function storedHeaders(reply: FastifyReply): { readonly [name: string]: string } {
  const headers: Record<string, string> = {};
  for (const name of STORED_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return headers;
}
