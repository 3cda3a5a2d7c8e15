import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ManualPorts, manualPorts } from '@daifa/ports/manual';
import { systemPorts } from '@daifa/ports/system';
import type { Ports } from '@daifa/ports/ports';
import { createLogger } from '@daifa/service-shell/logging';
import { UNOBSERVED } from '@daifa/service-shell/observability-config';
import { type Edge, openEdge } from './edge.js';
import { SERVICES, type ServiceName } from './route-table.js';

export type Seen = { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string };

/** A service's process, for tests: a real server that keeps what it was asked. */
export type Upstream = {
  readonly origin: string;
  readonly seen: readonly Seen[];
  /** As a killed process: its port refuses, its connections are reset. */
  kill(): Promise<void>;
  /** On the port it had. */
  restart(): Promise<void>;
};

export type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const ready: Answering = (_request, response) => void response.end('{"status":"ok","checks":{}}');
/** Says who it is and that it is ready. */
export const saying = (text: string, other: Answering = (_request, response) => void response.setHeader('content-type', 'text/plain').end(text)): Answering =>
  (request, response, body) => (request.url === '/health/ready' ? ready : other)(request, response, body);

/** Reads the body whole before it answers. */
export function upstream(answer: Answering): Promise<Upstream> {
  return rawUpstream((seen) => (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
      seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      answer(request, response, body);
    });
  });
}

/** Connections end in a test when somebody ends them. */
const KEEP_ALIVE_MS = 600_000;

/** Does with the body what it likes. */
export async function rawUpstream(listenerFor: (seen: Seen[]) => RequestListener): Promise<Upstream> {
  const seen: Seen[] = [];
  const make = (): Server => createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listenerFor(seen));
  let server = make();
  const start = async (port: number): Promise<number> => {
    server = make().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const { port: given } = server.address() as AddressInfo;
    return given;
  };
  const port = await start(0);
  const one: Upstream = {
    origin: `http://127.0.0.1:${port}`, seen,
    restart: async () => void (await start(port)),
    kill: async () => {
      const closed = server.listening ? once(server, 'close') : Promise.resolve();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  opened.push(one);
  return one;
}

const opened: Upstream[] = [];

export type TestEdge = { readonly edge: Edge; readonly url: string; readonly ports: ManualPorts; readonly logs: readonly string[] };

/** An edge in front of these; a service that is not named has a replica that says its name. */
export async function testEdge(services: Partial<Record<ServiceName, readonly Upstream[]>> = {}, options: { readonly ports?: Ports; readonly drainMs?: number } = {}): Promise<TestEdge> {
  const origins = async (name: ServiceName): Promise<readonly string[]> => (services[name] ?? [await upstream(saying(name))]).map(({ origin }) => origin);
  const upstreams: Record<ServiceName, readonly string[]> = { orders: [], allocation: [], factory: [], logistics: [], 'after-sales': [] };
  for (const name of SERVICES) upstreams[name] = await origins(name);
  const ports = { ...manualPorts(), ids: systemPorts.ids, random: systemPorts.random };
  const logs: string[] = [];
  const edge = await openEdge({
    config: { host: '127.0.0.1', port: 0, logLevel: 'info', drainMs: options.drainMs ?? 0, inFlightMs: 5_000, upstreams, observability: UNOBSERVED },
    ports: options.ports ?? ports, document: '{"openapi":"3.1.0"}',
    logger: createLogger({ name: 'edge', level: 'info', destination: { write: (line) => void logs.push(line) } }),
  });
  edges.push({ edge, ports });
  return { edge, url: await edge.listen(), ports, logs };
}

const edges: { readonly edge: Edge; readonly ports: ManualPorts }[] = [];

/** Time is the test's: a stop that waits for it is given it. */
export async function stopWith({ edge, ports }: Pick<TestEdge, 'edge' | 'ports'>): Promise<boolean> {
  let clean: boolean | null = null;
  void edge.stop().then((outcome) => (clean = outcome));
  while (clean === null) {
    await new Promise((resolve) => setImmediate(resolve));
    await ports.advance(50);
  }
  return clean;
}

/** Everything a test has opened. */
export async function closeAll(): Promise<void> {
  for (const one of edges.splice(0)) await stopWith(one);
  for (const one of opened.splice(0)) await one.kill();
}
