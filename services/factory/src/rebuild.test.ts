import { digest } from '@daifa/projection/digest';
import { shirt, socks } from '@daifa/order-domain/samples';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { factoryService } from './service.js';
import { TestOrders } from './test-orders.js';

let host: TestHost;
let database: DataSource;
beforeAll(async () => {
  host = await testHost([factoryService]);
  database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await host.close();
});

const TABLES = ['work_list_row', 'feed_head', 'feed_entry', 'print_job_item', 'issued_number', 'factory_task'] as const;
const digests = (): Promise<readonly string[]> => Promise.all(TABLES.map((table) => digest(database, `factory.${table}`)));

test('built again from the first event, every row is the same: the numbers of the feed too', async () => {
  const orders = new TestOrders(host);
  await Promise.all(Array.from({ length: 8 }, async (_, n) => {
    const tenant = n % 3 === 0 ? 'otherFactory' : 'factory';
    const orderId = await orders.imported({ sellerNote: `第${n}单` });
    const ids = await orders.allocated(orderId, [shirt, socks], tenant);
    const waybillNo = await orders.labelled(orderId, ids, tenant);
    const { body } = await host.ask(tenant, 'POST', '/v1/factory/print-jobs', { printJobId: `job-${n}`, items: [{ allocationId: ids[0] }] });
    await host.ask(tenant, 'POST', `/v1/factory/print-jobs/job-${n}/results`, { items: [{ permitId: body.results[0].result.permitId, result: 'PRINTED' }] });
    if (n % 2 === 0) await host.ask(tenant, 'POST', '/v1/factory/waybill-returns', { items: [{ allocationIds: ids, carrier: 'YTO', waybillNo }] });
    await orders.refund(orderId, n % 4 === 0 ? [shirt] : []);
    if (n === 4) await host.ask(tenant, 'POST', '/v1/factory/waybill-returns/revocations', { items: [{ allocationId: ids[0], reason: '录错' }] });
  }));
  await host.settled();
  const live = await digests();
  expect(live.every((one) => !one.startsWith('0:'))).toBe(true);
  const group = host.world.groups.get('factory');
  const [first = '', ...others] = group?.readModels ?? [];
  expect([first, ...others].sort()).toEqual([...TABLES, 'feed_staged'].sort());
  await group?.bus.rebuild([first, ...others]);
  expect(await digests()).toEqual(live);
});
