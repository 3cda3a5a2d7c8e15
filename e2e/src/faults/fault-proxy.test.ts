import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemPorts } from '@daifa/ports/system';
import { type FaultProxy, faultProxy } from './fault-proxy.js';

/** A server that says everything back, and remembers what it heard. */
let server: Server;
let heard: string;
let proxy: FaultProxy;

beforeEach(async () => {
  heard = '';
  server = createServer((socket) => socket.on('error', () => undefined).on('data', (bytes) => {
    heard += bytes.toString();
    socket.write(bytes);
  }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  proxy = await faultProxy({ host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 });
});

afterEach(async () => {
  await proxy.close();
  server.close();
});

async function client(): Promise<{ readonly socket: Socket; said(): string; readonly closed: Promise<unknown> }> {
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  let said = '';
  socket.on('data', (bytes) => (said += bytes.toString()));
  await once(socket, 'connect');
  return { socket, said: () => said, closed };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await systemPorts.timers.sleep(2);
}

test.each(['pass', 'slow', 'dribble'] as const)('%s: everything arrives, in order', async (fault) => {
  proxy.set(fault);
  const { socket, said } = await client();
  const text = Array.from({ length: 500 }, (_, n) => `${n},`).join('');
  socket.write(text);
  await until(() => said().length === text.length);
  expect(said()).toBe(text);
});

test('lose answers: the request arrives, the answer does not, and the connection never comes back to life', async () => {
  proxy.set('lose answers');
  const { socket, said, closed } = await client();
  socket.write('append');
  await until(() => heard === 'append');
  proxy.set('pass');
  await closed;
  expect(said()).toBe('');
});

test('hold: nothing moves, and nobody is told', async () => {
  const { socket, said, closed } = await client();
  proxy.set('hold');
  socket.write('append');
  const other = await client();
  proxy.set('pass');
  await Promise.all([closed, other.closed]);
  expect([heard, said()]).toEqual(['', '']);
});

test('refuse and cut: connections are reset; afterwards new ones work', async () => {
  const first = await client();
  proxy.cut();
  await first.closed;
  proxy.set('refuse');
  const refused = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await new Promise((resolve) => refused.on('close', resolve)); // `once` would take the reset for a failure
  proxy.set('pass');
  const { socket, said } = await client();
  socket.write('here');
  await until(() => said() === 'here');
});
