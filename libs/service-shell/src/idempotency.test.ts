import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import type { DataSource } from 'typeorm';
import { accessSchema } from './access.js';
import { openDataSource } from './database.js';
import { type Claim, Idempotency, type IdempotentRequest, LEASE_MS } from './idempotency.js';
import { steeredPorts } from './test-app.js';

const ports = steeredPorts();
const answer = { status: 201, headers: { etag: '"1"' }, body: '{"orderId":"o-1"}' };
let server: TestDatabase;
let database: DataSource;
let idempotency: Idempotency;

beforeAll(async () => {
  server = await testDatabase();
  database = await openDataSource({ url: server.url, applicationName: 'idempotency test', onPoolError: () => undefined, ...accessSchema });
  idempotency = new Idempotency(database, ports, 'not a secret');
});
afterAll(async () => {
  await database.destroy();
  await server.stop();
});

const requestOf = (change: Partial<IdempotentRequest> = {}): IdempotentRequest => ({ tenantId: ports.ids.uuid(), key: 'k-1', method: 'POST', path: '/v1/orders', body: { phone: '13800001234', lines: [1, { b: 2, a: 1 }] }, ...change });
const claimOf = async (request: IdempotentRequest): Promise<Claim> => {
  const beginning = await idempotency.begin(request);
  if (beginning.kind !== 'claimed') throw new Error(`not claimed but ${beginning.kind}`);
  return beginning.claim;
};

test('a key that was answered gives the same answer to the same request', async () => {
  const request = requestOf();
  await idempotency.complete(await claimOf(request), answer);
  expect(await idempotency.begin(request)).toEqual({ kind: 'answered', answer });
  expect(await idempotency.begin({ ...request, body: { lines: [1, { a: 1, b: 2 }], phone: '13800001234' } })).toEqual({ kind: 'answered', answer });
});

test.each([['body', { body: { phone: '13800005678' } }], ['path', { path: '/v1/orders/2' }], ['method', { method: 'PUT' }]] as const)('a key with another %s is a mismatch, running or answered', async (_, change) => {
  const request = requestOf();
  const claim = await claimOf(request);
  expect(await idempotency.begin({ ...request, ...change })).toEqual({ kind: 'mismatch' });
  await idempotency.complete(claim, answer);
  expect(await idempotency.begin({ ...request, ...change })).toEqual({ kind: 'mismatch' });
});

test('a key belongs to its tenant: another’s answer is never shown', async () => {
  const request = requestOf();
  await idempotency.complete(await claimOf(request), answer);
  expect((await idempotency.begin({ ...request, tenantId: ports.ids.uuid() })).kind).toBe('claimed');
});

test('of 20 at once exactly one runs', async () => {
  const request = requestOf();
  const kinds = (await Promise.all(Array.from({ length: 20 }, () => idempotency.begin(request)))).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'claimed')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'running')).toHaveLength(19);
});

test('a claim left by a crash is taken over after the lease, and the dead one cannot answer any more', async () => {
  const request = requestOf();
  const dead = await claimOf(request);
  await ports.advance(LEASE_MS - 1);
  expect((await idempotency.begin(request)).kind).toBe('running');
  await ports.advance(1);
  const heir = await claimOf(request);
  expect(heir.attempt).toBe(dead.attempt + 1);
  await idempotency.complete(dead, { ...answer, body: 'late' });
  await idempotency.release(dead);
  expect((await idempotency.begin(request)).kind).toBe('running');
  await idempotency.complete(heir, answer);
  expect(await idempotency.begin(request)).toEqual({ kind: 'answered', answer });
});

test('a released key runs again', async () => {
  const request = requestOf();
  await idempotency.release(await claimOf(request));
  expect((await idempotency.begin(request)).kind).toBe('claimed');
});

test('answers are kept for 24 hours and more, then purged and forgotten', async () => {
  const request = requestOf();
  await idempotency.complete(await claimOf(request), answer);
  await ports.advance(24 * 3_600_000);
  await idempotency.purge();
  expect((await idempotency.begin(request)).kind).toBe('answered');
  await ports.advance(24 * 3_600_000);
  expect(await idempotency.purge()).toBeGreaterThan(0);
  expect(await idempotency.purge()).toBe(0);
  expect((await idempotency.begin(request)).kind).toBe('claimed');
});

test('an expired answer that was not purged yet does not count', async () => {
  const request = requestOf();
  await idempotency.complete(await claimOf(request), answer);
  await ports.advance(48 * 3_600_000);
  expect((await idempotency.begin({ ...request, body: 'other' })).kind).toBe('claimed');
});

test('nothing of the request is stored in clear', async () => {
  const request = requestOf();
  await claimOf(request);
  expect(JSON.stringify(await database.query('select idempotency::text from access.idempotency where tenant_id = $1', [request.tenantId]))).not.toContain('13800001234');
});

test('the cleaning loop purges every hour, survives an error and ends with its signal', async () => {
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const broken = new Idempotency(await database.destroy().then(() => database), ports, 'not a secret');
  const cleaning = broken.keepClean(stopping.signal, (error) => errors.push(error));
  while (errors.length < 1) await new Promise((resolve) => setImmediate(resolve));
  await ports.advance(3_600_000);
  while (errors.length < 2) await new Promise((resolve) => setImmediate(resolve));
  stopping.abort();
  await cleaning;
  await database.initialize();
});
