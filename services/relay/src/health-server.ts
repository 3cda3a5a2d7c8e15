import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Health, isServing, type Report } from '@daifa/service-shell/health';

export type HealthServer = { readonly url: string; close(): Promise<void> };

/**
 * Answers /health/live, /health/ready and /health/started, and nothing else, for a process that serves nobody.
 *
 * @throws the system's error with `syscall: 'listen'`
 */
export async function serveHealth(health: Health, { host, port }: { readonly host: string; readonly port: number }): Promise<HealthServer> {
  const questions = new Map<string | undefined, () => Promise<Report>>([
    ['/health/live', () => health.live()],
    ['/health/ready', () => health.ready()],
    ['/health/started', async () => health.started()],
  ]);
  const server = createServer((request, response) => {
    const asked = questions.get(request.url?.split('?')[0]);
    if (!asked) return void response.writeHead(404).end();
    void asked().then((report) => response.writeHead(isServing(report) ? 200 : 503, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }).end(JSON.stringify(report)));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('a health server listens on a port');
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
