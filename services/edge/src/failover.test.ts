import { Agent, type AgentOptions } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { manualPorts } from '@daifa/ports/manual';
import { exchange } from './exchange.js';
import { Replica } from './replicas.js';
import { NO_BODY } from './request-body.js';
import { ask } from './test-caller.js';
import { type Answering, closeAll, saying, testEdge, type Upstream, upstream } from './test-upstream.js';

afterEach(closeAll);

const three = (): Promise<readonly [Upstream, Upstream, Upstream]> => Promise.all([upstream(saying('a')), upstream(saying('b')), upstream(saying('c'))]);
const counts = (all: readonly Upstream[]): readonly number[] => all.map(({ seen }) => seen.length);

/** Takes the question and dies over it, as a process does that is killed while it works. */
const dying: Answering = (request) => void request.socket.destroy();

test('replicas take turns', async () => {
  const orders = await three();
  const { url } = await testEdge({ orders });
  const said: string[] = [];
  for (let n = 0; n < 6; n++) said.push((await ask(url, '/v1/orders')).text);
  expect(said).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

describe('a replica that is gone', () => {
  test('is passed over, whatever was asked, because nothing was sent', async () => {
    const orders = await three();
    await orders[0].kill();
    const { url } = await testEdge({ orders });
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) expect((await ask(url, '/v1/orders', { method, body: method === 'GET' ? '' : '{"n":1}' })).status).toBe(200);
    expect(orders.slice(1).flatMap(({ seen }) => seen.map(({ body }) => body)).sort()).toEqual(['', '{"n":1}', '{"n":1}', '{"n":1}']);
  });

  test('is left out for a second, and has its turn again after it', async () => {
    const orders = await three();
    const { url, ports } = await testEdge({ orders });
    await orders[0].kill();
    await ask(url, '/v1/orders'); // finds out
    await orders[0].restart();
    for (let n = 0; n < 9; n++) await ask(url, '/v1/orders');
    expect(counts(orders)).toEqual([0, 5, 5]);
    await ports.advance(1_000);
    for (let n = 0; n < 9; n++) await ask(url, '/v1/orders');
    expect(counts(orders)).toEqual([3, 8, 8]);
  });

  test('is asked all the same where there is no other, so that it is found as soon as it is back', async () => {
    const [only] = await three();
    const { url } = await testEdge({ orders: [only] });
    await only.kill();
    expect((await ask(url, '/v1/orders')).status).toBe(503);
    await only.restart();
    expect((await ask(url, '/v1/orders')).text).toBe('a');
  });
});

describe('a replica that dies over a question', () => {
  test('is no loss where asking twice is asking once', async () => {
    const first = await upstream(saying('a', dying));
    const second = await upstream(saying('b'));
    const { url, ports } = await testEdge({ orders: [first, second] });
    for (const [method, headers] of [['GET', {}], ['PUT', {}], ['DELETE', {}], ['POST', { 'idempotency-key': 'k-1' }]] as const) {
      await ports.advance(1_000);
      const turns = [await ask(url, '/v1/orders', { method, headers, body: method === 'GET' ? '' : '{"n":1}' }), await ask(url, '/v1/orders', { method, headers, body: method === 'GET' ? '' : '{"n":1}' })];
      expect([method, ...turns.map(({ text }) => text)]).toEqual([method, 'b', 'b']);
    }
    expect(first.seen.map(({ method }) => method)).toEqual(['GET', 'PUT', 'DELETE', 'POST']);
    expect(second.seen.filter(({ method }) => method === 'POST').map(({ body, headers }) => [body, headers['idempotency-key']])).toEqual([['{"n":1}', 'k-1'], ['{"n":1}', 'k-1']]);
  });

  test('leaves the outcome unknown where asking twice could do it twice', async () => {
    const first = await upstream(saying('a', dying));
    const second = await upstream(saying('b'));
    const { url } = await testEdge({ orders: [first, second] });
    const answer = await ask(url, '/v1/orders', { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers['retry-after'], answer.json().code, answer.json().guards[0].facts]).toEqual([503, '2', 'STORE_UNAVAILABLE', { service: 'orders' }]);
    expect(counts([first, second])).toEqual([1, 0]);
  });

  test('leaves it unknown too where the question was too long to be kept', async () => {
    const first = await upstream(saying('a', dying));
    const second = await upstream(saying('b'));
    const { url } = await testEdge({ orders: [first, second] });
    const long = (bytes: number): Promise<number> => ask(url, '/v1/orders', { method: 'POST', body: Buffer.alloc(bytes), headers: { 'idempotency-key': 'k-2' } }).then(({ status }) => status);
    expect(await long(1_048_577)).toBe(503);
    expect(counts([first, second])).toEqual([1, 0]);
    expect([await long(1_048_576), await long(1_048_576)]).toEqual([200, 200]);
    expect(second.seen.map(({ body }) => body.length)).toEqual([1_048_576, 1_048_576]);
  });

  test('is asked once more where it is the only one, and not for ever', async () => {
    let dies = 1;
    const only = await upstream(saying('a', (request, response) => (dies-- > 0 ? dying(request, response, '') : void response.end('back'))));
    const { url } = await testEdge({ orders: [only] });
    expect((await ask(url, '/v1/orders')).text).toBe('back');
    dies = 9;
    expect((await ask(url, '/v1/orders')).json().code).toBe('STORE_UNAVAILABLE');
    expect(only.seen).toHaveLength(4);
  });
});

test('when nobody is there, a problem says so in both languages, and when to ask again', async () => {
  const orders = await three();
  for (const one of orders) await one.kill();
  const { url, logs } = await testEdge({ orders });
  const answer = await ask(url, '/v1/orders/7', { method: 'POST', body: '{}', headers: { 'x-correlation-id': 'c-7' } });
  expect([answer.status, answer.headers['retry-after'], answer.headers['content-type']]).toEqual([503, '1', 'application/problem+json; charset=utf-8']);
  expect(answer.json()).toMatchObject({ code: 'BUSY', status: 503, messages: { zh: '系统繁忙或正在停机。', en: 'The service is busy or stopping.' }, guards: [{ facts: { service: 'orders' } }], instance: '/v1/orders/7', correlationId: 'c-7' });
  expect(logs.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ msg: 'request failed', code: 'BUSY', facts: { service: 'orders' }, correlationId: 'c-7' }));
});

