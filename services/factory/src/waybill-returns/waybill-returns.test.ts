import { socks, shirt } from '@daifa/order-domain/samples';
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

const give = (item: object, tenant: TestTenant = 'factory'): Promise<Answer> => host.ask(tenant, 'POST', '/v1/factory/waybill-returns', { items: [item] });
const revoke = (allocationId: string, reason = '单号录错', tenant: TestTenant = 'factory'): Promise<Answer> => host.ask(tenant, 'POST', '/v1/factory/waybill-returns/revocations', { items: [{ allocationId, reason }] });
const print = (allocationId: string): Promise<Answer> => host.ask('factory', 'POST', '/v1/factory/print-jobs', { items: [{ allocationId }] });
const refusal = (answer: Answer) => {
  const { status, problem } = answer.body.results[0];
  return [status, ...(problem?.guards ?? []).map(({ code }: { code: string }) => code)];
};
const item = async (allocationId: string) => {
  await host.settled();
  return (await host.ask('factory', 'GET', '/v1/factory/work-list?limit=100')).body.items.find((one: { allocationId: string }) => one.allocationId === allocationId);
};

test('F-FP-07 ML-15: a number comes back as it is stored, with the whole parcel, and the list shows its packages', async () => {
  const orderId = await orders.imported();
  const [first = '', second = ''] = await orders.allocated(orderId, [shirt, socks]);
  const waybillNo = await orders.labelled(orderId, (await host.world.aggregates.orders.load(orderId)).state.allocations.map(({ allocationId }) => allocationId));
  const { body } = await give({ allocationIds: [first], carrier: 'YTO', waybillNo: ` ${waybillNo.toLowerCase()} `, extraWaybillNos: ['YT8800000090001'] });
  expect(body.results).toEqual([{ key: first, status: 'done', result: { carrier: 'YTO', waybillNo, allocations: [{ allocationId: first, status: 'RETURNED' }, { allocationId: second, status: 'RETURNED' }] } }]);
  expect(await item(second)).toMatchObject({ status: 'RETURNED', packList: [{ packageId: '1', waybillNo, shipNum: null }, { packageId: '2', waybillNo: 'YT8800000090001' }] });
  expect((await give({ allocationIds: [first, second], carrier: 'YTO', waybillNo })).body.results[0].status).toBe('done');
});

test.each([
  ['of a carrier nobody knows', { carrier: 'XX' }, ['CARRIER_UNKNOWN']],
  ['that is no number', { waybillNo: 'hello' }, ['WAYBILL_NO_INVALID']],
  ['with full-width digits', { waybillNo: 'YT８８00000000017' }, ['WAYBILL_NO_INVALID']],
  ['of another carrier', { waybillNo: 'SF8800000000017' }, ['CARRIER_WAYBILL_MISMATCH']],
  ['with two wrong extra ones', { extraWaybillNos: ['x', 'SF8800000000017'] }, ['WAYBILL_NO_INVALID', 'CARRIER_WAYBILL_MISMATCH']],
  ['among its extra ones', { extraWaybillNos: ['yt8800000077777'] }, ['SLAVE_EQUALS_MAIN']],
  ['with an extra one twice', { extraWaybillNos: ['YT8800000080001', 'YT8800000080001'] }, ['WAYBILL_DUPLICATED']],
  ['with eleven extra ones', { extraWaybillNos: Array.from({ length: 11 }, (_, n) => `YT88000000810${String(n).padStart(2, '0')}`) }, ['SLAVE_LIMIT']],
])('PDD-02 F-FP-07 F-FP-08: a typed number %s is refused', async (_what, wrong, codes) => {
  const orderId = await orders.imported();
  const [allocationId = ''] = await orders.allocated(orderId);
  expect(refusal(await give({ allocationIds: [allocationId], carrier: 'YTO', waybillNo: 'YT8800000077777', ...wrong }))).toEqual(['refused', ...codes]);
});

test('F-FP-08: a label of ours comes back with its own number and carrier only', async () => {
  const { allocationId, waybillNo } = await orders.ready();
  expect(refusal(await give({ allocationIds: [allocationId], carrier: 'YTO', waybillNo: 'YT8800000077777' }))).toEqual(['refused', 'WAYBILL_NOT_ISSUED_NUMBER']);
  expect(refusal(await give({ allocationIds: [allocationId], carrier: 'SF', waybillNo: 'SF8800000000017' }))).toEqual(['refused', 'WAYBILL_NOT_ISSUED_NUMBER', 'ISSUE_SHIP_CARRIER_DIFFER']);
  expect(refusal(await give({ allocationIds: [allocationId], carrier: 'YTO', waybillNo }, 'otherFactory'))).toEqual(['refused', 'ALLOCATION_NOT_FOUND', 'WAYBILL_NOT_ISSUED_NUMBER'].slice(0, 2));
});

