import { expect, test } from '@jest/globals';
import type { StoredRecord } from '@daifa/event-store/port';
import type { PageContext } from '@daifa/projection/page';
import { DataSource } from 'typeorm';
import { originsOf } from './telemetry-pages.js';
import { LINKS_MAX } from './telemetry.js';
import { testTraces } from './test-spans.js';

const ONE = '4bf92f3577b34da6a3ce929d0e0e4736';
const OTHER = 'a3ce929d0e0e47364bf92f3577b34da6';
const spanId = (n: number): string => (n + 1).toString(16).padStart(16, '0');
const origin = (trace: string, n = 0): string => `00-${trace}-${spanId(n)}-01`;
const event = (traceparent?: string): StoredRecord => ({ stream: 'order-1', revision: 0, position: 1, type: 'OrderImported', meta: JSON.stringify({ traceparent }), data: '{}' });

/** What a bus does with a page, as far as handlers see it. */
function context(replaying: boolean): PageContext & { commit(): void } {
  const acts: (() => void)[] = [];
  return { manager: new DataSource({ type: 'postgres' }).manager, group: 'factory', replaying, inLogOrder: true, epoch: 1, afterCommit: (act) => void acts.push(act), commit: () => acts.forEach((act) => act()) };
}

test('a page of events of one trace continues it, and links to its other spans', () => {
  expect(originsOf([event(origin(ONE, 1)), event(origin(ONE, 2)), event(origin(ONE, 1)), event()], false)).toEqual({ parent: origin(ONE, 1), links: [origin(ONE, 2)] });
});

test('a page of events of two traces is a trace of its own that links to both', () => {
  expect(originsOf([event(origin(ONE)), event(origin(OTHER))], false)).toEqual({ parent: null, links: [origin(ONE), origin(OTHER)] });
});

test('a replay only links, also to one trace alone', () => {
  expect(originsOf([event(origin(ONE))], true)).toEqual({ parent: null, links: [origin(ONE)] });
});

test('events without a trace leave the page alone', () => {
  expect(originsOf([event(), event()], false)).toEqual({ parent: null, links: [] });
});

test('the links of a page are bounded', async () => {
  const { traces, spans } = testTraces();
  const many = Array.from({ length: 1_000 }, (_, n) => event(origin(n % 2 === 0 ? ONE : OTHER, n)));
  await traces.handler(async () => undefined)(many, context(false));
  const [page] = await spans();
  expect(page?.links).toHaveLength(LINKS_MAX);
});

test('a page and its commit are two spans, the commit ends when it is durable', async () => {
  const { traces, spans } = testTraces();
  const page = context(false);
  await traces.handler(async () => undefined)([event(origin(ONE))], page);
  expect((await spans()).map(({ name }) => name)).toEqual(['page factory']);
  page.commit();
  const [handled, committed] = await spans();
  expect(handled).toMatchObject({ name: 'page factory', traceId: ONE, parentId: spanId(0), attributes: { 'daifa.consumer.group': 'factory', 'daifa.page.events': 1, 'daifa.page.replaying': false } });
  expect(committed).toMatchObject({ name: 'commit factory', traceId: ONE, parentId: handled?.spanId });
});

test('a page whose handler fails is a failed span without a commit, and the bus is told as before', async () => {
  const { traces, spans } = testTraces();
  const page = context(false);
  await expect(traces.handler(() => Promise.reject(new TypeError('of 13800001234')))([event(origin(ONE))], page)).rejects.toThrow(TypeError);
  page.commit();
  expect(await spans()).toMatchObject([{ name: 'page factory', failed: true, attributes: { 'error.type': 'TypeError' } }]);
  expect(JSON.stringify(await spans())).not.toContain('13800001234');
});

test('F-OP-06: the relay’s page continues the trace of its events, and gives back what publishing gave', async () => {
  const { traces, spans } = testTraces();
  expect(await traces.relayPage([event(origin(ONE))], async () => 'acknowledged')).toBe('acknowledged');
  await expect(traces.relayPage([event(origin(OTHER))], () => Promise.reject(new Error('no broker')))).rejects.toThrow('no broker');
  expect(await spans()).toMatchObject([{ name: 'relay page', traceId: ONE, failed: false }, { name: 'relay page', traceId: OTHER, failed: true }]);
});
