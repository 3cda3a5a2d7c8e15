import { afterEach, expect, test } from '@jest/globals';
import { inMemoryStore } from '@daifa/event-store/in-memory';
import { NO_STREAM, StoreUnavailable } from '@daifa/event-store/port';
import type { BusHealth } from '@daifa/messaging/port';
import { manualPorts } from '@daifa/ports/manual';
import { createLogger } from './logging.js';
import { groupMeter } from './metrics-groups.js';
import { watchGauge, watchRelay, type WatchedRelay } from './metrics-process.js';
import { requestMeter } from './metrics-requests.js';
import { serveMetrics, type MetricsServer } from './metrics-server.js';
import { storeMeter } from './metrics-store.js';
import { Metrics } from './metrics.js';

const ports = manualPorts();
const logs: string[] = [];
const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => void logs.push(line) } });
const opened = (): Metrics => new Metrics({ ports, logger });

/** The samples of our own metrics, `name{labels}` → value. */
async function samples(metrics: Metrics): Promise<Readonly<Record<string, number>>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('daifa_'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

/** The next scrape reads anew. */
const later = (): Promise<void> => ports.advance(1_000);

const healthy: BusHealth = {
  group: 'factory', state: 'running', live: true, position: 40, lag: 2, parkedKeys: 1, deadLetters: 3, lastError: null, alarm: null, stalledMs: 1_500,
  counters: { pages: 4, applied: 30, duplicates: 5, healed: 2, parked: 1, retries: 6 },
};

test('a group is read at each scrape, its counters only grow by what came', async () => {
  const metrics = opened();
  let health = healthy;
  groupMeter(metrics)({ group: 'factory', health: async () => health });
  expect(await samples(metrics)).toMatchObject({
    'daifa_consumer_lag_events{group="factory"}': 2, 'daifa_consumer_position{group="factory"}': 40, 'daifa_consumer_stalled_seconds{group="factory"}': 1.5,
    'daifa_parked_keys{group="factory"}': 1, 'daifa_dead_letters{group="factory"}': 3,
    'daifa_consumer_state{group="factory",state="running"}': 1, 'daifa_consumer_state{group="factory",state="stopped"}': 0,
    'daifa_consumer_events_total{group="factory",outcome="applied"}': 30, 'daifa_consumer_events_total{group="factory",outcome="duplicate"}': 5,
    'daifa_consumer_events_total{group="factory",outcome="healed"}': 2, 'daifa_consumer_events_total{group="factory",outcome="parked"}': 1, 'daifa_consumer_retries_total{group="factory"}': 6,
  });
  health = { ...healthy, state: 'stopped', parkedKeys: null, counters: { ...healthy.counters, applied: 31 } };
  await later();
  const next = await samples(metrics);
  expect(next).toMatchObject({ 'daifa_consumer_events_total{group="factory",outcome="applied"}': 31, 'daifa_consumer_events_total{group="factory",outcome="duplicate"}': 5, 'daifa_consumer_state{group="factory",state="running"}': 0, 'daifa_consumer_state{group="factory",state="stopped"}': 1 });
  expect(next).not.toHaveProperty(['daifa_parked_keys{group="factory"}']);
});

test('scrapes within a second ask once', async () => {
  const metrics = opened();
  let asked = 0;
  groupMeter(metrics)({ group: 'factory', health: async () => ((asked += 1), healthy) });
  await Promise.all([samples(metrics), samples(metrics)]);
  await ports.advance(999);
  await samples(metrics);
  expect(asked).toBe(1);
  await ports.advance(1);
  await samples(metrics);
  expect(asked).toBe(2);
});

test('a source that hangs or fails is missing from the scrape, is counted, and keeps the others from nothing', async () => {
  const metrics = opened();
  const watch = groupMeter(metrics);
  let answers = true;
  watch({ group: 'hangs', health: () => (answers ? Promise.resolve({ ...healthy, group: 'hangs' }) : new Promise(() => undefined)) });
  watch({ group: 'fails', health: () => (answers ? Promise.resolve({ ...healthy, group: 'fails' }) : Promise.reject(new Error('of 13800001234'))) });
  watch({ group: 'factory', health: async () => healthy });
  expect(await samples(metrics)).toMatchObject({ 'daifa_consumer_lag_events{group="hangs"}': 2, 'daifa_consumer_lag_events{group="fails"}': 2, 'daifa_scrape_failures_total{source="group hangs"}': 0 });
  answers = false;
  await later();
  const scraped = samples(metrics);
  await ports.advance(2_000);
  const found = await scraped;
  expect(found).toMatchObject({ 'daifa_consumer_lag_events{group="factory"}': 2, 'daifa_scrape_failures_total{source="group hangs"}': 1, 'daifa_scrape_failures_total{source="group fails"}': 1 });
  expect(Object.keys(found).filter((name) => /lag.*(hangs|fails)|state.*(hangs|fails)/.test(name))).toEqual([]);
  expect(logs.join('')).toContain('missing from the metrics');
  expect(logs.join('')).not.toContain('13800001234');
});

test('the relay tells whether it leads, where it is, and what it sent', async () => {
  const metrics = opened();
  let health: Awaited<ReturnType<WatchedRelay['health']>> = { state: 'leader', position: 90, lag: 10, stalledMs: 0, published: 50 };
  watchRelay(metrics, { health: async () => health });
  expect(await samples(metrics)).toMatchObject({ daifa_relay_leader: 1, daifa_relay_position: 90, daifa_relay_lag_events: 10, daifa_relay_stalled_seconds: 0, daifa_relay_published_events_total: 50, 'daifa_relay_state{state="leader"}': 1 });
  health = { ...health, state: 'standby', position: 95, published: 50 };
  await later();
  expect(await samples(metrics)).toMatchObject({ daifa_relay_leader: 0, daifa_relay_position: 95, daifa_relay_published_events_total: 50, 'daifa_relay_state{state="leader"}': 0, 'daifa_relay_state{state="standby"}': 1 });
});

test('a gauge of a service is told by its label; what is gone is gone, and ids do not pass for a label', async () => {
  const metrics = opened();
  let values = [{ of: 'YTO', value: 12 }, { of: 'ZTO', value: 7 }];
  watchGauge(metrics, { name: 'daifa_waybill_balance', help: 'Waybills left.', label: 'carrier', read: async () => values });
  expect(await samples(metrics)).toMatchObject({ 'daifa_waybill_balance{carrier="YTO"}': 12, 'daifa_waybill_balance{carrier="ZTO"}': 7 });
  values = [{ of: 'ZTO', value: 6 }];
  await later();
  expect(Object.entries(await samples(metrics)).filter(([name]) => name.startsWith('daifa_waybill'))).toEqual([['daifa_waybill_balance{carrier="ZTO"}', 6]]);
  values = Array.from({ length: 101 }, (_, n) => ({ of: `order ${n}`, value: 1 }));
  await later();
  const found = await samples(metrics);
  expect(Object.keys(found).filter((name) => name.includes('order '))).toEqual([]);
  expect(found).toMatchObject({ 'daifa_scrape_failures_total{source="daifa_waybill_balance"}': 1 });
});

test('a gauge registered again stands in the place of the first', async () => {
  const metrics = opened();
  for (const value of [1, 2]) watchGauge(metrics, { name: 'daifa_waybill_balance', help: 'Waybills left.', label: 'carrier', read: async () => [{ of: 'YTO', value }] });
  expect(await samples(metrics)).toMatchObject({ 'daifa_waybill_balance{carrier="YTO"}': 2 });
});

test('appends are counted by what became of them, and timed', async () => {
  const metrics = opened();
  const measured = storeMeter(metrics, ports.clock);
  const plain = inMemoryStore();
  const store = measured(plain);
  const record = { type: 'OrderImported', meta: '{}', data: '{}' };
  await store.append({ stream: 'order-1', expectedRevision: NO_STREAM, records: [record, record] });
  await store.appendMany([{ stream: 'order-1', expectedRevision: 0, records: [record] }, { stream: 'order-2', expectedRevision: NO_STREAM, records: [record] }]);
  const away = measured({ ...plain, append: () => Promise.reject(new StoreUnavailable('no answer')) });
  await expect(away.append({ stream: 'binding-1', expectedRevision: NO_STREAM, records: [record] })).rejects.toThrow(StoreUnavailable);
  expect(await samples(metrics)).toMatchObject({
    'daifa_appends_total{category="order",result="appended"}': 2, 'daifa_appends_total{category="order",result="conflict"}': 1, 'daifa_appends_total{category="binding",result="failed"}': 1, 'daifa_appends_total{category="order",result="failed"}': 0,
    'daifa_appended_events_total{category="order"}': 3, 'daifa_append_duration_seconds_count{category="order"}': 2, 'daifa_append_duration_seconds_count{category="binding"}': 1,
  });
});

test('an event stream is in flight while it is open, and no measure of how fast we answer', async () => {
  const metrics = opened();
  const eye = requestMeter(metrics, ports.clock)({ method: 'GET', route: '/v1/factory/feed/stream', traceparent: null });
  expect(await samples(metrics)).toMatchObject({ daifa_http_requests_in_flight: 1 });
  eye.ended({ status: 200, isStream: true });
  const found = await samples(metrics);
  expect(found).toMatchObject({ daifa_http_requests_in_flight: 0 });
  expect(Object.keys(found).filter((name) => name.startsWith('daifa_http_request_duration'))).toEqual([]);
});

let server: MetricsServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

test('the port of the metrics serves them and nothing else', async () => {
  server = await serveMetrics(opened(), { host: '127.0.0.1', port: 0, logger });
  const scraped = await fetch(`${server.url}/metrics`);
  expect([scraped.status, scraped.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const text = await scraped.text();
  expect(text).toContain('process_cpu_seconds_total');
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  expect((await fetch(`${server.url}/metrics`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${server.url}/v1/orders`)).status).toBe(404);
});