describe('time', () => {
  test('a replica that has a question for longer than anything takes is given up, and the question with it', async () => {
    const hanging = await upstream(saying('a', () => undefined));
    const { url, ports } = await testEdge({ orders: [hanging] });
    const asked = ask(url, '/v1/orders');
    while (hanging.seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await ports.advance(30 * 60_000);
    expect((await asked).json()).toMatchObject({ code: 'TIMED_OUT', guards: [{ facts: { service: 'orders' } }] });
  });

  test('a network that swallows what is sent to connect is given up after a second, with nothing sent', async () => {
    const ports = manualPorts();
    class Nowhere extends Agent {
      override createConnection(_options: AgentOptions): Socket {
        const socket = new Socket();
        Object.defineProperty(socket, 'connecting', { value: true });
        return socket;
      }
    }
    const question = { method: 'POST', path: '/v1/orders', headers: [], body: NO_BODY, answerMsMax: 60_000, gone: new AbortController().signal };
    const outcome = exchange(question, new Replica('http://127.0.0.1:1', ports.clock), { agent: new Nowhere(), timers: ports.timers });
    let settled = false;
    void outcome.then(() => (settled = true));
    await new Promise((resolve) => setImmediate(resolve));
    await ports.advance(999);
    expect(settled).toBe(false);
    await ports.advance(1);
    expect(await outcome).toMatchObject({ kind: 'unsent', cause: { message: 'no connection within 1000 ms' } });
  });
});
