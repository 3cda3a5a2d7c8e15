import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { keepStorable } from './body-limits.js';
import { steeredPorts, testApp, type TestApp } from './test-app.js';

const ports = steeredPorts();
let server: TestDatabase;
let app: TestApp;
let origin: URL;

beforeAll(async () => {
  server = await testDatabase();
  app = await testApp(server.url, ports);
  origin = new URL(await app.listen());
});
afterAll(async () => {
  await app.stop();
  await server.stop();
});

test('text that no database keeps is taken out, however deep it stands, and nothing else is touched', () => {
  const body = { reason: 'a\0b', list: ['一', '\ud83d二', { deep: '\0' }], emoji: '😀', n: 1, none: null };
  keepStorable(body);
  expect(body).toEqual({ reason: 'ab', list: ['一', '\ufffd二', { deep: '' }], emoji: '😀', n: 1, none: null });
  for (const part of [undefined, null, 'a\0', 7, [undefined, { a: undefined, b: 'x' }]]) expect(() => keepStorable(part)).not.toThrow();
});

test('a body deeper than any stack is walked through', () => {
  let body: object = { text: 'a\0' };
  const innermost = body;
  for (let depth = 0; depth < 100_000; depth += 1) body = [body];
  keepStorable(body);
  expect(innermost).toEqual({ text: 'a' });
});

/** A request that has begun: so much of its body that the route knows of it, and no more. */
async function begun(type: string): Promise<Socket> {
  const socket = connect(Number(origin.port), origin.hostname);
  await once(socket, 'connect');
  const arrived = once(app.app.getHttpServer(), 'request');
  socket.write(`POST /v1/parcels/import HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await app.keyFor(['merchant'])}\r\ncontent-type: ${type}\r\ncontent-length: 1000\r\n\r\n{`);
  await arrived;
  return socket;
}

test('a client that does not send its body within a minute is let go, but not one that sends a file', async () => {
  const slow = await begun('application/json');
  const file = await begun('multipart/form-data; boundary=b');
  const closed = once(slow, 'close');
  slow.on('error', () => undefined);
  slow.resume();
  await ports.advance(59_000);
  expect(slow.destroyed).toBe(false);
  await ports.advance(2_000);
  await closed;
  expect(file.destroyed).toBe(false);
  file.destroy();
});
