import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { CanarySearch } from '@daifa/personal-data/canary';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { services } from '@daifa/standalone/services';
import { planted } from '../canary/planted.js';
import { aLittleLife, type Life } from './life.js';

/** An invented person goes in wherever a caller can write something. Traces and metrics tell nothing of them. */

const exporter = new InMemorySpanExporter();
const { receiver, needles } = planted(7);
const search = new CanarySearch(needles);
const ascii = encodeURIComponent(receiver.name);
let host: TestHost;
let life: Life;

beforeAll(async () => {
  host = await testHost(services, { observability: { metricsPort: 0, otlpEndpoint: null }, exporter });
  life = await aLittleLife(host, receiver, `请打 ${receiver.phone} 联系 ${receiver.name}`);
  await mistakes(life);
  await host.observability.flush();
});
afterAll(async () => {
  life.connection.close();
  await host.close();
});

/** In paths, queries, headers and bodies that are refused. */
async function mistakes({ connection, orderId }: Life): Promise<void> {
  const { key } = host.tenants.merchant;
  const told = { 'x-correlation-id': receiver.phone, 'idempotency-key': receiver.phone, 'user-agent': receiver.phone, tracestate: `daifa=${receiver.phone}`, baggage: `name=${ascii},phone=${receiver.phone}`, 'x-forwarded-for': receiver.phone };
  await connection.ask(key, 'GET', `/v1/orders?platformOrderNo=${receiver.phone}`, undefined, told);
  await connection.ask(key, 'GET', `/v1/orders/${ascii}`, undefined, told);
  await connection.ask(key, 'GET', `/v1/${ascii}/${receiver.phone}`, undefined, told);
  await connection.ask(receiver.phone, 'GET', '/v1/orders', undefined, told);
  await connection.ask(key, 'POST', '/v1/orders', { items: [{ receiver, [receiver.phone]: receiver.name }] }, told);
  await connection.ask(key, 'POST', `/v1/orders/${orderId}/holds`, { effect: 'SUSPEND', reason: `${receiver.name} ${receiver.phone}` }, told);
  await connection.ask(key, 'PUT', `/v1/orders/${orderId}/receiver`, { ...receiver, phone: `${receiver.phone}x` }, told);
}

test('the search finds the person in what was sent', () => {
  expect(new Set(search.find(Buffer.from(JSON.stringify(receiver))).map(({ canary }) => canary))).toEqual(new Set(needles));
});

test('F-SP-01 F-OP-06: nobody is in any span: names, attributes, links, errors, resource', () => {
  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['POST /v1/orders', 'append order', 'page factory', 'commit orders', 'GET unmatched']));
  const told = spans.map((span) => JSON.stringify({ ...span.spanContext(), name: span.name, attributes: span.attributes, links: span.links, events: span.events, status: span.status, resource: span.resource.attributes }));
  expect(told.length).toBeGreaterThan(20);
  expect(told.filter((text) => search.find(Buffer.from(text)).length > 0)).toEqual([]);
});

test('F-SP-01 F-OP-06: nobody is in the metrics', async () => {
  const text = await (await fetch(`${host.observability.metricsUrl}/metrics`)).text();
  expect(text).toContain('route="/v1/orders/:orderId/holds"');
  expect(search.find(Buffer.from(text))).toEqual([]);
});

test('no order, tenant or stream is in the metrics either: their number would have no end', async () => {
  const text = await (await fetch(`${host.observability.metricsUrl}/metrics`)).text();
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/);
});
