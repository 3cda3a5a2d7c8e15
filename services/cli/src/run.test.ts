import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { environment } from './config.js';
import type { ProblemDocument } from './failure.js';
import { runCli } from './run.js';

/** The other end, as far as a test needs one; the real one is tried in e2e. */
type Answering = (request: IncomingMessage, response: ServerResponse) => void;

let home: string;
let server: Server;
let answering: Answering;
let seen: { method: string; url: string; key: string; body: string }[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'daifa-cli-'));
  mkdirSync(join(home, 'data'));
  mkdirSync(join(home, 'secrets'));
  seen = [];
  server = createServer((request, response) => void answering(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  writeFileSync(join(home, 'data', 'running.json'), JSON.stringify({ url: `http://127.0.0.1:${address.port}` }));
  writeFileSync(join(home, 'secrets', 'demo-keys.json'), JSON.stringify({ merchant: 'key-of-merchant', factory: 'key-of-factory', platform: 'key-of-platform' }));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true });
});

async function daifa(line: string, variables: Readonly<Record<string, string>> = {}): Promise<{ exit: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const exit = await runCli(line.split(' ').filter((word) => word !== ''), {
    environment: environment({ DAIFA_HOME: home, ...variables }), columns: null, progress: null,
    out: (text) => void (out += text), err: (text) => void (err += text),
  });
  return { exit, out, err };
}

const json = (body: unknown, status = 200): Answering => async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  seen.push({ method: request.method ?? '', url: request.url ?? '', key: request.headers.authorization ?? '', body: text });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const problem: ProblemDocument = {
  code: 'ORDER_ON_HOLD', status: 409, messages: { zh: '订单被冻结。', en: 'The order is on hold.' }, hint: { zh: '解除后再试。', en: 'Try again once released.' },
  guards: [{ code: 'ORDER_ON_HOLD', messages: { zh: '订单被冻结。', en: 'The order is on hold.' }, hint: { zh: '', en: '' }, facts: { holdId: 'MERCHANT:a:1' } }, { code: 'ORDER_CLOSED', messages: { zh: '订单已关闭。', en: 'The order is closed.' }, hint: { zh: '', en: '' }, facts: {} }],
  correlationId: 'c-1',
};

describe('whose key, and where', () => {
  test('the embedded world’s own, by what the command needs', async () => {
    answering = json({ items: [], next: null });
    expect((await daifa('orders list')).exit).toBe(0);
    await daifa('work-list');
    await daifa('orders list --as platform');
    expect(seen.map(({ key }) => key)).toEqual(['Bearer key-of-merchant', 'Bearer key-of-factory', 'Bearer key-of-platform']);
  });

  test('DAIFA_KEY beats the demonstration’s, --as beats DAIFA_KEY', async () => {
    answering = json({ items: [], next: null });
    await daifa('orders list', { DAIFA_KEY: 'mine' });
    await daifa('orders list --as merchant', { DAIFA_KEY: 'mine' });
    expect(seen.map(({ key }) => key)).toEqual(['Bearer mine', 'Bearer key-of-merchant']);
  });

  test('no key for a role: a sentence in both languages, exit 2', async () => {
    const { exit, err } = await daifa('orders list --as analyst');
    expect(exit).toBe(2);
    expect(err).toMatch(/DAIFA_KEY[^]*No API key for analyst/);
  });
});

describe('what goes wrong is told in both languages, without a stack:', () => {
  test('nothing answers', async () => {
    const { exit, err, out } = await daifa('groups --url http://127.0.0.1:1');
    expect([exit, out]).toEqual([2, '']);
    expect(err).toMatch(/连接不上 http:\/\/127\.0\.0\.1:1/);
    expect(err).toMatch(/Nothing answers at/);
    expect(err).not.toMatch(/ at .*\.[jt]s:\d/);
  });

  test('F-UI-08: a problem, with every guard and what to do', async () => {
    answering = json(problem, 409);
    const { exit, err } = await daifa('rebuild orders');
    expect(exit).toBe(2);
    for (const text of ['ORDER_ON_HOLD (409)', '订单被冻结。 解除后再试。', 'Try again once released.', 'ORDER_CLOSED: 订单已关闭。', 'holdId=MERCHANT:a:1', 'correlationId c-1']) expect(err).toContain(text);
  });

  test('a problem as JSON, for a program', async () => {
    answering = json(problem, 409);
    const { exit, out, err } = await daifa('groups --json');
    expect([exit, err, JSON.parse(out)]).toEqual([2, '', { problem }]);
  });

  test('something else answers on that port', async () => {
    answering = (_, response) => void response.writeHead(502).end('<html>');
    expect((await daifa('groups')).err).toMatch(/502[^]*not as this system does/);
  });

  test('wrong usage', async () => expect(await daifa('orders impart')).toMatchObject({ exit: 2, err: expect.stringMatching(/用法有误[^]*--help/) }));
});

test('help is no failure and names the exit codes', async () => {
  const { exit, out } = await daifa('--help');
  expect(exit).toBe(0);
  expect(out).toMatch(/Exit codes 退出码: 0 [^]*1 [^]*2 /);
});

describe('allocate', () => {
  test('asks for the only factory bound, 100 orders a request, and exits 1 when one was refused', async () => {
    const ids = Array.from({ length: 101 }, (_, n) => `order-${n}`);
    answering = (request, response) => {
      if (request.url?.startsWith('/v1/bindings')) return json({ items: [{ bindingId: 'b', state: 'ACTIVE', merchantAlias: '晨光小店', factoryId: 'factory-1' }] })(request, response);
      const first = !seen.some(({ url }) => url === '/v1/allocations');
      return json({ results: [first ? { key: ids[0], status: 'done', result: { orderId: ids[0], allocations: [{ allocationId: 'a', lineId: '1', quantity: 2, status: 'ALLOCATED' }] } } : { key: ids[100], status: 'refused', problem }] })(request, response);
    };
    const { exit, out } = await daifa(`allocate ${ids.join(' ')}`);
    expect(exit).toBe(1);
    expect(seen.slice(1).map(({ body }) => JSON.parse(body).items.length)).toEqual([100, 1]);
    expect(out).toMatch(/#1×2 已分配 ALLOCATED[^]*ORDER_ON_HOLD ORDER_CLOSED 订单被冻结。/);
  });

  test('of several factories one has to be named', async () => {
    answering = json({ items: ['f-1', 'f-2'].map((factoryId) => ({ bindingId: 'b', state: 'ACTIVE', merchantAlias: '甲', factoryId })) });
    expect(await daifa('allocate order-1')).toMatchObject({ exit: 2, err: expect.stringContaining('--factory: f-1, f-2') });
  });
});

test('dlq: list exits 1 when there is something to see to; discard wants a reason', async () => {
  answering = json([{ id: 'd-1', group: 'orders', stream: 'order-1', revision: 3, position: 9, type: 'HoldPlaced', reason: 'handler failed', error: 'TypeError', firstSeen: '2026-11-11T02:00:00.000Z', lastSeen: '2026-11-11T02:00:00.000Z', attempts: 4, state: 'open', discardReason: null, waiting: 2 }]);
  const { exit, out } = await daifa('dlq list');
  expect(exit).toBe(1);
  expect(out).toMatch(/order-1@3 .*handler failed: TypeError .*2026-11-11 10:00 .*d-1/);
  expect((await daifa('dlq discard orders d-1')).exit).toBe(2);
  answering = json({ kind: 'still-parked', reason: 'TypeError' });
  expect(await daifa('dlq replay orders d-1')).toMatchObject({ exit: 1, out: expect.stringContaining('仍未成功') });
});
