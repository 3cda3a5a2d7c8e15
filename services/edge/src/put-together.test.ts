import { afterEach, expect, test } from '@jest/globals';
import { ask } from './test-caller.js';
import { closeAll, saying, testEdge, type Upstream, upstream } from './test-upstream.js';
import { SERVICES, type ServiceName } from './route-table.js';

afterEach(closeAll);

type Lists = Partial<Record<ServiceName, readonly object[]>>;

/** Services that answer operations with these lists, each to a caller with the key. */
async function services(lists: Lists): Promise<Record<ServiceName, readonly [Upstream]>> {
  const one = async (name: ServiceName): Promise<readonly [Upstream]> => [await upstream(saying(name, (request, response) => {
    if (request.headers.authorization !== 'Bearer k') return void response.writeHead(401, { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' }).end('{"code":"UNAUTHENTICATED"}');
    response.setHeader('content-type', 'application/json').end(JSON.stringify(lists[name] ?? []));
  }))];
  const [orders, allocation, factory, logistics, afterSales] = await Promise.all(SERVICES.map(one));
  if (!orders || !allocation || !factory || !logistics || !afterSales) throw new Error('a service is missing');
  return { orders, allocation, factory, logistics, 'after-sales': afterSales };
}

const headers = { authorization: 'Bearer k' };

test('the groups of all services are one list, in the order of the services', async () => {
  const { url } = await testEdge(await services({ allocation: [{ group: 'allocation' }, { group: 'allocation.repick' }], orders: [{ group: 'orders' }], 'after-sales': [{ group: 'after-sales' }] }));
  const answer = await ask(url, '/v1/operations/groups', { headers });
  expect([answer.status, answer.headers['content-type'], answer.json().map(({ group }: { group: string }) => group)]).toEqual([200, 'application/json; charset=utf-8', ['orders', 'allocation', 'allocation.repick', 'after-sales']]);
});

test('their dead letters are one list, newest first', async () => {
  const { url } = await testEdge(await services({
    orders: [{ id: 'b', lastSeen: '2026-11-11T02:00:00.000Z' }, { id: 'd', lastSeen: '2026-11-11T00:00:00.000Z' }],
    logistics: [{ id: 'a', lastSeen: '2026-11-11T03:00:00.000Z' }, { id: 'c', lastSeen: '2026-11-11T01:00:00.000Z' }],
  }));
  expect((await ask(url, '/v1/operations/dead-letters', { headers })).json().map(({ id }: { id: string }) => id)).toEqual(['a', 'b', 'c', 'd']);
});

test('who may not ask is told what a service would have said', async () => {
  const { url } = await testEdge(await services({}));
  const answer = await ask(url, '/v1/operations/groups');
  expect([answer.status, answer.text, answer.headers['www-authenticate']]).toEqual([401, '{"code":"UNAUTHENTICATED"}', 'Bearer']);
});

test('a list that would lack a part is a problem that names whose', async () => {
  const all = await services({});
  await all.factory[0].kill();
  const failing = await upstream(saying('logistics', (_request, response) => void response.writeHead(503).end('{}')));
  const { url } = await testEdge({ ...all, logistics: [failing] });
  const answer = await ask(url, '/v1/operations/groups', { headers });
  expect([answer.status, answer.json().code, answer.json().guards[0].facts]).toEqual([503, 'BUSY', { services: ['factory', 'logistics'] }]);
});

test('a service that hangs is not waited for without end', async () => {
  const all = await services({});
  const hanging = await upstream(saying('factory', () => undefined));
  const { url, ports } = await testEdge({ ...all, factory: [hanging] });
  const asked = ask(url, '/v1/operations/groups', { headers });
  while (hanging.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await ports.advance(10_000);
  expect((await asked).json().guards[0].facts).toEqual({ services: ['factory'] });
});
