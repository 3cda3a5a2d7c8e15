import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { services } from '@daifa/standalone/services';
import { done, oneDone } from '../client/answers.js';
import { connect, type Connection } from '../client/http.js';
import { merchantAt } from '../client/merchant.js';
import { order } from '../stories/fresh.js';
import { aLittleLife, type Life } from './life.js';

/** One trace from what a person did to what everybody sees of it. */

const exporter = new InMemorySpanExporter();
let host: TestHost;
let life: Life;
let connection: Connection;
beforeAll(async () => {
  host = await testHost(services, { exporter });
  connection = connect(host.url);
  life = await aLittleLife(host);
});
afterAll(async () => {
  connection.close();
  life.connection.close();
  await host.close();
});

const traceIdOf = (span: ReadableSpan): string => span.spanContext().traceId;
async function spans(): Promise<readonly ReadableSpan[]> {
  await host.observability.flush();
  return exporter.getFinishedSpans();
}

test('F-OP-06: a caller’s trace goes through the request, its append, the pages of the groups that read it, and their commits', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  done(await connection.ask(host.tenants.merchant.key, 'POST', '/v1/orders', { items: [order()] }, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` }));
  await host.settled();
  const own = (await spans()).filter((span) => traceIdOf(span) === traceId).map(({ name }) => name);
  const groups = ['orders', 'allocation', 'factory', 'logistics']; // those that read orders
  expect(own).toEqual(expect.arrayContaining(['POST /v1/orders', 'append order', ...groups.flatMap((group) => [`page ${group}`, `commit ${group}`])]));
});

test('a request that comes without a trace gets one, and its events carry it', async () => {
  const { orderId } = oneDone(await merchantAt(connection, host.tenants.merchant.key).importOrders([order()]));
  const [imported] = await host.world.store.read(`order-${orderId}`);
  const { traceparent }: { readonly traceparent?: string } = JSON.parse(imported?.meta ?? '{}');
  const request = (await spans()).filter(({ name }) => name === 'POST /v1/orders').at(-1);
  expect(traceparent).toBe(`00-${request?.spanContext().traceId}-${request?.spanContext().spanId}-01`);
});

test('what the carrier’s process does for a label belongs to the trace of the one who asked for it', async () => {
  const all = await spans();
  const asked = all.find(({ name }) => name === 'POST /v1/waybills');
  const [imported] = (await host.world.store.read(`order-${life.orderId}`)).filter(({ type }) => type === 'LabelIssued');
  expect(JSON.parse(imported?.meta ?? '{}').traceparent).toContain(asked?.spanContext().traceId ?? 'no span');
  expect(all.filter((span) => span.name === 'append order' && asked && traceIdOf(span) === traceIdOf(asked)).length).toBeGreaterThanOrEqual(2);
});

test('a rebuild links to what happened and continues none of it', async () => {
  const before = (await spans()).length;
  const group = host.world.groups.get('factory');
  const [first = '', ...others] = group?.readModels ?? [];
  await group?.bus.rebuild([first, ...others]);
  const replayed = (await spans()).slice(before).filter(({ name }) => name === 'page factory');
  expect(replayed.length).toBeGreaterThan(0);
  for (const page of replayed) {
    expect(page.attributes['daifa.page.replaying']).toBe(true);
    expect(page.parentSpanContext).toBeUndefined();
    expect(page.links.length).toBeGreaterThan(0);
    expect(page.links.map(({ context }) => context.traceId)).not.toContain(traceIdOf(page));
  }
});
