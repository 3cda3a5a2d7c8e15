import type { CommandContext } from '@daifa/event-store/context';
import { nameUuid } from '@daifa/ports/name-uuid';
import type { Ids } from '@daifa/ports/ports';
import type { FastifyRequest } from 'fastify';
import { pathOf } from './problem-reply.js';
import { callerOf, stateOf } from './request-state.js';
import { invalid } from './validation.js';

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const CORRELATION_CHARS_MAX = 128;
const IDEMPOTENCY_KEY_CHARS_MAX = 255;

/**
 * Who wants what, for the command behind this request. With an Idempotency-Key the command id follows from tenant, key, route
 * and item, so a repetition is the same command and has no second effect, even where the stored answer was lost; without
 * one each request is a command of its own.
 *
 * @param itemKey names the item of a batch; each item is a command
 */
export function commandContext(request: FastifyRequest, itemKey = ''): CommandContext {
  const state = stateOf(request);
  const caller = callerOf(request);
  if (!caller.role) throw new Error('this route asks for no role: it cannot command');
  const asked = idempotencyKey(request) ?? state.requestId;
  return {
    commandId: nameUuid(`${asked}|${request.method} ${pathOf(request)}|${itemKey}`, caller.tenantId),
    correlationId: state.correlationId,
    causationId: null,
    actor: { kind: caller.role, id: caller.tenantId },
    occurredAt: state.receivedAt,
    ...(state.watch.traceparent !== null && { traceparent: state.watch.traceparent }),
  };
}

/** The caller's Idempotency-Key, null without one. @throws Problem VALIDATION_FAILED unless 1 to 255 visible ASCII characters */
export function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && key.length <= IDEMPOTENCY_KEY_CHARS_MAX && VISIBLE_ASCII.test(key)) return key;
  throw invalid([{ in: 'header', pointer: '/idempotency-key', rule: 'visibleAscii', messages: { zh: '须为 1 至 255 个可见 ASCII 字符', en: 'Idempotency-Key must be 1 to 255 visible ASCII characters' } }]);
}

/** What the caller sent as X-Correlation-Id if it can stand in a log and a header, else a new id. */
export function correlationIdFrom(header: string | string[] | undefined, ids: Ids): string {
  return typeof header === 'string' && header.length <= CORRELATION_CHARS_MAX && VISIBLE_ASCII.test(header) ? header : ids.uuid();
}
