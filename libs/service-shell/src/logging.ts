import type { LoggerService } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';
import { loggable, maskedText } from './loggable.js';

export type { Logger } from 'pino';

/** Never in a log, wherever an object carries it. The first wall is that nobody logs bodies; this is the second. */
const REDACTED = ['authorization', 'cookie', 'password', 'secret', 'key', 'phone', 'address', 'receiver', 'body', 'headers'];

/** JSON lines on stdout, or wherever `destination` leads. */
export function createLogger(options: { readonly name: string; readonly level: string; readonly destination?: DestinationStream }): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    serializers: { err: loggable, req: () => undefined, res: () => undefined },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** One line per request when its answer is out. The route's pattern, not the URL: a query holds what somebody searched for. */
export async function logAnswer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const route = request.routeOptions.url ?? 'unknown';
  request.log[isQuiet(route, reply.statusCode) ? 'debug' : 'info'](
    {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      traceId: request.daifa?.watch.traceparent?.split('-')[1],
      tenantId: request.daifa?.caller?.tenantId,
      replayed: reply.hasHeader('idempotency-replayed') || undefined,
    },
    'answered',
  );
}

/** Probes ask every second or so, and are worth a line when the answer is no. */
function isQuiet(route: string, status: number): boolean {
  return route.startsWith('/health/') && status < 400;
}

/** Nest's own words, in the same stream as ours. */
export function nestLogger(logger: Logger): LoggerService {
  const write = (level: 'info' | 'error' | 'warn' | 'debug' | 'fatal') => (message: unknown, ...parameters: readonly unknown[]): void => {
    const context = parameters.at(-1);
    const found = [message, ...parameters].find((part) => part instanceof Error);
    logger[level]({ ...(typeof context === 'string' && { context: maskedText(context) }), ...(found !== undefined && { error: loggable(found) }) }, maskedText(typeof message === 'string' ? message : 'see error'));
  };
  return { log: write('info'), error: write('error'), warn: write('warn'), debug: write('debug'), verbose: write('debug'), fatal: write('fatal') };
}
