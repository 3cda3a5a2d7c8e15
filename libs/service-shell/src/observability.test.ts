import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InMemorySpanExporter, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { systemPorts } from '@daifa/ports/system';
import { createApp, openShell, type RunningApp, type Shell } from './bootstrap.js';
import { createLogger } from './logging.js';
import { nothingWatches } from './observability.js';
import { Parcels, ParcelsModule, testConfig } from './test-app.js';
import { type Answer, ask } from './test-client.js';
import { seen, type SeenSpan } from './test-spans.js';

let database: TestDatabase;
let shell: Shell;
let app: RunningApp;
let origin: string;
let key: string;
const exporter = new InMemorySpanExporter();
const logs: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => void logs.push(line) } });
  shell = await openShell({ name: 'parcels', ports: systemPorts, config: { ...testConfig(database.url), observability: { metricsPort: 0, otlpEndpoint: null } }, logger, exporter });
  app = await createApp({ shell, module: ParcelsModule });
  origin = await app.listen();
  key = (await shell.access.createKey({ tenantId: (await shell.access.createTenant({ name: '甲店', roles: ['merchant'] })).tenantId, label: 'test' })).key;
});
afterAll(async () => {
  await app.stop();
  await database.stop();
});

const parcel = { lines: [{ sku: 'SHIRT-M', quantity: 1 }] };
const call = (path: string, question: Parameters<typeof ask>[2] = {}): Promise<Answer> => ask(origin, path, { key, ...question });
const caller = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

async function spansOf(name: string): Promise<readonly SeenSpan[]> {
  await shell.observability.flush();
  return seen(exporter).filter((span) => span.name === name);
}

async function scrape(): Promise<string> {
  return (await fetch(`${shell.observability.metricsUrl}/metrics`)).text();
}

async function sample(line: string): Promise<number> {
  const found = (await scrape()).split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
}

/** A span or sample is there when the answer's last byte is out, which the caller can see first. */
async function until<Found>(look: () => Promise<Found>, isIt: (found: Found) => boolean): Promise<Found> {
  for (;;) {
    const found = await look();
    if (isIt(found)) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a trace', () => {
  test('goes on from the caller, and what the request commands carries its span', async () => {
    const answer = await call('/v1/parcels', { method: 'POST', body: parcel, headers: { traceparent: caller } });
    const [span] = await until(() => spansOf('POST /v1/parcels'), (spans) => spans.length === 1);
    expect(span).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', parentId: '00f067aa0ba902b7', failed: false, attributes: { 'http.request.method': 'POST', 'http.route': '/v1/parcels', 'http.response.status_code': 201 } });
    expect(answer.json().traceparent).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
  });

  test('begins at the request where the caller sent none', async () => {
    const before = (await spansOf('POST /v1/parcels')).length;
    const answer = await call('/v1/parcels', { method: 'POST', body: parcel });
    const span = (await until(() => spansOf('POST /v1/parcels'), (spans) => spans.length === before + 1)).at(-1);
    expect(span?.parentId).toBeNull();
    expect(answer.json().traceparent).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
  });

  test('names routes by their pattern, refusals by their codes and failures by their status', async () => {
    await call('/v1/parcels/4711', { method: 'PUT', headers: { 'if-match': '"2"' } });
    await call('/v1/parcels/batch', { method: 'POST', body: { parcelIds: ['a', 'lost', 'away'] } });
    await call('/v1/parcels/boom');
    const changed = await until(() => spansOf('PUT /v1/parcels/:parcelId'), (spans) => spans.length === 1);
    expect(changed).toMatchObject([{ failed: false, attributes: { 'http.response.status_code': 412, 'daifa.problem.codes': ['PRECONDITION_FAILED'] } }]);
    const batch = await until(() => spansOf('POST /v1/parcels/batch'), (spans) => spans.length === 1);
    expect(batch).toMatchObject([{ attributes: { 'http.response.status_code': 200, 'daifa.problem.codes': ['WAYBILL_NOT_FOUND', 'STORE_UNAVAILABLE'] } }]);
    const failed = await until(() => spansOf('GET /v1/parcels/boom'), (spans) => spans.length === 1);
    expect(failed).toMatchObject([{ failed: true, attributes: { 'http.response.status_code': 500 } }]);
  });

  test('is named in the line of the log that tells of the answer', async () => {
    await call('/v1/parcels', { headers: { traceparent: caller, 'x-correlation-id': 'find-me' } });
    const line = await until(async () => logs.find((log) => log.includes('find-me') && log.includes('answered')), (found) => found !== undefined);
    expect(JSON.parse(line ?? '')).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736' });
  });

  test('is not made for probes', async () => {
    await call('/health/ready', { key: null });
    await call('/v1/parcels/away', { method: 'DELETE' });
    await until(() => spansOf('DELETE unmatched'), (spans) => spans.length === 1);
    expect(seen(exporter).filter(({ name }) => name.includes('health'))).toEqual([]);
  });
});

