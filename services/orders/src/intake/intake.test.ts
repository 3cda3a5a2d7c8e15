import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testHost, type Answer, type TestHost } from '@daifa/service-shell/test-host';
import { ordersService } from '../service.js';
import { orderBody, receiver, shirt, socks, TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([ordersService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

const outcomes = ({ body }: Answer): readonly string[] => body.results.map((item: { status: string; result?: { outcome: string }; problem?: { code: string } }) => item.result?.outcome ?? item.problem?.code ?? item.status);

describe('F-IN-01 a batch', () => {
  test('is answered item by item, in the order of the request', async () => {
    await orders.taken('batch-known');
    const answer = await orders.take([orderBody('batch-1'), orderBody('batch-known'), orderBody('batch-1'), orderBody('batch-2', { shopId: 'shop-2' })]);
    expect(answer.status).toBe(200);
    expect(answer.body.results.map(({ key }: { key: string }) => key)).toEqual(['shop-1/batch-1', 'shop-1/batch-known', 'shop-1/batch-1', 'shop-2/batch-2']);
    expect(outcomes(answer)).toEqual(['imported', 'unchanged', 'DUPLICATE_IN_BATCH', 'imported']);
  });

  test('PDD-20: of more than 100 is refused whole, and nothing is done', async () => {
    const head = await host.world.store.headPosition();
    const { status, body } = await orders.take(Array.from({ length: 101 }, (_, n) => orderBody(`many-${n}`)));
    expect([status, body.code]).toEqual([422, 'BATCH_TOO_LARGE']);
    expect(await host.world.store.headPosition()).toBe(head);
  });

  test.each([
    ['no items', { items: [] }, '/items'],
    ['an order without a receiver', { items: [orderBody('b', { receiver: undefined })] }, '/items/0/receiver'],
    ['an order without lines', { items: [orderBody('b', { lines: [] })] }, '/items/0/lines'],
    ['a quantity of zero', { items: [orderBody('b', { lines: [{ ...shirt, quantity: 0 }] })] }, '/items/0/lines/0/quantity'],
    ['half a fen', { items: [orderBody('b', { paidFen: 0.5 })] }, '/items/0/paidFen'],
    ['a time that is none', { items: [orderBody('b', { paidAt: '2026-02-30T00:00:00Z' })] }, '/items/0/paidAt'],
    ['an order number with a space', { items: [orderBody('b b')] }, '/items/0/platformOrderNo'],
    ['a field nobody knows', { items: [orderBody('b', { colour: 'red' })] }, '/items/0/colour'],
    ['a status nobody knows', { items: [orderBody('b', { status: 'SENT' })] }, '/items/0/status'],
  ])('with %s is refused with the place that is wrong', async (_, body, pointer) => {
    const answer = await host.ask('merchant', 'POST', '/v1/orders', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect(answer.text).not.toContain(receiver.phone);
  });

  test('is a merchant’s', async () => {
    for (const tenant of ['factory', 'platform', 'analyst'] as const) expect((await orders.take([orderBody('b')], tenant)).status).toBe(403);
    expect((await host.ask(null, 'POST', '/v1/orders', { items: [] })).status).toBe(401);
  });
});

describe('the same order again', () => {
  test('F-IN-01 TB-11: ten times at once is one import', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => orders.take([orderBody('ten')])));
    expect(new Set(answers.map(({ body }) => body.results[0].result.orderId)).size).toBe(1);
    expect(answers.every(({ body }) => body.results[0].status === 'done')).toBe(true);
    expect(await orders.history(answers[0]?.body.results[0].result.orderId)).toEqual(['OrderImported', 'ReviewDecided']);
  });

  test('newer and changed it is an update, older it changes nothing, F-IN-08', async () => {
    const orderId = await orders.taken('updates', { paidFen: 0, status: 'AWAITING_PAYMENT' });
    const paid = orderBody('updates', { updatedAt: '2026-11-11T02:00:00.000Z' });
    expect(outcomes(await orders.take([paid]))).toEqual(['updated']);
    expect(outcomes(await orders.take([orderBody('updates', { paidFen: 1, updatedAt: '2026-11-11T01:30:00.000Z' })]))).toEqual(['updated']);
    expect(outcomes(await orders.take([paid]))).toEqual(['unchanged']);
    expect(await orders.history(orderId)).toEqual(['OrderImported', 'OrderUpdated', 'ReviewDecided', 'StaleUpdateIgnored']);
    const { body } = await host.ask('merchant', 'GET', `/v1/orders/${orderId}`);
    expect(body).toMatchObject({ status: 'TO_ALLOCATE', revision: 3, summary: { paidFen: 14_500, review: 'APPROVED' } });
  });

  test('TB-11: of another merchant, or of another shop, is another order', async () => {
    const mine = await orders.taken('shared');
    const { body } = await orders.take([orderBody('shared')], 'otherMerchant');
    expect(body.results[0].result.outcome).toBe('imported');
    expect(body.results[0].result.orderId).not.toBe(mine);
    expect(await orders.taken('shared', { shopId: 'shop-2' })).not.toBe(mine);
  });

  test('whose receiver was erased stays erased: the key is never made again (N-06)', async () => {
    const orderId = await orders.taken('erased');
    await host.world.seals.erase(orderId);
    const answer = await orders.take([orderBody('erased', { updatedAt: '2026-11-12T01:00:00.000Z' }), orderBody('erased-neighbour')]);
    expect(outcomes(answer)).toEqual(['SUBJECT_ERASED', 'imported']);
    expect(await orders.revision(orderId)).toBe(1);
  });
});

describe('an Idempotency-Key', () => {
  test('repeats the words of the first answer', async () => {
    const headers = { 'idempotency-key': 'intake-1' };
    const first = await orders.take([orderBody('key-1')], 'merchant', headers);
    const again = await orders.take([orderBody('key-1')], 'merchant', headers);
    expect(again.text).toBe(first.text);
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([null, 'true']);
  });

  test('with another body is refused, and another tenant’s is another key', async () => {
    const headers = { 'idempotency-key': 'intake-2' };
    await orders.take([orderBody('key-2')], 'merchant', headers);
    expect((await orders.take([orderBody('key-3')], 'merchant', headers)).body.code).toBe('IDEMPOTENCY_MISMATCH');
    expect(outcomes(await orders.take([orderBody('key-3')], 'otherMerchant', headers))).toEqual(['imported']);
  });
});

test('what only a channel would send is stored as text that any store keeps', async () => {
  const orderId = await orders.taken('odd-text', { buyerMessage: '请\u0000写\ud83d', lines: [{ ...socks, title: 'a\u0000b' }] });
  const { body } = await host.ask('merchant', 'GET', `/v1/orders/${orderId}`);
  expect(body.summary.lines[0].title).toBe('ab');
  await host.settled();
  const listed = await host.ask('merchant', 'GET', '/v1/orders?platformOrderNo=odd-text');
  expect(listed.body.items).toHaveLength(1);
});

test('F-SP-01: phones and addresses in messages are masked before they are stored', async () => {
  const orderId = await orders.taken('remark', { buyerMessage: '到了打 13900000002', sellerNote: '送到人民路12号3单元401室' });
  const records = JSON.stringify(await host.world.store.read(host.world.aggregates.orders.streamOf(orderId)));
  expect(records).not.toMatch(/13900000002|人民路12号/);
  expect(records).toContain('[电话]');
});
