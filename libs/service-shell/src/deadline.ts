import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { SSE_METADATA } from '@nestjs/common/constants';
import type { Reflector } from '@nestjs/core';
import type { Timers } from '@daifa/ports/ports';
import { finalize, from, mergeMap, type Observable, race, throwError } from 'rxjs';
import { Streamed } from './policy.js';
import { problem } from './problems.js';

/**
 * Answers TIMED_OUT when a route takes too long, so that a caller is not kept waiting by something that hangs. The work itself
 * goes on; a repetition with the same Idempotency-Key finds it done or does it. Streams have no deadline.
 */
export class Deadline implements NestInterceptor {
  constructor(private readonly reflector: Reflector, private readonly timers: Timers, private readonly timeoutMs: number) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = host.getHandler();
    const streamed: unknown = this.reflector.getAllAndOverride(Streamed, [handler, host.getClass()]) ?? Reflect.getMetadata(SSE_METADATA, handler);
    if (host.getType() !== 'http' || streamed) return next.handle();
    const answered = new AbortController();
    const late = from(this.timers.sleep(this.timeoutMs, answered.signal)).pipe(mergeMap(() => throwError(() => problem('TIMED_OUT'))));
    return race(next.handle(), late).pipe(finalize(() => answered.abort()));
  }
}
