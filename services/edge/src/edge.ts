import { once } from 'node:events';
import { Agent } from 'node:http';
import { Server } from 'node:net';
import type { Ports } from '@daifa/ports/ports';
import { Health, isServing, type Report } from '@daifa/service-shell/health';
import type { Logger } from '@daifa/service-shell/logging';
import { openObservability } from '@daifa/service-shell/observability-open';
import { pathOf } from '@daifa/service-shell/problem-reply';
import { problem } from '@daifa/service-shell/problems';
import { Shutdown } from '@daifa/service-shell/shutdown';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EdgeConfig } from './config.js';
import { passOn } from './pass-on.js';
import { putTogether } from './put-together.js';
import { readinessOf } from './readiness.js';
import { ownerOf, PATTERNS } from './route-table.js';
import { serverOf } from './server.js';
import { Upstreams } from './upstreams.js';

/** To one replica: the long polls of a thousand factories, and what they do meanwhile. */
const SOCKETS_MAX = 2_048;
const SOCKETS_IDLE_MAX = 256;
/** Long enough for a busy client to send once more and be told to close; an idle connection delays the stop by no more. */
const FAREWELL_MS_MAX = 500;

export type EdgeParts = {
  readonly config: Omit<EdgeConfig, 'documentFile'>;
  readonly ports: Ports;
  readonly logger: Logger;
  /** The OpenAPI document, as text. */
  readonly document: string;
};

export type Edge = {
  /** Resolves with the address once it listens. */
  listen(): Promise<string>;
  /** Not ready, drain, close the door, say goodbye, finish what is in flight. False when something had to be cut off. Twice is once. */
  stop(): Promise<boolean>;
};

/** The one door of the full world: every path goes to the service that owns it, whichever of its replicas is there. */
export async function openEdge({ config, ports, logger, document }: EdgeParts): Promise<Edge> {
  const { timers, clock } = ports;
  const shutdown = new Shutdown(timers, logger);
  const health = new Health(timers);
  const observability = await openObservability({ name: 'edge', ports, logger, health, shutdown, host: config.host, config: config.observability });
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX, maxFreeSockets: SOCKETS_IDLE_MAX });
  shutdown.onClose('connections to services', async () => agent.destroy());
  const upstreams = new Upstreams(config.upstreams, clock);
  const way = { agent, timers, stopping: shutdown.signal };
  for (const service of upstreams.services) health.checkPart(service.name, readinessOf(service, way, clock));

  const server = await serverOf({ ports, logger, stopping: shutdown.signal, observability });
  serveHealth(server, health);
  server.get('/docs/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  for (const pattern of PATTERNS) {
    server.all(pattern, async (request, reply) => {
      const owner = ownerOf(pathOf(request));
      if (owner === null || owner === 'edge') throw problem('NOT_FOUND');
      if (owner !== 'every') return passOn(request, reply, upstreams.of(owner), way);
      return request.method === 'GET' ? putTogether(request, reply, upstreams.services, way) : passOn(request, reply, upstreams.any, way);
    });
  }
  return running(server, { config, health, shutdown, logger, ports });
}

/** The edge's own: the services have theirs. */
function serveHealth(server: FastifyInstance, health: Health): void {
  const asked = { live: () => health.live(), ready: () => health.ready(), started: async () => health.started() };
  for (const [name, ask] of Object.entries<() => Promise<Report>>(asked)) {
    server.get(`/health/${name}`, async (_request: FastifyRequest, reply: FastifyReply) => {
      const report = await ask();
      return reply.code(isServing(report) ? 200 : 503).header('Cache-Control', 'no-store').send(report);
    });
  }
}

type Running = Pick<EdgeParts, 'config' | 'logger' | 'ports'> & { readonly health: Health; readonly shutdown: Shutdown };

function running(server: FastifyInstance, { config, health, shutdown, logger, ports: { timers } }: Running): Edge {
  const stop = async (): Promise<boolean> => {
    logger.info('stopping');
    health.markStopping();
    if (config.drainMs > 0) await timers.sleep(config.drainMs);
    shutdown.begin();
    await farewell(server);
    const finished = await shutdown.within(config.inFlightMs, 'requests in flight', () => server.close());
    if (!finished) server.server.closeAllConnections();
    const closed = await shutdown.closeAll();
    logger.info({ clean: finished && closed }, 'stopped');
    return finished && closed;
  };
  /** Takes no new connections, and tells those that are open that their next answer is the last. */
  const farewell = async ({ server: http }: FastifyInstance): Promise<void> => {
    const ended = new AbortController();
    const closed = once(http, 'close', { signal: ended.signal }).then(() => undefined, () => undefined);
    Server.prototype.close.call(http);
    await Promise.race([closed, timers.sleep(FAREWELL_MS_MAX, ended.signal)]);
    ended.abort();
  };
  let stopped: Promise<boolean> | null = null;
  return {
    listen: async () => {
      const url = await server.listen({ host: config.host, port: config.port });
      health.markStarted();
      logger.info({ url }, 'listening');
      return url;
    },
    stop: () => (stopped ??= stop()),
  };
}
