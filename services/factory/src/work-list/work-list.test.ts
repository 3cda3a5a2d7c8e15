import { mallMaskIdOf, asFactoryId, asMerchantId } from '@daifa/order-domain/ids';
import { shirt, socks } from '@daifa/order-domain/samples';
import { findCanaries } from '@daifa/personal-data/canary';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { factoryService } from '../service.js';
import { canaries, TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([factoryService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

const list = (query = '', tenant: 'factory' | 'otherFactory' = 'factory') => host.ask(tenant, 'GET', `/v1/factory/work-list${query}`);

test('F-FP-01 F-BI-05: a factory sees goods, region, alias and sender of what is allocated to it, and nothing else', async () => {
  const { orderId, allocationId, waybillNo } = await orders.ready({ sellerNote: '加急' });
  await host.settled();
  const { status, body } = await list();
  expect(status).toBe(200);
  const merchantId = asMerchantId(host.tenants.merchant.tenantId);
  expect(body.items).toEqual([{
    orderMaskSn: orderId, mallMaskId: mallMaskIdOf(merchantId, asFactoryId(host.tenants.factory.tenantId)), mallMaskName: '晨光小店', allocationId, epoch: 1, status: 'LABELLED', serviceType: 'PRINT_ONLY',
    allocatedAt: expect.any(String), goodsName: '纯棉短袖T恤', goodsSpec: '白色 L', goodsNumber: 2, productSn: 'TS', outSkuSn: 'TS-W-L', isGift: false, province: '浙江省', city: '杭州市', district: '西湖区',
    receiverKey: expect.stringMatching(/^[\w-]{20,}$/), remark: '加急', carrierAllowed: ['YTO'], shipBy: '2026-11-13T00:59:00.000Z', holds: [], cancelReason: null,
    sender: { name: '晨光小店', phone: '13900000000', address: '浙江省义乌市北苑街道春风大道1号' }, label: { labelId: `${orderId}.L1`, state: 'issued', carrier: 'YTO', waybillNo }, packList: [], copies: 0,
    seq: 3, revision: 4,
  }]);
});

test('F-FP-01 F-BI-05: nothing of the receiver, the order number or the merchant comes out, in no list and no table', async () => {
  const { orderId } = await orders.ready({ sellerNote: '电话 13800001234，送到金渡北路9988号1103室' });
  await orders.refund(orderId);
  await host.settled();
  const { platformOrderNo } = (await host.world.aggregates.orders.load(orderId)).state;
  const hidden = [...canaries, platformOrderNo, host.tenants.merchant.tenantId];
  const answers = await Promise.all(['/v1/factory/work-list', '/v1/factory/feed', '/v1/factory/tasks'].map((path) => host.ask('factory', 'GET', path)));
  for (const { text } of answers) expect(findCanaries(Buffer.from(text), hidden)).toEqual([]);
  expect(findCanaries(Buffer.from(`${answers[0]?.text}${canaries[0]}`), hidden)).toHaveLength(1);
});

test('F-SP-07 DY-08: another factory sees nothing of it, and nobody but a factory sees a work list', async () => {
  await orders.ready();
  await host.settled();
  expect((await list('', 'otherFactory')).body.items).toEqual([]);
  expect((await host.ask('merchant', 'GET', '/v1/factory/work-list')).status).toBe(403);
  expect((await host.ask(null, 'GET', '/v1/factory/work-list')).status).toBe(401);
});

test('F-AS-02 DY-03: a refund turns its row red at once: cancelled, why, and no number any more', async () => {
  const { orderId, allocationId } = await orders.ready();
  await orders.refund(orderId);
  await host.settled();
  const [item] = (await list('?held=true&limit=100')).body.items.filter((one: { allocationId: string }) => one.allocationId === allocationId);
  expect(item).toMatchObject({ status: 'CANCELLED', cancelReason: 'AFTER_SALE', label: null, holds: [{ type: 'AFTER_SALE', effect: 'CANCEL' }] });
});

test('DY-08: what was taken back stays as it was: a factory learns nothing of the order’s later life', async () => {
  const { orderId, allocationId } = await orders.ready();
  await orders.refund(orderId);
  await host.settled();
  const find = async () => (await list('?status=CANCELLED&limit=100')).body.items.find((one: { allocationId: string }) => one.allocationId === allocationId);
  const then = await find();
  await orders.suspend(orderId);
  await orders.allocated(orderId, [socks]).catch(() => undefined);
  await host.settled();
  expect(await find()).toEqual(then);
});

test('filters and pages tell every row once, oldest first', async () => {
  const orderId = await orders.imported();
  await orders.allocated(orderId, [shirt, socks]);
  await host.settled();
  const all = (await list('?limit=100')).body.items.map((one: { allocationId: string }) => one.allocationId);
  const paged: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    paged.push(...body.items.map((one: { allocationId: string }) => one.allocationId));
    cursor = body.next;
  }
  expect(paged).toEqual(all);
  const held = (await list('?held=true&limit=100')).body.items;
  const free = (await list('?held=false&limit=100')).body.items;
  expect(held.length + free.length).toBe(all.length);
  expect((await list('?status=ALLOCATED&limit=100')).body.items.every((one: { status: string }) => one.status === 'ALLOCATED')).toBe(true);
  const { changed } = await lastChange();
  expect((await list(`?changedAfter=${changed}&limit=100`)).body.items).toEqual([]);
});

async function lastChange(): Promise<{ readonly changed: string }> {
  const { body } = await host.ask('factory', 'GET', '/v1/factory/feed?limit=500');
  return { changed: body.items.at(-1).at };
}

test.each([['status=PRINTING'], ['held=yes'], ['changedAfter=yesterday'], ['limit=101'], ['surprise=1']])('%s is refused as a bad query', async (query) => {
  const { status, body } = await list(`?${query}`);
  expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
});

test('a cursor of another list is refused', async () => {
  expect((await list('?cursor=abc.def')).body.code).toBe('CURSOR_INVALID');
});