describe('metrics', () => {
  test('count and time requests by pattern, method and status, and never by what a caller wrote', async () => {
    for (const id of ['one', 'two']) await call(`/v1/parcels/${id}?phone=13800001234`, { method: 'PUT' });
    await call('/v1/nowhere/13800001234');
    const counted = 'daifa_http_request_duration_seconds_count{route="/v1/parcels/:parcelId",method="PUT",status="200"}';
    expect(await until(() => sample(counted), (count) => count >= 2)).toBe(2);
    await until(() => sample('daifa_http_request_duration_seconds_count{route="unmatched",method="GET",status="404"}'), (count) => count === 1);
    expect(await scrape()).not.toMatch(/13800001234|nowhere|\/health/);
  });

  test('count what was refused by its code, each rule and each item of a batch', async () => {
    const refused = (code: string): Promise<number> => sample(`daifa_refusals_total{code="${code}"}`);
    const before = await Promise.all(['ORDER_IN_REVIEW', 'ORDER_HAS_AFTERSALE', 'WAYBILL_NOT_FOUND'].map(refused));
    const headers = { 'idempotency-key': 'refused-once' };
    await call('/v1/parcels/refused', { method: 'PUT', headers });
    await call('/v1/parcels/refused', { method: 'PUT', headers }); // the stored answer: nothing was decided again
    await call('/v1/parcels/batch', { method: 'POST', body: { parcelIds: ['lost'] } });
    expect(await Promise.all(['ORDER_IN_REVIEW', 'ORDER_HAS_AFTERSALE', 'WAYBILL_NOT_FOUND'].map(refused))).toEqual(before.map((count) => count + 1));
    const text = await scrape();
    expect(text).toContain('daifa_refusals_total{code="PRINT_BLOCKED"} 0'); // known before the first one
    expect(text).not.toContain('daifa_refusals_total{code="STORE_UNAVAILABLE"}'); // a failure, not a refusal
  });

  test('show a request in flight, and one whose caller hung up as 499', async () => {
    const { parcels } = { parcels: app.app.get(Parcels) };
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`GET /v1/parcels/slow HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n\r\n`);
    await parcels.entered;
    expect(await sample('daifa_http_requests_in_flight')).toBe(1);
    socket.destroy();
    await until(() => sample('daifa_http_request_duration_seconds_count{route="/v1/parcels/slow",method="GET",status="499"}'), (count) => count === 1);
    expect(await sample('daifa_http_requests_in_flight')).toBe(0);
    parcels.release();
  });

  test('say whether the process is ready', async () => {
    expect([await sample('daifa_ready'), await sample('daifa_live')]).toEqual([1, 1]);
  });
});

describe('a process that nothing watches', () => {
  test('gives back what it is given', () => {
    const store = inMemoryStore();
    const handle = async (): Promise<void> => undefined;
    expect([nothingWatches.store(store) === store, nothingWatches.handler(handle) === handle, nothingWatches.metricsUrl]).toEqual([true, true, null]);
  });

  test('is what a configuration without these settings opens, and neither port nor receiver is asked for', async () => {
    const silent = createLogger({ name: 'test', level: 'silent' });
    const plain = await openShell({ name: 'plain', ports: systemPorts, config: testConfig(database.url), logger: silent });
    expect(plain.observability.metricsUrl).toBeNull();
    await plain.close();
  });
});

test('a port of metrics that is taken keeps the process from starting, and leaves nothing open', async () => {
  const taken = Number(new URL(shell.observability.metricsUrl ?? '').port);
  let isOpen = true;
  const traced: SpanExporter = { export: (_, done) => done({ code: 0 }), shutdown: async () => void (isOpen = false) };
  const opening = openShell({ name: 'second', ports: systemPorts, config: { ...testConfig(database.url), observability: { metricsPort: taken, otlpEndpoint: null } }, logger: createLogger({ name: 'test', level: 'silent' }), exporter: traced });
  await expect(opening).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(isOpen).toBe(false);
});
