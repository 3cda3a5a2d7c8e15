import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Agent } from 'node:http';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom, of } from 'rxjs';
import { systemPorts } from '@daifa/ports/system';
import { steeredPorts, testApp } from './test-app.js';
import { ask } from './test-client.js';

let server: TestDatabase;
beforeAll(async () => {
  server = await testDatabase();
});
afterAll(() => server.stop());

test('a request in flight is finished, its kept-alive connection told to close, and only then is the database closed', async () => {
  const service = await testApp(server.url);
  const url = await service.listen();
  const key = await service.keyFor(['merchant']);
  const agent = new Agent({ keepAlive: true });
  expect((await ask(url, '/health/live', { agent })).headers.connection).toBe('keep-alive');

  const inFlight = ask(url, '/v1/parcels/slow', { agent, key: key });
  await service.parcels.entered;
  const order: string[] = [];
  service.shell.shutdown.onClose('last opened', async () => void order.push('closed'));
  const stopping = service.stop();
  expect(service.shell.shutdown.signal.aborted).toBe(true);
  expect((await service.shell.health.ready()).status).toBe('stopping');
  order.push('released');
  service.parcels.release();
  const answer = await inFlight;
  expect([answer.statusCode, answer.headers.connection, answer.body]).toEqual([200, 'close', '{"slow":"done"}']);
  expect(await stopping).toBe(true);
  expect(order).toEqual(['released', 'closed']);
  await expect(ask(url, '/health/live', { agent })).rejects.toThrow();
  await expect(service.shell.access.findFactory('F00000000')).rejects.toThrow();
  agent.destroy();
});

test('a request that never ends is cut after its bound, and the stop says so', async () => {
  const ports = steeredPorts();
  const service = await testApp(server.url, ports);
  const url = await service.listen();
  const agent = new Agent({ keepAlive: true });
  const inFlight = ask(url, '/v1/parcels/slow', { agent, key: await service.keyFor(['merchant']) });
  const cut = expect(inFlight).rejects.toThrow();
  await service.parcels.entered;
  const stopping = service.stop();
  let clean: boolean | null = null;
  void stopping.then((outcome) => (clean = outcome));
  while (clean === null) {
    await ports.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await cut;
  expect(clean).toBe(false);
  agent.destroy();
});

test('an idle connection does not keep the process', async () => {
  const service = await testApp(server.url);
  const url = await service.listen();
  const agent = new Agent({ keepAlive: true });
  await ask(url, '/health/live', { agent });
  expect(await service.stop()).toBe(true);
  agent.destroy();
});

test('a client that keeps a connection busy while the server stops loses nothing: it is served, told to close, then refused', async () => {
  const service = await testApp(server.url);
  const url = await service.listen();
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })] as const;
  for (const agent of agents) await ask(url, '/health/live', { agent });
  const stopping = service.stop();
  const late = await ask(url, '/health/live', { agent: agents[0] });
  expect([late.statusCode, late.headers.connection]).toEqual([200, 'close']);
  await expect(ask(url, '/health/live')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(await stopping).toBe(true);
  for (const agent of agents) agent.destroy();
});

test('while it drains it still serves but is not ready', async () => {
  const ports = steeredPorts();
  const service = await testApp(server.url, ports, { drainMs: 3_000 });
  const url = await service.listen();
  const agent = new Agent();
  expect((await ask(url, '/health/ready', { agent })).statusCode).toBe(200);
  const stopping = service.stop();
  expect((await ask(url, '/health/ready', { agent })).statusCode).toBe(503);
  expect((await ask(url, '/health/live', { agent })).statusCode).toBe(200);
  await ports.advance(3_000);
  expect(await stopping).toBe(true);
});

test('before the start is over it answers that it is starting', async () => {
  let catchUp: () => void = () => undefined;
  let reached: (origin: string) => void = () => undefined;
  const starting = new Promise<string>((resolve) => (reached = resolve));
  const caughtUp = new Promise<void>((resolve) => (catchUp = resolve));
  const service = await testApp(server.url, systemPorts, {}, async (app) => {
    reached(await app.getUrl());
    await caughtUp;
  });
  const listening = service.listen();
  const url = await starting;
  const ready = await ask(url, '/health/ready');
  expect([ready.statusCode, ready.json().status]).toEqual([503, 'starting']);
  expect((await ask(url, '/health/started')).statusCode).toBe(503);
  expect((await ask(url, '/health/live')).statusCode).toBe(200);
  catchUp();
  await listening;
  expect((await ask(url, '/health/ready')).json()).toEqual({ status: 'ok', checks: { 'access database': { ok: true } } });
  expect((await ask(url, '/health/started')).statusCode).toBe(200);
  await service.stop();
});

test('a start that fails stops what it had started', async () => {
  const service = await testApp(server.url, systemPorts, {}, () => Promise.reject(new Error('no catching up')));
  await expect(service.listen()).rejects.toThrow('no catching up');
  await expect(service.shell.access.findFactory('F00000000')).rejects.toThrow();
  expect(service.app.getHttpServer().listening).toBe(false);
});

test('without its database it is alive and not ready', async () => {
  const own = await testDatabase();
  const service = await testApp(own.url);
  const url = await service.listen();
  await own.stop();
  const ready = await ask(url, '/health/ready');
  expect([ready.statusCode, ready.json().status]).toEqual([503, 'failing']);
  expect((await ask(url, '/health/live')).statusCode).toBe(200);
  await service.stop();
});

test('a part that stopped for good makes the process not alive', async () => {
  const service = await testApp(server.url);
  const url = await service.listen();
  service.shell.health.checkLive('group orders', async () => ({ ok: false, detail: 'stopped' }));
  const live = await ask(url, '/health/live');
  expect([live.statusCode, live.json()]).toEqual([503, { status: 'failing', checks: { 'group orders': { ok: false, detail: 'stopped' } } }]);
  await service.stop();
});

class Bus extends Server implements CustomTransportStrategy {
  readonly outcomes: unknown[] = [];
  readonly closed: string[] = [];
  listen(callback: () => void): void {
    callback();
  }
  async deliver(pattern: string): Promise<void> {
    const handler = this.getHandlerByPattern(pattern);
    await Promise.resolve(handler?.({ orderId: 'o-1' }, {})).then((result) => lastValueFrom(isObservable(result) ? result : of(result))).catch((error: unknown) => this.outcomes.push(error));
  }
  close(): void {
    this.closed.push('bus');
  }
  on(): void {}
  unwrap<T>(): T {
    throw new Error('nothing inside');
  }
}

test('a bus sees the very error its handler threw, and ends after the server and before the stores', async () => {
  const bus = new Bus();
  const service = await testApp(server.url);
  service.app.connectMicroservice({ strategy: bus }, { inheritAppConfig: true });
  await service.listen();
  service.shell.shutdown.onClose('store', async () => void bus.closed.push('store'));
  service.parcels.fail = Object.assign(new Error('gone'), { name: 'StoreUnavailable' });
  await bus.deliver('order');
  expect(bus.outcomes).toEqual([service.parcels.fail]);
  expect(bus.outcomes[0]).toBe(service.parcels.fail);
  await service.stop();
  expect(bus.closed).toEqual(['bus', 'store']);
});
