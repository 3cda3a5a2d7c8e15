import { shirt, socks } from '@daifa/order-domain/samples';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { factoryService } from '../service.js';
import { TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([factoryService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

const print = (body: object, tenant: TestTenant = 'factory', headers: Record<string, string> = {}): Promise<Answer> => host.ask(tenant, 'POST', '/v1/factory/print-jobs', body, headers);
const printed = async (allocationId: string) => {
  const { body } = await print({ items: [{ allocationId }] });
  return { printJobId: String(body.printJobId), permitId: String(body.results[0].result.permitId) };
};
const labels = (printJobId: string, query = '', headers: Record<string, string> = {}): Promise<Answer> => host.ask('factory', 'GET', `/v1/factory/print-jobs/${printJobId}/labels${query}`, undefined, headers);
const codes = (answer: Answer): string[] => answer.body.guards.map(({ code }: { code: string }) => code);
const refusal = (answer: Answer, n = 0) => {
  const { status, problem } = answer.body.results[n];
  return [status, ...(problem?.guards ?? []).map(({ code }: { code: string }) => code)];
};

test('an allocation with a number gets a permit, and its job can be looked up', async () => {
  const { orderId, allocationId, waybillNo } = await orders.ready();
  const answer = await print({ printJobId: 'line-2', items: [{ allocationId }] });
  expect(answer.body).toEqual({ printJobId: 'line-2', results: [{ key: allocationId, status: 'done', result: { permitId: `${orderId}.P1`, labelId: `${orderId}.L1`, waybillNo, copy: 1, expiresAt: expect.any(String) } }] });
  const position = answer.headers.get('daifa-position') ?? '';
  const job = await host.ask('factory', 'GET', '/v1/factory/print-jobs/line-2', undefined, { 'daifa-position': position });
  expect(job.body).toEqual({ printJobId: 'line-2', items: [{ ...answer.body.results[0].result, allocationIds: [allocationId], reason: '', state: 'CONSUMED', result: 'UNKNOWN' }] });
  expect((await host.ask('otherFactory', 'GET', '/v1/factory/print-jobs/line-2', undefined, { 'daifa-position': position })).body.code).toBe('PRINT_JOB_NOT_FOUND');
});

test('F-FP-10: asked again it is the same permit, by job id and by Idempotency-Key', async () => {
  const { allocationId } = await orders.ready();
  const first = await print({ printJobId: 'again', items: [{ allocationId }] });
  expect((await print({ printJobId: 'again', items: [{ allocationId }] })).body).toEqual(first.body);
  const keyed = await print({ items: [{ allocationId, reprintReason: '卡纸' }] }, 'factory', { 'idempotency-key': 'k1' });
  expect((await print({ items: [{ allocationId, reprintReason: '卡纸' }] }, 'factory', { 'idempotency-key': 'k1' })).body).toEqual(keyed.body);
  expect(keyed.body.results[0].result.copy).toBe(2);
});

test('two allocations of one label in one job are one permit', async () => {
  const orderId = await orders.imported();
  const ids = await orders.allocated(orderId, [shirt, socks]);
  await orders.labelled(orderId, ids);
  const { body } = await print({ items: ids.map((allocationId) => ({ allocationId })) });
  expect(body.results.map(({ result }: { result: { permitId: string } }) => result.permitId)).toEqual([`${orderId}.P1`, `${orderId}.P1`]);
});

test('F-FP-06: a second copy needs a reason, which the job shows', async () => {
  const { allocationId } = await orders.ready();
  await printed(allocationId);
  expect(refusal(await print({ items: [{ allocationId }] }))).toEqual(['refused', 'REPRINT_REASON_REQUIRED']);
  const { body } = await print({ printJobId: 'second', items: [{ allocationId, reprintReason: '面单破损' }] });
  expect(body.results[0].result.copy).toBe(2);
  await host.settled();
  expect((await host.ask('factory', 'GET', '/v1/factory/print-jobs/second')).body.items[0]).toMatchObject({ copy: 2, reason: '面单破损' });
  expect(refusal(await print({ items: [{ allocationId, reprintReason: '电话 13800001234' }] }))).toEqual(['refused', 'PII_IN_FREE_TEXT']);
});

test('F-FP-02: what cannot be printed says everything that is in the way', async () => {
  const orderId = await orders.imported();
  const [allocationId = ''] = await orders.allocated(orderId);
  expect(refusal(await print({ items: [{ allocationId }] }))).toEqual(['refused', 'LABEL_NOT_ISSUED']);
  await orders.suspend(orderId);
  expect(refusal(await print({ items: [{ allocationId }] }))).toEqual(['refused', 'PRINT_BLOCKED']);
  await orders.refund(orderId);
  expect(refusal(await print({ items: [{ allocationId }] }))).toEqual(['refused', 'PRINT_BLOCKED', 'ALLOCATION_CANCELLED']);
});

test('a foreign allocation, an unknown one and a text that is no id answer the same', async () => {
  const { orderId, allocationId } = await orders.ready();
  await orders.refund(orderId);
  for (const id of [allocationId, allocationId.replace(/1$/, '9'), 'x', `${allocationId}.${'9'.repeat(30)}`]) {
    const answer = await print({ items: [{ allocationId: id }] }, 'otherFactory');
    expect(id.length > 64 ? [answer.status] : refusal(answer)).toEqual(id.length > 64 ? [400] : ['refused', 'ALLOCATION_NOT_FOUND']);
  }
});

test('F-FP-02: a hold before the permit blocks it, with the hold as its reason (R-05)', async () => {
  const { orderId, allocationId } = await orders.ready();
  await orders.refund(orderId);
  const answer = await print({ items: [{ allocationId }] });
  expect(refusal(answer)).toEqual(['refused', 'PRINT_BLOCKED', 'ALLOCATION_CANCELLED']);
  expect(answer.body.results[0].problem.guards[0].facts.holds).toMatchObject([{ type: 'AFTER_SALE', effect: 'CANCEL' }]);
});

test('F-FP-02: a hold after the permit and before the paper: no label comes out, and nothing is decrypted (R-06, R-07)', async () => {
  const { orderId, allocationId } = await orders.ready();
  const { printJobId, permitId } = await printed(allocationId);
  await orders.refund(orderId);
  const answer = await labels(printJobId, `?permitIds=${permitId}`);
  expect([answer.status, codes(answer), answer.body.guards[0].facts.instruction]).toEqual([409, ['PERMIT_REVOKED'], 'DESTROY_LABEL']);
  const events = await host.world.store.read(host.world.aggregates.orders.streamOf(orderId));
  expect(events.map(({ type }) => type)).not.toContain('LabelRenderStarted');
});

test('F-FP-02: a repeated Idempotency-Key does not reach round the fence', async () => {
  const { orderId, allocationId } = await orders.ready();
  const { printJobId, permitId } = await printed(allocationId);
  const keyed = () => labels(printJobId, `?permitIds=${permitId}`, { 'idempotency-key': 'the-same' });
  expect((await keyed()).status).toBe(200);
  await orders.refund(orderId);
  expect((await keyed()).status).toBe(409);
});

test('F-FP-10: a hold in the middle of a batch takes out its own item only, and the rest keeps its order', async () => {
  const parcels = await Promise.all([orders.ready(), orders.ready(), orders.ready(), orders.ready()]);
  await orders.refund(parcels[1]?.orderId ?? parcels[0].orderId);
  const { body } = await print({ printJobId: 'batch', items: parcels.map(({ allocationId }) => ({ allocationId })) });
  expect(body.results.map(({ key, status }: { key: string; status: string }) => [key, status])).toEqual(parcels.map(({ allocationId }, n) => [allocationId, n === 1 ? 'refused' : 'done']));
  const permits = parcels.filter((_, n) => n !== 1).map(({ orderId }) => `${orderId}.P1`).reverse();
  await orders.refund(parcels[2]?.orderId ?? parcels[0].orderId);
  const paper = await labels('batch', `?format=zpl&permitIds=${permits.join(',')}`);
  expect(paper.status).toBe(200);
  expect(JSON.parse(paper.headers.get('daifa-refused') ?? '[]')).toEqual([{ permitId: `${parcels[2].orderId}.P1`, codes: ['PERMIT_REVOKED'] }]);
  const alone = [await labels('batch', `?format=zpl&permitIds=${parcels[3].orderId}.P1`), await labels('batch', `?format=zpl&permitIds=${parcels[0].orderId}.P1`)];
  expect(barsOf(paper.text)).toEqual(alone.flatMap(({ text }) => barsOf(text)));
  expect(barsOf(paper.text)).toHaveLength(2);
});

/** The rows of each paper that hold its barcode, which alone say whose it is: runs of the same row, as tall as bars are. */
const barsOf = (zpl: string): string[] => zpl.split('^XA').slice(1).map((format) => /([^:]+):{100,}/.exec(format)?.[1] ?? '');

test('F-SP-07: a permit is of its job and of its factory only', async () => {
  const { allocationId } = await orders.ready();
  const { printJobId, permitId } = await printed(allocationId);
  expect(codes(await labels('another-job', `?permitIds=${permitId}`))).toEqual(['PERMIT_NOT_FOUND']);
  expect(codes(await labels(printJobId, '?permitIds=nonsense'))).toEqual(['PERMIT_NOT_FOUND']);
  const foreign = await host.ask('otherFactory', 'GET', `/v1/factory/print-jobs/${printJobId}/labels?permitIds=${permitId}`);
  expect([foreign.status, foreign.body.code]).toEqual([404, 'PERMIT_NOT_FOUND']);
  expect((await host.ask('otherFactory', 'GET', `/v1/factory/print-jobs/${printJobId}/labels`)).body.code).toBe('PRINT_JOB_NOT_FOUND');
});

test('F-FP-05: what the printer said is kept; what it did not say is unknown', async () => {
  const { orderId, allocationId } = await orders.ready();
  const { printJobId, permitId } = await printed(allocationId);
  const report = (result: string, id = permitId, tenant: TestTenant = 'factory') => host.ask(tenant, 'POST', `/v1/factory/print-jobs/${printJobId}/results`, { items: [{ permitId: id, result }] });
  expect((await report('FAILED')).body.results).toEqual([{ key: permitId, status: 'done', result: { permitId, result: 'FAILED' } }]);
  expect((await report('PRINTED')).body.results[0].result.result).toBe('PRINTED');
  expect((await report('UNKNOWN')).body.results[0].result.result).toBe('PRINTED');
  await host.settled();
  expect((await host.ask('factory', 'GET', `/v1/factory/print-jobs/${printJobId}`)).body.items[0]).toMatchObject({ state: 'CONSUMED', result: 'PRINTED' });
  expect(refusal(await report('PRINTED', `${orderId}.P9`))).toEqual(['refused', 'PERMIT_NOT_FOUND']);
  expect(refusal(await report('PRINTED', permitId, 'otherFactory'))).toEqual(['refused', 'PERMIT_NOT_FOUND']);
});

test.each([
  [{}, 'VALIDATION_FAILED'], [{ items: [] }, 'VALIDATION_FAILED'], [{ items: [{ allocationId: 5 }] }, 'VALIDATION_FAILED'], [{ items: [{ allocationId: 'x', surprise: 1 }] }, 'VALIDATION_FAILED'],
  [{ printJobId: 'a b', items: [{ allocationId: 'x' }] }, 'VALIDATION_FAILED'], [{ items: [{ allocationId: 'x', reprintReason: 'x'.repeat(101) }] }, 'VALIDATION_FAILED'],
  [{ items: Array.from({ length: 101 }, (_, n) => ({ allocationId: `x${n}` })) }, 'BATCH_TOO_LARGE'],
])('a bad request is refused: %j', async (body, code) => {
  expect((await print(body)).body.code).toBe(code);
});

test('the same allocation twice in one batch is refused the second time', async () => {
  const { allocationId } = await orders.ready();
  expect(refusal(await print({ items: [{ allocationId }, { allocationId }] }), 1)).toEqual(['refused', 'DUPLICATE_IN_BATCH']);
});

test.each([['format=png'], ['size=1x1'], [`permitIds=${Array.from({ length: 101 }, (_, n) => `p${n}`).join(',')}`]])('labels with %s are refused', async (query) => {
  expect((await labels('job', `?${query}`)).body.code).toBe('VALIDATION_FAILED');
});

test('nobody but a factory prints', async () => {
  for (const tenant of ['merchant', 'platform', 'analyst'] as const) expect((await print({ items: [{ allocationId: 'x' }] }, tenant)).status).toBe(403);
});
