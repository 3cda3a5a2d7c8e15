import { socks, shirt } from '@daifa/order-domain/samples';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { labelContent } from './label-content.js';
import { asPermitId } from '@daifa/order-domain/ids';
import { findCanaries } from '@daifa/personal-data/canary';
import { factoryService } from '../service.js';
import { canaries, person, TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([factoryService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

async function printedParcel(size = '100x180') {
  const orderId = await orders.imported({ sellerNote: '放门口，电话13800001234' });
  const ids = await orders.allocated(orderId, [shirt, socks]);
  await orders.labelled(orderId, ids);
  const job = await host.ask('factory', 'POST', '/v1/factory/print-jobs', { items: [{ allocationId: ids[0] }] });
  await host.settled();
  const url = `${host.url}/v1/factory/print-jobs/${job.body.printJobId}/labels?size=${size}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${host.tenants.factory.key}` } });
  return { orderId, response, paper: Buffer.from(await response.arrayBuffer()), url };
}

test.each(['100x180', '76x130'])('a label of %s is a PDF with one page, and is kept by nobody', async (size) => {
  const { response, paper } = await printedParcel(size);
  expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'application/pdf', 'no-store']);
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
  expect(paper.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
  expect(paper.subarray(-6).toString()).toContain('%%EOF');
});

test('as ZPL it is one format for a Zebra printer', async () => {
  const { url } = await printedParcel();
  const response = await fetch(`${url}&format=zpl`, { headers: { authorization: `Bearer ${host.tenants.factory.key}` } });
  const text = await response.text();
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(text).toMatch(/^\^XA\n\^PW800\n\^LL1440\n[\s\S]*\^GFA,\d+,\d+,100,[\s\S]*\^XZ\n$/);
});

test('F-SP-02: the paper says what the courier needs and hides what the standard hides', async () => {
  const { orderId } = await printedParcel();
  const { state } = await host.world.aggregates.orders.load(orderId);
  const content = labelContent(state, asPermitId(`${orderId}.P1`), person, '2026-11-11T02:00:00.000Z');
  expect(content).toMatchObject({
    carrierName: '圆通速递', sortCode: '330-106-08', packageCenter: '杭州转运中心', orderMaskSn: orderId, printCount: 1, remark: '放门口，电话[电话]',
    receiver: { name: '欧***', phone: '138******34', address: '浙江省杭州市西湖区三墩镇金渡北路9988号****' },
    sender: { name: '晨光小店', phone: '13900000000' },
    goods: [{ title: '纯棉短袖T恤', spec: '白色 L', outSkuSn: 'TS-W-L', quantity: 2 }, { title: '中筒袜', spec: '黑色', outSkuSn: 'SK-B', quantity: 3 }],
  });
  expect(findCanaries(Buffer.from(JSON.stringify(content)), canaries.filter((text) => text !== '金渡北路9988号'))).toEqual([]);
});

test('each reading of the receiver is on record before it happens', async () => {
  const { orderId } = await printedParcel();
  const records = await host.world.store.read(host.world.aggregates.orders.streamOf(orderId));
  const rendered = records.filter(({ type }) => type === 'LabelRenderStarted');
  expect(rendered.map(({ data }) => JSON.parse(data))).toMatchObject([{ permitId: `${orderId}.P1`, labelId: `${orderId}.L1`, format: 'pdf/100x180', subjectKeyId: orderId }]);
  expect(JSON.parse(rendered[0]?.meta ?? '{}').actor).toEqual({ kind: 'factory', id: host.tenants.factory.tenantId });
});

test('an erased person is printed on no paper', async () => {
  const { orderId, url } = await printedParcel();
  await host.world.seals.erase(orderId);
  const response = await fetch(url, { headers: { authorization: `Bearer ${host.tenants.factory.key}` } });
  expect(JSON.parse(await response.text()).code).toBe('SUBJECT_ERASED');
});
