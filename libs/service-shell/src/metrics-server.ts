import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loggable } from './loggable.js';
import type { Logger } from './logging.js';
import type { Metrics } from './metrics.js';

export type MetricsServer = { readonly url: string; close(): Promise<void> };

/**
 * Serves `/metrics` on a port of its own: the edge never leads there, so that what is scraped inside is not public outside. Nobody
 * is asked for a key: who reaches this port may read it.
 *
 * @param port 0 for a free one
 * @throws what `listen` says, EADDRINUSE for example
 */
export async function serveMetrics(metrics: Metrics, { host, port, logger }: { readonly host: string; readonly port: number; readonly logger: Logger }): Promise<MetricsServer> {
  const server = createServer((request, reply) => {
    const isAsked = request.method === 'GET' && request.url?.split('?')[0] === '/metrics';
    if (!isAsked) return void reply.writeHead(404, { 'Content-Type': 'text/plain' }).end('metrics are at GET /metrics\n');
    metrics.text().then(
      (text) => reply.writeHead(200, { 'Content-Type': metrics.contentType }).end(text),
      (error: unknown) => {
        logger.error({ error: loggable(error) }, 'metrics cannot be told');
        reply.writeHead(500).end();
      },
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: bound } = listeningOn(server.address());
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${bound}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function listeningOn(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('metrics are served over TCP');
  return address;
}
