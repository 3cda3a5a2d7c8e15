import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { manualPorts } from '@daifa/ports/manual';
import { systemPorts } from '@daifa/ports/system';
import { createLogger, type Logger } from './logging.js';
import { otlpExporter } from './telemetry-export.js';
import { Telemetry } from './telemetry.js';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A receiver of OTLP/HTTP that keeps what it is sent, and answers what it is told. */
async function receiver(statusOf: () => number): Promise<{ readonly url: string; readonly received: { readonly path: string; readonly body: string }[] }> {
  const received: { readonly path: string; readonly body: string }[] = [];
  const server = createServer(async (request, reply) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ path: request.url ?? '', body });
    reply.writeHead(statusOf(), { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

function listening(): { readonly logger: Logger; readonly logs: string[] } {
  const logs: string[] = [];
  return { logs, logger: createLogger({ name: 'test', level: 'info', destination: { write: (line) => void logs.push(line) } }) };
}

const work = { name: 'work', kind: SpanKind.INTERNAL, attributes: {}, parent: null };

test('spans arrive at an OTLP receiver under the name of the process', async () => {
  const { url, received } = await receiver(() => 200);
  const { logger, logs } = listening();
  const telemetry = new Telemetry({ name: 'factory', exporter: otlpExporter(`${url}/`, logger), ports: systemPorts, logger });
  telemetry.start(work).end();
  await telemetry.close();
  expect(received.map(({ path }) => path)).toEqual(['/v1/traces']);
  const [{ resource, scopeSpans }] = JSON.parse(received[0]?.body ?? '').resourceSpans;
  expect(resource.attributes).toEqual(expect.arrayContaining([{ key: 'service.name', value: { stringValue: 'factory' } }, { key: 'service.namespace', value: { stringValue: 'daifa' } }]));
  expect(scopeSpans[0].spans).toMatchObject([{ name: 'work' }]);
  expect(logs).toEqual([]);
});

test('spans that are not taken are told once, and once more when they are taken again', async () => {
  let status = 400;
  const { url } = await receiver(() => status);
  const { logger, logs } = listening();
  const telemetry = new Telemetry({ name: 'factory', exporter: otlpExporter(url, logger), ports: systemPorts, logger });
  const send = async (): Promise<void> => {
    telemetry.start(work).end();
    await telemetry.flush().catch(() => undefined); // the log is what tells
  };
  await send();
  await send();
  expect(logs.map((line) => JSON.parse(line).msg)).toEqual(['spans are not taken by their receiver, and dropped']);
  status = 200;
  await send();
  await send();
  expect(logs.map((line) => JSON.parse(line).msg).slice(1)).toEqual(['spans are taken by their receiver again']);
  await telemetry.close();
});

test('a receiver that never answers keeps nobody from stopping', async () => {
  const ports = manualPorts();
  const { logger, logs } = listening();
  let answer = (): void => undefined;
  const silent: SpanExporter = { export: (_, done) => void (answer = () => done({ code: 0 })), shutdown: async () => undefined };
  const telemetry = new Telemetry({ name: 'factory', exporter: silent, ports, logger });
  telemetry.start(work).end();
  const closed = telemetry.close();
  await ports.advance(1_500);
  await closed;
  expect(logs.map((line) => JSON.parse(line).msg)).toEqual(['the last spans were not sent in time']);
  answer(); // the processor waits for it on a timer of its own
});

test('a receiver that refuses the last spans keeps nobody from stopping', async () => {
  const { logger, logs } = listening();
  const refusing: SpanExporter = { export: (_, done) => done({ code: 1, error: new Error('full') }), shutdown: async () => undefined };
  const telemetry = new Telemetry({ name: 'factory', exporter: refusing, ports: systemPorts, logger });
  telemetry.start(work).end();
  await telemetry.close();
  expect(logs.map((line) => JSON.parse(line).msg)).toEqual(['the last spans were not sent']);
});

test('a trace its caller does not keep is not kept here either', async () => {
  const { url, received } = await receiver(() => 200);
  const { logger } = listening();
  const telemetry = new Telemetry({ name: 'factory', exporter: otlpExporter(url, logger), ports: systemPorts, logger });
  telemetry.start({ ...work, parent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' }).end();
  await telemetry.close();
  expect(received).toEqual([]);
});
