import { once } from 'node:events';
import { Agent } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { answerTo, ask, open, read } from './test-caller.js';
import { closeAll, rawUpstream, saying, testEdge, upstream } from './test-upstream.js';

afterEach(closeAll);

const aMoment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a stream arrives as it is said, its head before its first word', async () => {
  let say: (text: string) => void = () => undefined;
  const factory = await upstream(saying('factory', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    say = (text) => void response.write(text);
  }));
  const { url } = await testEdge({ factory: [factory] });
  const stream = (await answerTo(open(url, '/v1/factory/feed/stream', {}).end())).setEncoding('utf8');
  expect(stream.headers['content-type']).toBe('text/event-stream');
  for (const words of ['id: 1\n\n', 'id: 2\n\n']) {
    const heard = once(stream, 'data');
    say(words);
    expect(await heard).toEqual([words]);
  }
  stream.destroy();
});

test('an upload goes through as it comes, and its answer while it still comes', async () => {
  const arrived: string[] = [];
  const orders = await rawUpstream(() => (request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    request.setEncoding('utf8').on('data', (text: string) => {
      arrived.push(text);
      response.write(`stored ${text}\n`);
    }).on('end', () => response.end('all\n'));
  });
  const { url } = await testEdge({ orders: [orders] });
  const upload = open(url, '/v1/orders/import', { method: 'POST', headers: { 'content-type': 'text/csv', 'transfer-encoding': 'chunked' } });
  upload.write('row 1');
  const answer = (await answerTo(upload)).setEncoding('utf8');
  expect((await once(answer, 'data'))[0]).toBe('stored row 1\n');
  expect(arrived).toEqual(['row 1']);
  upload.write('row 2');
  expect((await once(answer, 'data'))[0]).toBe('stored row 2\n');
  upload.end();
  expect((await once(answer, 'data'))[0]).toBe('all\n');
});

test('an upload is sent no faster than it is taken: what nobody reads is not held', async () => {
  let take: () => void = () => undefined;
  const orders = await rawUpstream((seen) => (request, response) => {
    let bytes = 0;
    take = () => void request.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => response.end(String(bytes)));
    seen.push({ method: request.method ?? '', path: '', headers: {}, body: '' });
  });
  const { url } = await testEdge({ orders: [orders] });
  const MIB = 1_048_576;
  const upload = open(url, '/v1/orders/import', { method: 'POST', headers: { 'content-type': 'text/csv', 'content-length': String(64 * MIB) } });
  let sent = 0;
  const sending = (async () => {
    for (let n = 0; n < 64; n++) {
      if (!upload.write(Buffer.alloc(MIB))) await once(upload, 'drain');
      sent += 1;
    }
    upload.end();
  })();
  while (orders.seen.length === 0 || !upload.writableNeedDrain) await aMoment();
  for (let n = 0; n < 2_000; n++) await aMoment();
  expect(sent).toBeLessThan(32); // what fits into the sockets of three processes, not what somebody holds
  take();
  await sending;
  expect((await read(await answerTo(upload))).text).toBe(String(64 * MIB));
});

test('an answer before the end of the question arrives, and the connection can be used again', async () => {
  const connections: Promise<unknown>[] = [];
  const orders = await rawUpstream((seen) => (request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: {}, body: '' });
    connections.push(new Promise((resolve) => request.socket.once('close', resolve)));
    response.writeHead(413, { 'content-type': 'application/problem+json' }).end('{"code":"BODY_TOO_LARGE"}');
  });
  const { url } = await testEdge({ orders: [orders] });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let n = 0; n < 3; n++) expect(await ask(url, '/v1/orders', { method: 'POST', body: Buffer.alloc(8_388_608), agent })).toMatchObject({ status: 413, text: '{"code":"BODY_TOO_LARGE"}' });
  expect(orders.seen).toHaveLength(3);
  await Promise.all(connections); // those to the service cannot be used again: half a question is in them
  agent.destroy();
});

test('a caller that leaves is not waited for: the service hears of it', async () => {
  let left: () => void = () => undefined;
  const hasLeft = new Promise<void>((resolve) => (left = resolve));
  const factory = await upstream(saying('factory', (request, response) => void (request.url === '/v1/factory/tasks' ? response.end() : response.once('close', left))));
  const { url, logs } = await testEdge({ factory: [factory] });
  const poll = open(url, '/v1/factory/feed?waitMs=30000', {}).end();
  poll.on('error', () => undefined);
  while (factory.seen.length === 0) await aMoment();
  poll.destroy();
  await hasLeft;
  await ask(url, '/v1/factory/tasks');
  expect(factory.seen.map(({ path }) => path)).toEqual(['/v1/factory/feed?waitMs=30000', '/v1/factory/tasks']);
  expect(logs.join('')).not.toContain('request failed');
});

test('a caller that leaves in the middle of a stream is not waited for either', async () => {
  let left: () => void = () => undefined;
  const hasLeft = new Promise<void>((resolve) => (left = resolve));
  const factory = await upstream(saying('factory', (_request, response) => void response.once('close', left).write('id: 1\n\n')));
  const { url, logs } = await testEdge({ factory: [factory] });
  (await answerTo(open(url, '/v1/factory/feed/stream', {}).end())).destroy();
  await hasLeft;
  expect(logs.join('')).not.toContain('broke off');
});

test('an answer that breaks off is seen to be broken off, and is not asked for again', async () => {
  const orders = await upstream(saying('orders', (_request, response) => void response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy())));
  const { url, logs } = await testEdge({ orders: [orders] });
  await expect(ask(url, '/v1/orders')).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(orders.seen).toHaveLength(1);
  expect(logs.join('')).toContain('an answer broke off');
});
