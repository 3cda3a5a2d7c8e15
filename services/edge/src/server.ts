import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import type { Ports } from '@daifa/ports/ports';
import { loggable } from '@daifa/service-shell/loggable';
import { logAnswer } from '@daifa/service-shell/logging';
import { problemFrom } from '@daifa/service-shell/problem-from';
import { sendProblem } from '@daifa/service-shell/problem-reply';
import { problem } from '@daifa/service-shell/problems';
import { correlationIdFrom } from '@daifa/service-shell/request-context';
import { type Observability, type RequestWatch } from '@daifa/service-shell/observability';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { CallerGone } from './deliver.js';
import { ANSWER_MS_MAX } from './pass-on.js';

/** Longer than the idle timeout of common balancers (60 s), so that they close first and never meet a closed connection. */
const KEEP_ALIVE_MS = 72_000;

export type ServerParts = { readonly ports: Ports; readonly logger: FastifyBaseLogger; readonly stopping: AbortSignal; readonly observability: Observability };

declare module 'fastify' {
  interface FastifyRequest {
    watch: RequestWatch | null;
  }
}

/** An HTTP server that reads no body, and says what went wrong as the services do. */
export async function serverOf({ ports, logger, stopping, observability }: ServerParts): Promise<FastifyInstance> {
  const server: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    genReqId: (raw: IncomingMessage) => correlationIdFrom(raw.headers['x-correlation-id'], ports.ids),
    frameworkErrors: (error, request, reply) => sendProblem(request, reply, problemFrom(error)),
    requestTimeout: ANSWER_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  await server.register(helmet, { global: false, contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null)); // whatever it is, it is passed on as it comes
  server.decorateRequest('watch', null);
  server.addHook('onRequest', async (request, reply) => {
    request.watch = observability.watch(request, reply);
    reply.header('X-Correlation-Id', request.id);
    if (stopping.aborted) reply.header('Connection', 'close'); // kept open now, it would only be cut
  });
  server.addHook('onResponse', logAnswer);
  server.setErrorHandler(answerProblem);
  server.setNotFoundHandler((request, reply) => answerProblem(problem('NOT_FOUND'), request, reply));
  return server;
}

async function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (error instanceof CallerGone) {
    reply.hijack();
    return;
  }
  const found = problemFrom(error);
  if (found.status >= 500) request.log[found.status === 500 ? 'error' : 'warn']({ code: found.code, facts: found.guards[0].facts, error: loggable(found.cause ?? error) }, 'request failed');
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  await reply.helmet();
  sendProblem(request, reply, found);
}
