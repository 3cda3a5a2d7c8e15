import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from './problems.js';
import { invalid } from './validation.js';

/** Ten digits reach beyond any stream and stay a safe integer. */
const REVISION = /^"(0|[1-9]\d{0,9})"$/;
const POSITION = /^(0|[1-9]\d{0,14})$/;

/**
 * The revision the caller decided on, from `If-Match: "7"`; undefined when the caller does not mind (absent, or `*`).
 *
 * @throws Problem PRECONDITION_FAILED for a weak tag, which never matches (RFC 9110, 13.1.1); VALIDATION_FAILED for any other form
 */
export function ifMatch(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '*') return undefined;
  if (header.startsWith('W/')) throw problem('PRECONDITION_FAILED');
  const revision = REVISION.exec(header)?.[1];
  if (revision !== undefined) return Number(revision);
  throw invalid([{ in: 'header', pointer: '/if-match', rule: 'etag', messages: { zh: '须为带引号的版本号，如 "7"', en: 'If-Match must be one quoted revision, like "7"' } }]);
}

/** The position of the store a read has to have reached, from `Daifa-Position: 4711`; undefined when the caller does not mind. */
export function readPosition(request: FastifyRequest): number | undefined {
  const header = request.headers['daifa-position'];
  if (header === undefined) return undefined;
  if (typeof header === 'string' && POSITION.test(header)) return Number(header);
  throw invalid([{ in: 'header', pointer: '/daifa-position', rule: 'position', messages: { zh: '须为非负整数', en: 'Daifa-Position must be a non-negative integer' } }]);
}

/** Says how far a write or read got: revision of the stream as ETag, position in the store as Daifa-Position. */
export function answeredAt(reply: FastifyReply, place: { readonly revision?: number; readonly position?: number }): void {
  if (place.revision !== undefined) reply.header('ETag', `"${place.revision}"`);
  if (place.position !== undefined) reply.header('Daifa-Position', String(place.position));
}
