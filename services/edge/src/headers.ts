import type { IncomingMessage } from 'node:http';
import { hasBody } from './request-body.js';

/** Headers as they stand in a message: name, value, name, value. */
export type Headers = readonly string[];

/** Of one connection, not of the message (RFC 9110, 7.6.1). `Expect` was answered when it arrived. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect']);

/** What the edge says itself. */
const OURS: ReadonlySet<string> = new Set(['host', 'x-correlation-id', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);

/** Methods whose messages say how long they are, also where they have no body. */
const SAYS_LENGTH: ReadonlySet<string | undefined> = new Set(['POST', 'PUT', 'PATCH']);

/** The caller's headers as a service gets them: what is of their connection is left out, and where they come from added. Without Host. The trace goes on from the edge's own span, where it has one. */
export function onward(message: IncomingMessage, correlationId: string, traceparent: string | null): Headers {
  const { headers, socket } = message;
  const passed = endToEnd(message).filter(([name]) => !OURS.has(name.toLowerCase()) && (traceparent === null || name.toLowerCase() !== 'traceparent') && (hasBody(message) || name.toLowerCase() !== 'content-length'));
  const from = [headers['x-forwarded-for'], socket.remoteAddress].flat().filter((address) => address !== undefined);
  return [
    ...passed.flat(),
    'X-Correlation-Id', correlationId,
    ...(traceparent === null ? [] : ['traceparent', traceparent]),
    'X-Forwarded-For', from.join(', '),
    'X-Forwarded-Host', first(headers['x-forwarded-host']) ?? headers.host ?? '',
    'X-Forwarded-Proto', first(headers['x-forwarded-proto']) ?? 'http',
    ...lengthSaid(message),
  ];
}

/** A service's headers as the caller gets them. */
export function back(message: IncomingMessage): Headers {
  return endToEnd(message).flat();
}

function lengthSaid(message: IncomingMessage): Headers {
  if (!hasBody(message)) return SAYS_LENGTH.has(message.method) ? ['Content-Length', '0'] : [];
  return message.headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked'];
}

function endToEnd({ rawHeaders, headers }: IncomingMessage): readonly (readonly [name: string, value: string])[] {
  const named = new Set((headers.connection ?? '').toLowerCase().split(',').map((name) => name.trim()));
  const passed: (readonly [string, string])[] = [];
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = rawHeaders[n] ?? '';
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !named.has(lower)) passed.push([name, rawHeaders[n + 1] ?? '']);
  }
  return passed;
}

const first = (value: string | readonly string[] | undefined): string | undefined => (typeof value === 'string' ? value : value?.[0]);
