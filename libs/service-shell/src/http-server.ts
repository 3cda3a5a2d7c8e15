import type { IncomingMessage } from 'node:http';
import type { Ports } from '@daifa/ports/ports';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import helmet from '@fastify/helmet';
import type {} from '@fastify/multipart'; // request.file() and request.parts()
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { assertWithinLimits, BODY_BYTES_MAX, keepStorable } from './body-limits.js';
import type { Cursors } from './cursor.js';
import type { Idempotency } from './idempotency.js';
import { keepAnswer } from './idempotency-interceptor.js';
import { type Logger, logAnswer } from './logging.js';
import { problemFrom } from './problem-from.js';
import { sendProblem } from './problem-reply.js';
import { problem } from './problems.js';
import type { Observability } from './observability.js';
import { correlationIdFrom } from './request-context.js';
import type { Shutdown } from './shutdown.js';

/** An import file: 100,000 orders of 500 bytes fit. */
const FILE_BYTES_MAX = 52_428_800;
/** A body we hold must have arrived whole in this time: what a slow client holds open is memory of ours. */
const RECEIVE_MS_MAX = 60_000;
/** A file is read as fast as its rows are stored: a million rows at a thousand a second, and some. */
const STREAM_MS_MAX = 30 * 60_000;
/** Bodies that a route reads as they come: nothing of them is held. */
const STREAMED_TYPES = /^(multipart\/form-data|text\/csv)\b/i;
/** What Fastify and Nest would read unasked, and what a form on a stranger's page can send without asking the browser. */
const FORM_TYPES = /^(text\/plain|application\/x-www-form-urlencoded)\b/i;
/** Longer than the idle timeout of common balancers (60 s), so that they close first and never meet a closed connection. */
const KEEP_ALIVE_MS = 72_000;
const PATH_PARAMETER_CHARS_MAX = 200;

export function fastifyAdapter(logger: Logger, ports: Ports): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    genReqId: (raw: IncomingMessage) => correlationIdFrom(raw.headers['x-correlation-id'], ports.ids),
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => sendProblem(request, reply, problemFrom(error)),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: STREAM_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: PATH_PARAMETER_CHARS_MAX },
    multipart: { limits: { fileSize: FILE_BYTES_MAX, files: 1, fields: 20, fieldSize: 10_000, parts: 21, headerPairs: 100 }, throwFileSizeLimit: true },
  });
}

export type HttpParts = { readonly ports: Ports; readonly cursors: Cursors; readonly idempotency: Idempotency; readonly shutdown: Shutdown; readonly observability: Observability };

/** What every request passes, whatever its route. */
export async function addHooks(app: NestFastifyApplication, { ports, cursors, idempotency, shutdown, observability }: HttpParts): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  server.decorateRequest('daifa', null);
  server.addHook('onRequest', async (request, reply) => {
    request.daifa = {
      correlationId: request.id,
      requestId: ports.ids.uuid(),
      receivedAt: ports.clock.now().toISOString(),
      watch: observability.watch(request, reply),
      cursors,
      caller: null,
      claim: null,
    };
    reply.header('X-Correlation-Id', request.id);
  });
  server.addHook('onRequest', async (request, reply) => closeWhenSlow(request, reply, ports));
  server.addHook('preValidation', async ({ headers, body, query, params }) => {
    if (FORM_TYPES.test(headers['content-type'] ?? '')) throw problem('UNSUPPORTED_MEDIA_TYPE');
    assertWithinLimits(body);
    for (const part of [body, query, params]) keepStorable(part);
  });
  server.addHook('onSend', keepAnswer(idempotency));
  server.addHook('onSend', async (_request, reply, payload) => {
    // A connection kept open now would only be cut: the client is told not to use it again.
    if (shutdown.signal.aborted) reply.header('Connection', 'close');
    return payload;
  });
  server.addHook('onResponse', logAnswer);
}

/** Closes the connection of a client that has not sent its body in time. */
function closeWhenSlow({ raw, headers }: FastifyRequest, { raw: answer }: FastifyReply, { timers }: Ports): void {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (!hasBody || STREAMED_TYPES.test(headers['content-type'] ?? '')) return;
  const arrived = new AbortController();
  raw.once('end', () => arrived.abort());
  answer.once('close', () => arrived.abort());
  void timers.sleep(RECEIVE_MS_MAX, arrived.signal).then(() => {
    if (!arrived.signal.aborted) raw.destroy();
  });
}
