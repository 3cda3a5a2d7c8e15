import { afterEach, expect, test } from '@jest/globals';
import { ask } from './test-caller.js';
import { type Answering, closeAll, saying, testEdge, type Upstream, upstream } from './test-upstream.js';

afterEach(closeAll);

const notReady: Answering = (request, response) => void response.writeHead(request.url === '/health/ready' ? 503 : 200).end('not ready');
const probes = ({ seen }: Upstream): number => seen.filter(({ path }) => path === '/health/ready').length;

test('the edge is ok when every service has a replica that is', async () => {
  const [starting, there, gone] = await Promise.all([upstream(notReady), upstream(saying('b')), upstream(saying('c'))]);
  await gone.kill();
  const { url } = await testEdge({ orders: [starting, there, gone] });
  const answer = await ask(url, '/health/ready');
  expect([answer.status, answer.headers['cache-control'], answer.json()]).toEqual([200, 'no-store', {
    status: 'ok',
    checks: { orders: { ok: true, detail: '1 of 3 ready' }, allocation: { ok: true, detail: '1 of 1 ready' }, factory: { ok: true, detail: '1 of 1 ready' }, logistics: { ok: true, detail: '1 of 1 ready' }, 'after-sales': { ok: true, detail: '1 of 1 ready' } },
  }]);
});

test('a service that has none leaves the others reachable: degraded, and ready all the same', async () => {
  const starting = await upstream(notReady);
  const { url } = await testEdge({ factory: [starting] });
  const answer = await ask(url, '/health/ready');
  expect([answer.status, answer.json().status, answer.json().checks.factory]).toEqual([200, 'degraded', { ok: false, detail: '0 of 1 ready' }]);
});

test('it is not ready while no service has any, and is alive and started all the same', async () => {
  const starting = await upstream(notReady);
  const { url } = await testEdge({ orders: [starting], allocation: [starting], factory: [starting], logistics: [starting], 'after-sales': [starting] });
  const answer = await ask(url, '/health/ready');
  expect([answer.status, answer.json().status]).toEqual([503, 'failing']);
  expect(await ask(url, '/health/live')).toMatchObject({ status: 200, text: '{"status":"ok","checks":{}}' });
  expect((await ask(url, '/health/started')).status).toBe(200);
});

test('replicas are asked once a second at most, however many ask', async () => {
  const orders = await upstream(saying('orders'));
  const { url, ports } = await testEdge({ orders: [orders] });
  await Promise.all(Array.from({ length: 20 }, () => ask(url, '/health/ready')));
  expect(probes(orders)).toBe(1);
  await ports.advance(999);
  await ask(url, '/health/ready');
  expect(probes(orders)).toBe(1);
  await ports.advance(1);
  await ask(url, '/health/ready');
  expect(probes(orders)).toBe(2);
});

test('a replica found not ready comes after the others for a while', async () => {
  const [starting, there] = await Promise.all([upstream(notReady), upstream(saying('b'))]);
  const { url } = await testEdge({ orders: [starting, there] });
  await ask(url, '/health/ready');
  for (let n = 0; n < 4; n++) expect((await ask(url, '/v1/orders')).text).toBe('b');
});

test('a replica that takes a question and says nothing is not ready, in time for whoever asks', async () => {
  const hanging = await upstream(() => undefined);
  const { url, ports } = await testEdge({ orders: [hanging] });
  const asked = ask(url, '/health/ready');
  while (hanging.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await ports.advance(1_500);
  expect((await asked).json().checks.orders).toEqual({ ok: false, detail: '0 of 1 ready' });
});
