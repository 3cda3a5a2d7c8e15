import type { FastifyRequest } from 'fastify';
import type { Holder } from './access.js';
import type { Cursors } from './cursor.js';
import type { Claim } from './idempotency.js';
import type { RequestWatch } from './observability.js';
import type { Role } from './policy.js';

/** The holder of the key, in the role that opened this route. */
export type Caller = Holder & { readonly role: Role | null };

/** What the shell knows of a request. Made when it arrives; the guard adds the caller, the idempotency interceptor its claim. */
export type RequestState = {
  readonly correlationId: string;
  /** Random, of this request only: what command ids are made of when there is no Idempotency-Key. */
  readonly requestId: string;
  /** ISO 8601 UTC. */
  readonly receivedAt: string;
  /** Where what watches this process is told of it. */
  readonly watch: RequestWatch;
  readonly cursors: Cursors;
  caller: Caller | null;
  claim: Claim | null;
};

declare module 'fastify' {
  interface FastifyRequest {
    daifa: RequestState | null;
  }
}

/** @throws Error for a request that did not come through the shell */
export function stateOf(request: FastifyRequest): RequestState {
  if (!request.daifa) throw new Error('this request has no state: it did not pass the shell’s onRequest hook');
  return request.daifa;
}

/** @throws Error on a route whose policy is public: nobody is known there */
export function callerOf(request: FastifyRequest): Caller {
  const { caller } = stateOf(request);
  if (!caller) throw new Error('this route is public: it has no caller');
  return caller;
}
