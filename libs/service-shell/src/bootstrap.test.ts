import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { Controller, Get, Module } from '@nestjs/common';
import { systemPorts } from '@daifa/ports/system';
import { createApp, openShell } from './bootstrap.js';
import { silent, steeredPorts, testApp, type TestApp, testConfig } from './test-app.js';
import { type Answer, ask } from './test-client.js';

let server: TestDatabase;
let service: TestApp;
let merchant: string;
let origin: string;
const ports = steeredPorts();

beforeAll(async () => {
  server = await testDatabase();
  service = await testApp(server.url, ports);
  origin = await service.listen();
  merchant = await service.keyFor(['merchant']);
});
afterAll(async () => {
  await service.stop();
  await server.stop();
});
beforeEach(() => {
  service.parcels.runs = 0;
  service.parcels.fail = null;
});

const parcel = { lines: [{ sku: 'SHIRT-M', quantity: 1 }] };
type Call = { method?: 'GET' | 'POST' | 'PUT'; url?: string; body?: string | object; key?: string | null; headers?: Record<string, string> };
const call = ({ url = '/v1/parcels', method = 'POST', key = merchant, ...rest }: Call): Promise<Answer> => ask(origin, url, { method, key, ...rest });
const codeOf = (answer: Answer): [number, unknown] => [answer.statusCode, answer.json().code];

