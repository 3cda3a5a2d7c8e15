import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { answerTo, ask, open } from './test-caller.js';
import { ownerOf } from './route-table.js';
import { closeAll, saying, stopWith, testEdge, upstream } from './test-upstream.js';

afterEach(closeAll);

const document: { readonly paths: Readonly<Record<string, object>> } = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));

describe('what is asked', () => {
  test('reaches the service that owns the path, for every path and method of the document', async () => {
    const { url } = await testEdge();
    for (const [path, methods] of Object.entries(document.paths)) {
      const owner = ownerOf(path);
      if (owner === 'edge' || owner === 'every' || owner === 'any') continue;
      for (const method of Object.keys(methods)) {
        const answer = await ask(url, path.replaceAll(/\{\w+\}/g, 'x'), { method: method.toUpperCase() });
        expect([method, path, answer.status, answer.text]).toEqual([method, path, 200, owner]);
      }
    }
  });

  test('arrives as it was sent, with where it came from', async () => {
    const orders = await upstream(saying('orders'));
    const { url } = await testEdge({ orders: [orders] });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await ask(url, '/v1/orders/import?shopId=a%20b&x=1', { method: 'POST', body: '下单', headers: { authorization: 'Bearer k', 'content-type': 'text/csv', 'idempotency-key': 'i-1', 'x-correlation-id': 'c-1', traceparent, 'x-request-id': 'r-1', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', host: 'api.example' } });
    expect(orders.seen).toMatchObject([{
      method: 'POST', path: '/v1/orders/import?shopId=a%20b&x=1', body: '下单',
      headers: {
        authorization: 'Bearer k', 'content-type': 'text/csv', 'content-length': '6', 'idempotency-key': 'i-1', 'x-correlation-id': 'c-1', 'x-request-id': 'r-1', traceparent,
        'x-forwarded-for': '203.0.113.9, 127.0.0.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example', host: orders.origin.slice('http://'.length),
      },
    }]);
  });

  test('is given a correlation id, and loses what is of one connection', async () => {
    const orders = await upstream(saying('orders'));
    const { url } = await testEdge({ orders: [orders] });
    await ask(url, '/v1/orders', { headers: { connection: 'x-private, close', 'x-private': '1', te: 'trailers', 'x-correlation-id': 'not one id' } });
    const headers = orders.seen[0]?.headers ?? {};
    expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect([headers['x-private'], headers.te]).toEqual([undefined, undefined]);
    expect([headers['x-forwarded-for'], headers['x-forwarded-proto'], headers.connection]).toEqual(['127.0.0.1', 'http', 'keep-alive']);
  });

  test('says how long it is, with a body or without', async () => {
    const orders = await upstream(saying('orders'));
    const { url } = await testEdge({ orders: [orders] });
    for (const method of ['POST', 'DELETE', 'GET']) await ask(url, '/v1/orders', { method });
    for (const method of ['POST', 'DELETE']) {
      const chunked = open(url, '/v1/orders', { method, headers: { 'transfer-encoding': 'chunked' } });
      chunked.write('a');
      chunked.end('b');
      (await answerTo(chunked)).resume();
    }
    const told = orders.seen.map(({ method, headers, body }) => [method, headers['content-length'], headers['transfer-encoding'], body]);
    expect(told).toEqual([['POST', '0', undefined, ''], ['DELETE', undefined, undefined, ''], ['GET', undefined, undefined, ''], ['POST', undefined, 'chunked', 'ab'], ['DELETE', undefined, 'chunked', 'ab']]);
  });
});

describe('what is answered', () => {
  test('comes back as it was said, whatever it is', async () => {
    const orders = await upstream(saying('orders', (request, response) => {
      if (request.url === '/v1/orders/none') return void response.writeHead(204, { etag: '"7"' }).end();
      response.writeHead(409, { 'content-type': 'application/problem+json; charset=utf-8', 'x-correlation-id': 'c-1', 'set-cookie': ['a=1', 'b=2'], connection: 'keep-alive, x-hop', 'x-hop': '1', 'daifa-position': '41' });
      response.end('{"code":"ORDER_IN_REVIEW"}');
    }));
    const { url } = await testEdge({ orders: [orders] });
    const refused = await ask(url, '/v1/orders', { method: 'POST', body: '{}' });
    expect([refused.status, refused.text, refused.headers['content-type'], refused.headers['set-cookie'], refused.headers['daifa-position'], refused.headers['x-hop'], refused.headers['x-correlation-id']])
      .toEqual([409, '{"code":"ORDER_IN_REVIEW"}', 'application/problem+json; charset=utf-8', ['a=1', 'b=2'], '41', undefined, 'c-1']);
    expect(await ask(url, '/v1/orders/none')).toMatchObject({ status: 204, text: '', headers: { etag: '"7"' } });
    expect(await ask(url, '/v1/orders', { method: 'HEAD' })).toMatchObject({ status: 409, text: '', headers: { 'daifa-position': '41' } });
  });

  test('where nobody has anything is a problem in both languages', async () => {
    const { url } = await testEdge();
    const answer = await ask(url, '/v1/nothing?name=%E7%8E%8B', { headers: { 'accept-language': 'zh-CN', 'x-correlation-id': 'c-9' } });
    expect([answer.status, answer.headers['content-type'], answer.headers['x-content-type-options']]).toEqual([404, 'application/problem+json; charset=utf-8', 'nosniff']);
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND', title: '没有找到所请求的内容。', instance: '/v1/nothing', correlationId: 'c-9' });
    expect((await ask(url, '/v1/%zz')).json()).toMatchObject({ code: 'MALFORMED_REQUEST' });
    expect((await ask(url, '/v1/operations/groups', { method: 'DELETE' })).text).toMatch(/orders|allocation|factory|logistics|after-sales/);
  });

  test('of pages and problems comes from any service, the document from the edge', async () => {
    const { url } = await testEdge();
    const tellers = new Set<string>();
    for (let n = 0; n < 5; n++) tellers.add((await ask(url, n % 2 ? '/docs/swagger-ui.css' : '/problems/BUSY')).text);
    expect(tellers.size).toBe(5);
    expect(await ask(url, '/docs/openapi.json')).toMatchObject({ status: 200, text: '{"openapi":"3.1.0"}', headers: { 'content-type': 'application/json; charset=utf-8' } });
  });
});

test('its log has a line for each answer, without the query', async () => {
  const { url, logs } = await testEdge();
  await ask(url, '/v1/bindings?name=wang', { headers: { 'x-correlation-id': 'c-3' } });
  expect(logs.map((line) => JSON.parse(line)).at(-1)).toMatchObject({ msg: 'answered', method: 'GET', route: '/v1/bindings', status: 200, correlationId: 'c-3' });
  expect(logs.join('')).not.toContain('wang');
});

describe('a stop', () => {
  test('finishes what is in flight, and tells kept connections that the next answer is the last', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const orders = await upstream(saying('orders', (request, response) => void (request.url === '/v1/orders/slow' ? released : Promise.resolve()).then(() => response.end('done'))));
    const opened = await testEdge({ orders: [orders] });
    const { url } = opened;
    const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })] as const;
    expect((await ask(url, '/v1/orders', { agent: agents[0] })).headers.connection).toBe('keep-alive');
    const inFlight = ask(url, '/v1/orders/slow', { agent: agents[1] });
    while (!orders.seen.some(({ path }) => path === '/v1/orders/slow')) await new Promise((resolve) => setImmediate(resolve));
    const stopping = opened.edge.stop();
    const late = await ask(url, '/health/ready', { agent: agents[0] });
    expect([late.status, late.json().status, late.headers.connection]).toEqual([503, 'stopping', 'close']);
    await expect(ask(url, '/v1/orders')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    release();
    expect([(await inFlight).text, (await inFlight).headers.connection]).toEqual(['done', 'close']);
    expect(await stopWith(opened)).toBe(true);
    expect(await stopping).toBe(true);
    for (const agent of agents) agent.destroy();
  });

  test('cuts what does not end, and says so', async () => {
    const factory = await upstream(saying('factory', (request, response) => void (request.url?.endsWith('stream') && response.write('data: 1\n\n'))));
    const opened = await testEdge({ factory: [factory] });
    const stream = await answerTo(open(opened.url, '/v1/factory/feed/stream', {}).end());
    const cut = expect(once(stream.resume(), 'end')).rejects.toThrow('aborted');
    const poll = expect(ask(opened.url, '/v1/factory/feed')).rejects.toMatchObject({ code: 'ECONNRESET' });
    while (factory.seen.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(await stopWith(opened)).toBe(false);
    await Promise.all([cut, poll]);
    expect(factory.seen).toHaveLength(2);
  });

  test('goes on serving while it drains, but is not ready', async () => {
    const opened = await testEdge({}, { drainMs: 3_000 });
    const stopping = opened.edge.stop();
    expect((await ask(opened.url, '/health/ready')).status).toBe(503);
    expect(await ask(opened.url, '/v1/orders')).toMatchObject({ status: 200, text: 'orders' });
    await stopWith(opened);
    expect(await stopping).toBe(true);
  });
});