test('PDD-24 F-AS-02: a parcel printed before the refund cannot come back: its paper has to be torn up (R-07)', async () => {
  const { orderId, allocationId, waybillNo } = await orders.ready();
  await print(allocationId);
  await orders.refund(orderId);
  const answer = await give({ allocationIds: [allocationId], carrier: 'YTO', waybillNo });
  expect(refusal(answer).slice(0, 2)).toContain('ALLOCATION_CANCELLED');
  const cancelled = answer.body.results[0].problem.guards.find(({ code }: { code: string }) => code === 'ALLOCATION_CANCELLED');
  expect(cancelled.facts).toMatchObject({ allocationId, cause: 'HOLD', instruction: 'DESTROY_LABEL', holds: [{ type: 'AFTER_SALE' }] });
  await host.settled();
  const { body } = await host.ask('factory', 'GET', '/v1/factory/tasks?task=DESTROY_LABEL&limit=1');
  expect(body.items).toMatchObject([{ task: 'DESTROY_LABEL', orderMaskSn: orderId, allocationIds: [allocationId], labelId: `${orderId}.L1` }]);
  expect((await host.ask('otherFactory', 'GET', '/v1/factory/tasks')).body.items).toEqual([]);
});

test('PDD-08 F-FP-03 F-FP-04: a refund after the return blocks nothing, until the return is taken back: then at once (R-12)', async () => {
  const { orderId, allocationId, waybillNo } = await orders.ready();
  await give({ allocationIds: [allocationId], carrier: 'YTO', waybillNo });
  await orders.refund(orderId);
  expect((await item(allocationId)).status).toBe('RETURNED');
  const { body } = await revoke(allocationId);
  expect(body.results).toEqual([{ key: allocationId, status: 'done', result: { allocations: [{ allocationId, status: 'CANCELLED' }] } }]);
  expect(refusal(await print(allocationId))).toContain('PRINT_BLOCKED');
  expect(await item(allocationId)).toMatchObject({ status: 'CANCELLED', cancelReason: 'AFTER_SALE', packList: [] });
});

test('F-FP-04: a return taken back without a hold can be printed and returned again', async () => {
  const { allocationId, waybillNo } = await orders.ready();
  await give({ allocationIds: [allocationId], carrier: 'YTO', waybillNo });
  expect((await revoke(allocationId)).body.results[0].result.allocations).toEqual([{ allocationId, status: 'LABELLED' }]);
  expect((await revoke(allocationId)).body.results[0].status).toBe('done');
  expect((await print(allocationId)).body.results[0].status).toBe('done');
  expect(refusal(await revoke(allocationId, '单号录错', 'otherFactory'))).toEqual(['refused', 'ALLOCATION_NOT_FOUND']);
  expect(refusal(await revoke(allocationId, '打电话给 13800001234'))).toEqual(['refused', 'PII_IN_FREE_TEXT']);
});

test('R-08: a parcel that left although it was taken back is recorded as a ghost, never as a return', async () => {
  const { orderId, allocationId, waybillNo } = await orders.ready();
  const ghost = (body: object, tenant: TestTenant = 'factory') => host.ask(tenant, 'POST', '/v1/factory/ghost-shipments', { allocationId, carrier: 'YTO', waybillNo, reason: '拦截前已交快递', ...body });
  expect((await ghost({})).body.code).toBe('ORDER_NOT_SHIPPABLE');
  await orders.refund(orderId);
  expect((await ghost({})).body).toEqual({ allocationId, waybillNo });
  expect((await ghost({})).body).toEqual({ allocationId, waybillNo });
  expect((await host.world.aggregates.orders.load(orderId)).state.ghosts).toHaveLength(1);
  expect([(await ghost({}, 'otherFactory')).status, (await ghost({ allocationId: 'x' })).status, (await ghost({ waybillNo: 'x' })).body.code, (await ghost({ reason: '' })).body.code]).toEqual([404, 404, 'WAYBILL_NO_INVALID', 'VALIDATION_FAILED']);
});

test('one item is one order; a merged parcel is one item for each', async () => {
  const [one, two] = [await orders.ready(), await orders.ready()];
  expect(refusal(await give({ allocationIds: [one.allocationId, two.allocationId], carrier: 'YTO', waybillNo: one.waybillNo }))).toEqual(['refused', 'VALIDATION_FAILED']);
  expect(refusal(await give({ allocationIds: ['x'], carrier: 'YTO', waybillNo: one.waybillNo }))).toEqual(['refused', 'ALLOCATION_NOT_FOUND']);
  expect((await give({ allocationIds: [], carrier: 'YTO', waybillNo: one.waybillNo })).body.code).toBe('VALIDATION_FAILED');
});