describe('who may call', () => {
  test('without a key nobody, and the answer says how', async () => {
    const answer = await call({ key: null, body: parcel });
    expect(codeOf(answer)).toEqual([401, 'UNAUTHENTICATED']);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  test.each(['Basic x', 'Bearer', 'Bearer  ', 'Bearer a b', `Bearer ${'x'.repeat(300)}`, 'Bearer daifa_test_aaaaaaaaaaaa_x'])('a credential like %j opens nothing', async (authorization) => {
    expect(codeOf(await call({ key: null, body: parcel, headers: { authorization } }))).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('a key in the URL counts for nothing', async () => {
    expect((await call({ method: 'GET', url: `/v1/parcels?key=${merchant}`, key: null })).statusCode).toBe(401);
  });

  test('F-SP-07: a role the policy does not name is refused', async () => {
    expect(codeOf(await call({ key: await service.keyFor(['factory', 'analyst']), body: parcel }))).toEqual([403, 'FORBIDDEN']);
  });

  test('F-BI-01 PDD-15 DY-07: a tenant without a role reaches onboarding and nothing else', async () => {
    const key = await service.keyFor([]);
    expect(codeOf(await call({ key, body: parcel }))).toEqual([403, 'ROLE_NOT_SELECTED']);
    expect((await call({ key, method: 'GET', url: '/v1/onboarding' })).json()).toEqual({ name: '甲店 ', role: null });
  });

  test('the role in use is the first the policy names', async () => {
    const answer = await call({ key: await service.keyFor(['platform', 'merchant']), body: parcel });
    expect(answer.json().actor.kind).toBe('merchant');
  });

  test('F-SP-07: a route without a policy keeps the program from starting, and is named', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get('door')
      open(): string {
        return 'open';
      }
    }
    @Module({ controllers: [ForgottenController] })
    class ForgottenModule {}
    const shell = await openShell({ name: 'test', ports: systemPorts, config: testConfig(server.url), logger: silent });
    await expect(createApp({ shell, module: ForgottenModule })).rejects.toThrow('routes without a policy (add @Allow): GET /forgotten/door (ForgottenController.open)');
    await expect(shell.access.findFactory('F00000000')).rejects.toThrow(); // what was opened is closed
  });
});

describe('the command context', () => {
  test('comes from the request: actor, correlation, trace and time', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const answer = await call({ body: parcel, headers: { 'x-correlation-id': 'erp-4711', traceparent } });
    expect(answer.json()).toMatchObject({ correlationId: 'erp-4711', causationId: null, traceparent, occurredAt: ports.clock.now().toISOString(), actor: { kind: 'merchant', id: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
    expect(answer.headers['x-correlation-id']).toBe('erp-4711');
  });

  test('a correlation id or trace that cannot stand in a log is replaced or left out', async () => {
    const answer = await call({ body: parcel, headers: { 'x-correlation-id': 'a b', traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` } });
    expect(answer.json().correlationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.json().traceparent).toBeUndefined();
    expect((await call({ body: parcel, headers: { 'x-correlation-id': 'x'.repeat(129) } })).json().correlationId).toHaveLength(36);
  });

  test('without a key each request is a command of its own; items of a batch too', async () => {
    const ids = [await call({ body: parcel }), await call({ body: parcel })].map((answer) => answer.json().commandId);
    expect(new Set(ids).size).toBe(2);
    const { results } = (await call({ url: '/v1/parcels/batch', body: { parcelIds: ['a', 'b'] } })).json();
    expect(results[0].result.commandId).not.toBe(results[1].result.commandId);
  });
});

describe('an Idempotency-Key', () => {
  test('gives the same answer and one effect, headers included, however the JSON is ordered', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await call({ body: { ...parcel, note: 'x' }, headers });
    const second = await call({ body: { note: 'x', ...parcel }, headers });
    expect([second.statusCode, second.body]).toEqual([201, first.body]);
    expect(second.headers).toMatchObject({ etag: '"3"', 'daifa-position': '41', 'idempotency-replayed': 'true', 'content-type': first.headers['content-type'] });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(service.parcels.runs).toBe(1);
  });

  test('with another body is a mismatch', async () => {
    const headers = { 'idempotency-key': 'other-body' };
    await call({ body: parcel, headers });
    expect(codeOf(await call({ body: { lines: [{ sku: 'SHIRT-M', quantity: 2 }] }, headers }))).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    expect(service.parcels.runs).toBe(1);
  });

  test('repeats a refusal to the letter', async () => {
    const headers = { 'idempotency-key': 'refused' };
    const [first, second] = [await call({ method: 'PUT', url: '/v1/parcels/refused', headers }), await call({ method: 'PUT', url: '/v1/parcels/refused', headers })];
    expect([second.statusCode, second.body, second.headers['content-type']]).toEqual([409, first.body, 'application/problem+json; charset=utf-8']);
    expect(service.parcels.runs).toBe(1);
  });

  test('in use is answered 409 with Retry-After, and its owner still gets the answer', async () => {
    const own = await testApp(server.url);
    const ownOrigin = await own.listen();
    const key = await own.keyFor(['merchant']);
    const again = (): Promise<Answer> => ask(ownOrigin, '/v1/parcels/slow', { method: 'POST', key, headers: { 'idempotency-key': 'slow' } });
    const first = again();
    await own.parcels.entered;
    const second = await again();
    expect([...codeOf(second), second.headers['retry-after']]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS', '1']);
    own.parcels.release();
    expect((await first).json()).toEqual({ runs: 1 });
    expect((await again()).json()).toEqual({ runs: 1 });
    await own.stop();
  });

  test('whose request failed with 5xx, or was told "later", runs again as the same command', async () => {
    const headers = { 'idempotency-key': 'later' };
    for (const name of ['StoreUnavailable', 'TooManyConflicts', 'TypeError']) {
      service.parcels.fail = Object.assign(new Error('no'), { name });
      expect([503, 409, 500]).toContain((await call({ body: parcel, headers })).statusCode);
    }
    service.parcels.fail = null;
    const answer = await call({ body: parcel, headers });
    expect([answer.statusCode, answer.headers['idempotency-replayed'], service.parcels.runs]).toEqual([201, undefined, 4]);
    await service.shell.access.createTenant({ name: 'x', roles: [] });
    expect((await call({ body: parcel, headers })).json().commandId).toBe(answer.json().commandId);
  });

  test('of one tenant is nothing to another', async () => {
    const headers = { 'idempotency-key': 'mine' };
    const first = await call({ body: parcel, headers });
    const other = await call({ body: parcel, headers, key: await service.keyFor(['merchant']) });
    expect(other.json().commandId).not.toBe(first.json().commandId);
    expect(service.parcels.runs).toBe(2);
  });

  test('of a route that opts out is not stored', async () => {
    const headers = { 'idempotency-key': 'label' };
    await call({ url: '/v1/parcels/label', headers });
    expect((await call({ url: '/v1/parcels/label', headers })).json()).toEqual({ run: 2 });
  });

  test.each(['', 'x'.repeat(256), 'a b', '单号'.normalize()])('of the wrong form (%#) is refused with its place', async (key) => {
    const answer = await call({ body: parcel, headers: { 'idempotency-key': Buffer.from(key).toString('latin1') } });
    expect(codeOf(answer)).toEqual([400, 'VALIDATION_FAILED']);
    expect(answer.json().errors[0]).toMatchObject({ in: 'header', pointer: '/idempotency-key' });
  });
});

describe('revisions and positions', () => {
  test.each([['"3"', 3], ['*', null], [undefined, null]])('If-Match %j reads as %j', async (tag, revision) => {
    expect((await call({ method: 'PUT', url: '/v1/parcels/p1', headers: tag ? { 'if-match': tag } : {} })).json()).toEqual({ parcelId: 'p1', revision });
  });

  test.each([['"2"', 412, 'PRECONDITION_FAILED'], ['W/"3"', 412, 'PRECONDITION_FAILED'], ['3', 400, 'VALIDATION_FAILED'], ['"03"', 400, 'VALIDATION_FAILED'], ['"2", "3"', 400, 'VALIDATION_FAILED']])('If-Match %j is answered %d', async (tag, status, code) => {
    expect(codeOf(await call({ method: 'PUT', url: '/v1/parcels/p1', headers: { 'if-match': tag } }))).toEqual([status, code]);
  });

  test('F-UI-03 TB-25: a write says how far it got, and a read can ask for that', async () => {
    expect((await call({ body: parcel })).headers).toMatchObject({ etag: '"3"', 'daifa-position': '41' });
    expect((await call({ method: 'GET', headers: { 'daifa-position': '41' } })).json().position).toBe(41);
    expect(codeOf(await call({ method: 'GET', headers: { 'daifa-position': '-1' } }))).toEqual([400, 'VALIDATION_FAILED']);
  });
});

describe('a list', () => {
  test('is walked by cursors, with a Link to the next page', async () => {
    const seen: number[] = [];
    for (let url: string | undefined = '/v1/parcels?limit=2'; url; ) {
      const answer: Answer = await call({ method: 'GET', url });
      seen.push(...answer.json().items);
      url = /^<(.+)>; rel="next"$/.exec(String(answer.headers.link))?.[1];
      expect(answer.json().next === null).toBe(url === undefined);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test('refuses a cursor of another tenant, and one it never gave', async () => {
    const { next } = (await call({ method: 'GET' })).json();
    expect(codeOf(await call({ method: 'GET', url: `/v1/parcels?cursor=${next}`, key: await service.keyFor(['merchant']) }))).toEqual([400, 'CURSOR_INVALID']);
    expect(codeOf(await call({ method: 'GET', url: '/v1/parcels?cursor=abc' }))).toEqual([400, 'CURSOR_INVALID']);
  });
});

test('a batch answers 200 with a result per item', async () => {
  const answer = await call({ url: '/v1/parcels/batch', body: { parcelIds: ['a', 'lost', 'away', 'a'] }, headers: { 'accept-language': 'zh' } });
  expect(answer.statusCode).toBe(200);
  expect(answer.json().results.map((result: { status: string; problem?: { code: string } }) => [result.status, result.problem?.code])).toEqual([['done', undefined], ['refused', 'WAYBILL_NOT_FOUND'], ['failed', 'STORE_UNAVAILABLE'], ['refused', 'DUPLICATE_IN_BATCH']]);
  expect(answer.json().results[1].problem.title).toBe('没有该运单。');
  expect(codeOf(await call({ url: '/v1/parcels/batch', body: { parcelIds: Array.from({ length: 101 }, String) } }))).toEqual([422, 'BATCH_TOO_LARGE']);
});

describe('a body', () => {
  test('of the wrong form is answered with every wrong place, in both languages', async () => {
    const answer = await call({ body: { lines: [{ sku: 7, quantity: 0 }, { quantity: 1.5, sku: 'x' }], note: 'x'.repeat(21), status: 'shipped', tenantId: 'other' } });
    expect(codeOf(answer)).toEqual([400, 'VALIDATION_FAILED']);
    expect(answer.json().errors).toEqual(expect.arrayContaining([
      { in: 'body', pointer: '/lines/0/quantity', rule: 'min', messages: { zh: '不能小于 1', en: 'quantity must not be less than 1' } },
      { in: 'body', pointer: '/lines/0/sku', rule: 'isString', messages: { zh: '须为文本', en: 'sku must be a string' } },
      { in: 'body', pointer: '/lines/1/quantity', rule: 'isInt', messages: { zh: '须为整数', en: 'quantity must be an integer number' } },
      { in: 'body', pointer: '/note', rule: 'maxLength', messages: { zh: '不能超过 20 个字符', en: 'note must be shorter than or equal to 20 characters' } },
      { in: 'body', pointer: '/status', rule: 'whitelistValidation', messages: { zh: '不允许的字段', en: 'property status should not exist' } },
      { in: 'body', pointer: '/tenantId', rule: 'whitelistValidation', messages: { zh: '不允许的字段', en: 'property tenantId should not exist' } },
    ]));
    expect(service.parcels.runs).toBe(0);
  });

  test('never comes back in the answer', async () => {
    expect((await call({ body: { lines: [], note: 13800001234, phone: '13900005678' } })).body).not.toMatch(/13800001234|13900005678/);
  });

  test('that is missing names what is required, and a wrong query says it is the query', async () => {
    expect((await call({})).json().errors[0]).toMatchObject({ in: 'body', pointer: '/lines' });
    expect((await call({ method: 'GET', url: '/v1/parcels?limit=101&x=1' })).json().errors.map((error: { in: string; pointer: string }) => [error.in, error.pointer])).toEqual(expect.arrayContaining([['query', '/x'], ['query', '/limit']]));
  });

  test('with thousands of wrong places gets a bounded answer', async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`field${n}`, n]));
    const answer = await call({ body: { ...parcel, ...many } });
    expect(answer.json().errors).toHaveLength(50);
  });

  const json = { 'content-type': 'application/json' };
  test.each([
    ['bad JSON', '{"lines": [', json, 400, 'MALFORMED_BODY'],
    ['nothing under a JSON content type', '', json, 400, 'MALFORMED_BODY'],
    ['__proto__', '{"lines":[{"sku":"a","quantity":1,"__proto__":{"quantity":5}}]}', json, 400, 'MALFORMED_BODY'],
    ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', json, 400, 'MALFORMED_BODY'],
    ['constructor', '{"lines":[{"sku":"a","quantity":1,"constructor":1}]}', json, 400, 'MALFORMED_BODY'],
    ['a megabyte and more', JSON.stringify({ note: 'x'.repeat(1_048_576) }), json, 413, 'BODY_TOO_LARGE'],
    ['a long string', JSON.stringify({ note: 'x'.repeat(4_097) }), json, 413, 'BODY_TOO_LARGE'],
    ['a long array', JSON.stringify({ lines: Array(1_001).fill(0) }), json, 413, 'BODY_TOO_LARGE'],
    ['33 levels', '{"a":'.repeat(33) + '1' + '}'.repeat(33), json, 413, 'BODY_TOO_LARGE'],
    ['half a million levels', '['.repeat(500_000) + ']'.repeat(500_000), json, 413, 'BODY_TOO_LARGE'],
    ['XML', '<a/>', { 'content-type': 'text/xml' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('of %s is refused', async (_, body, headers, status, code) => {
    expect(codeOf(await call({ body, headers }))).toEqual([status, code]);
    expect(service.parcels.runs).toBe(0);
  });

  test('can be a file where a route streams it, beyond the limit of JSON', async () => {
    const content = 'x'.repeat(2_000_000);
    const body = `--cut\r\ncontent-disposition: form-data; name="file"; filename="orders.csv"\r\ncontent-type: text/csv\r\n\r\n${content}\r\n--cut--\r\n`;
    const answer = await call({ url: '/v1/parcels/import', body, headers: { 'content-type': 'multipart/form-data; boundary=cut', 'idempotency-key': 'file' } });
    expect(answer.json()).toEqual({ name: 'orders.csv', bytes: 2_000_000 });
  });
});

describe('an error', () => {
  test('F-UI-08: lists all guards, in the language asked for', async () => {
    const answer = await call({ method: 'PUT', url: '/v1/parcels/refused?q=13800001234', headers: { 'accept-language': 'zh-CN', 'x-correlation-id': 'c-9' } });
    expect(answer.json()).toMatchObject({ type: '/problems/ORDER_IN_REVIEW', title: '订单审核中，暂不能操作。', detail: '请等待审核结束。', status: 409, instance: '/v1/parcels/refused', correlationId: 'c-9' });
    expect(answer.json().guards.map((guard: { code: string }) => guard.code)).toEqual(['ORDER_IN_REVIEW', 'ORDER_HAS_AFTERSALE']);
    expect(answer.headers.vary).toContain('Accept-Language');
  });

  test('F-UI-08 F-SP-01: we did not foresee says nothing of its cause, to the caller or, of a person, to the log', async () => {
    const answer = await call({ method: 'GET', url: '/v1/parcels/boom' });
    expect(codeOf(answer)).toEqual([500, 'INTERNAL']);
    expect(answer.body).not.toMatch(/13800001234|receiver|at /);
    const line = service.logs.find((log) => log.includes('request failed') && log.includes(answer.json().correlationId));
    expect(line).toMatch(/is odd/);
    expect(line).not.toContain('13800001234');
  });

  test.each([
    ['StoreUnavailable', 503, 'STORE_UNAVAILABLE'], ['TooManyConflicts', 409, 'REVISION_CONFLICT'], ['UnknownEventType', 503, 'READER_OUTDATED'], ['CarrierUnavailable', 503, 'CARRIER_UNAVAILABLE'],
  ])('named %s is answered %d', async (name, status, code) => {
    service.parcels.fail = Object.assign(new Error('no'), { name });
    const answer = await call({ method: 'GET', url: '/v1/parcels/boom' });
    expect(codeOf(answer)).toEqual([status, code]);
    expect(Number(answer.headers['retry-after'])).toBe(answer.json().retryAfterSeconds);
  });

  test.each([
    ['a refused connection', { code: 'ECONNREFUSED' }, 503], ['a server that shuts down', { code: '57P01' }, 503], ['a wrong statement', { code: '42601' }, 500],
    ['a wrapped one', { driverError: Object.assign(new Error('Connection terminated unexpectedly')) }, 503],
  ])('of the database: %s', async (_, properties, status) => {
    service.parcels.fail = Object.assign(new Error('x'), properties);
    expect((await call({ method: 'GET', url: '/v1/parcels/boom' })).statusCode).toBe(status);
  });

  test('for an unknown path has the same shape as any', async () => {
    const answer = await call({ method: 'GET', url: '/v1/nothing/here?phone=13800001234', key: null });
    expect(answer.json()).toMatchObject({ type: '/problems/NOT_FOUND', status: 404, code: 'NOT_FOUND', instance: '/v1/nothing/here', guards: [{ code: 'NOT_FOUND' }] });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(codeOf(await call({ method: 'GET', url: '/v1/%zz', key: null }))).toEqual([400, 'MALFORMED_REQUEST']);
  });

  test('TIMED_OUT ends a request that hangs, and the next with its key is let in', async () => {
    const again = (): Promise<Answer> => call({ url: '/v1/parcels/slow', headers: { 'idempotency-key': 'hangs' } });
    const first = again();
    await service.parcels.entered;
    await ports.advance(30_000);
    expect(codeOf(await first)).toEqual([503, 'TIMED_OUT']);
    service.parcels.release();
    expect((await again()).json()).toEqual({ runs: 2 });
  });
});

describe('beside the product', () => {
  test('every problem has its page', async () => {
    const { items } = (await call({ method: 'GET', url: '/problems', key: null })).json();
    expect(items.length).toBeGreaterThan(100);
    expect((await call({ method: 'GET', url: '/problems/PRINT_BLOCKED', key: null })).json()).toMatchObject({ code: 'PRINT_BLOCKED', status: 409, zh: expect.any(String), hint: { en: expect.any(String) } });
    expect(codeOf(await call({ method: 'GET', url: '/problems/constructor', key: null }))).toEqual([404, 'NOT_FOUND']);
  });

  test('the OpenAPI document is 3.1 and says roles, problems and idempotency of each operation', async () => {
    const document = (await call({ method: 'GET', url: '/docs/openapi.json', key: null })).json();
    expect(document.openapi).toBe('3.1.0');
    const create = document.paths['/v1/parcels'].post;
    expect(create).toMatchObject({ 'x-roles': ['merchant', 'platform'], security: [{ bearer: [] }], responses: { default: { content: { 'application/problem+json': {} } } } });
    expect(create.parameters.map(({ name }: { name: string }) => name)).toContain('Idempotency-Key');
    expect(document.paths['/health/live'].get.security).toEqual([]);
    for (const url of ['/docs', '/docs/start.js', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js']) expect((await call({ method: 'GET', url, key: null })).body).toMatch(/swagger-ui/);
  });

  test('answers carry the headers that keep browsers safe, and no server name', async () => {
    const { headers } = await call({ method: 'GET', url: '/health/live', key: null });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining("default-src 'self'"), 'cache-control': 'no-store' });
    expect(headers['x-powered-by']).toBeUndefined();
  });

  test('F-OP-06 F-SP-01: logs name route, status and correlation, and no key, query or body', async () => {
    await call({ method: 'GET', url: '/v1/parcels?limit=2', headers: { 'x-correlation-id': 'log-me' } });
    await call({ body: { ...parcel, note: '孙某 13700001111' }, headers: { 'x-correlation-id': 'log-me' } });
    const lines = service.logs.filter((line) => line.includes('log-me'));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ method: 'GET', route: '/v1/parcels', status: 200, correlationId: 'log-me' });
    expect(service.logs.join('')).not.toMatch(/limit=2|孙某|13700001111|daifa_test_/);
  });
});
