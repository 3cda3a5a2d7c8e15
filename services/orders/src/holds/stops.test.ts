import { allocateLines } from '@daifa/order-domain/allocation';
import { asLabelId, asMerchantId, asOrderId, asPrintJobId, type OrderId } from '@daifa/order-domain/ids';
import { recordNumber, requestLabel } from '@daifa/order-domain/labels';
import type { Order } from '@daifa/order-domain/order';
import { authorizePrint } from '@daifa/order-domain/print';
import type { Refusal } from '@daifa/order-domain/refusals';
import { binding, factory } from '@daifa/order-domain/samples';
import { returnWaybill } from '@daifa/order-domain/waybill-return';
import type { OrderEvent } from '@daifa/order-domain/events';
import type { Decision } from '@daifa/decider/decision';
import { settle } from '@daifa/service-shell/answer';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { ordersServiceWith } from '../service.js';
import { TestOrders } from '../test-orders.js';
import { TEST_CONFIG } from '../test-shops.js';

let host: TestHost;
let orders: TestOrders;
beforeAll(async () => {
  host = await testHost([ordersServiceWith(TEST_CONFIG)]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

const at = '2026-11-11T02:00:00.000Z';
const merchantId = () => asMerchantId(host.tenants.merchant.tenantId);
const stop = (platformOrderNo: string, changes: object = {}, tenant: TestTenant = 'platform'): Promise<Answer> =>
  host.ask(tenant, 'POST', '/v1/channels/stop-shipments', { merchantId: merchantId(), channel: 'API', shopId: 'shop-1', platformOrderNo, stopId: `stop-${platformOrderNo}`, reason: '买家申请退款', ...changes });

async function decide(orderId: OrderId, asked: (order: Order) => Decision<OrderEvent, Refusal>): Promise<Order> {
  const context = { commandId: host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: at } as const;
  return settle(await host.world.aggregates.orders.transact<Refusal>(orderId, context, asked)).state;
}

const printing = (orderId: OrderId) => (order: Order) => authorizePrint({ orderId, labelId: asLabelId(`${orderId}.L1`), factoryId: factory, printJobId: asPrintJobId('job'), reprintReason: '', at: host.world.ports.clock.now().toISOString() }, order);

/** An order with an issued label, as the other services would have made it. */
async function labelled(no: string): Promise<OrderId> {
  const orderId = asOrderId(await orders.taken(no));
  const order = await decide(orderId, (now) => allocateLines({ orderId, merchantId: merchantId(), factoryId: factory, lines: [], binding, at }, now));
  const allocationIds = order.allocations.map(({ allocationId }) => allocationId);
  await decide(orderId, (now) => requestLabel({ orderId, factoryId: factory, allocationIds, carrier: 'YTO', at }, now));
  await decide(orderId, (now) => recordNumber({ labelId: asLabelId(`${orderId}.L1`), waybillNo: `YT88${no.slice(-4)}`, sortCode: '330', packageCenter: '', markDestination: '', at }, now));
  return orderId;
}

test('F-FP-09: SUCCESS means that the hold stood in the stream before the answer', async () => {
  const orderId = await labelled('stop-0001');
  const { status, body } = await stop('stop-0001');
  expect([status, body]).toEqual([200, { result: 'SUCCESS', reason: null, holdId: 'BUYER_CANCEL:stop-stop-0001:1', orderId }]);
  expect((await orders.history(orderId)).slice(-3)).toEqual(['HoldPlaced', 'AllocationCancelled', 'AllocationCancelled', 'LabelVoidRequested'].slice(-3));
  expect((await stop('stop-0001')).body).toEqual(body);
  expect((await orders.history(orderId)).filter((type) => type === 'HoldPlaced')).toHaveLength(1);
  expect((await host.ask('platform', 'DELETE', `/v1/orders/${orderId}/holds/${body.holdId}`)).status).toBe(200);
});

test('F-FP-09: FAIL says why, and changes nothing', async () => {
  expect((await stop('nobody-has-this')).body).toMatchObject({ result: 'FAIL', reason: 'NOT_SYNCED', holdId: null });
  const printed = await labelled('stop-0002');
  await decide(printed, printing(printed));
  const before = await orders.revision(printed);
  expect((await stop('stop-0002')).body).toMatchObject({ result: 'FAIL', reason: 'LABEL_PRINTED' });
  const { allocations } = await decide(printed, () => ({ kind: 'accepted', events: [] }));
  await decide(printed, (now) => returnWaybill({ factoryId: factory, allocationIds: allocations.map(({ allocationId }) => allocationId), carrier: 'YTO', waybillNo: 'YT880002', extraWaybillNos: [], at }, now));
  expect((await stop('stop-0002')).body).toMatchObject({ result: 'FAIL', reason: 'LABEL_PRINTED' });
  expect(await orders.revision(printed)).toBe(before + 1);
  await orders.taken('stop-0003', { status: 'SHIPPED' });
  expect((await stop('stop-0003')).body).toMatchObject({ result: 'FAIL', reason: 'ALREADY_SHIPPED' });
});

test('F-FP-09: asked while a print decides, exactly one of the two is told yes', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => labelled(`race-${String(n).padStart(4, '0')}`)));
  const said = await Promise.all(ids.map(async (orderId, n) => {
    let stopping: Promise<Answer> | null = null;
    // The stop goes out from within the print's own judgement: each has read the order before the other has written.
    const print = decide(orderId, (order) => {
      stopping ??= stop(`race-${String(n).padStart(4, '0')}`);
      return printing(orderId)(order);
    }).then(() => true, () => false);
    const isPrinted = await print;
    const answer = (await (stopping ?? stop('never'))).body;
    const { state } = await host.world.aggregates.orders.load(orderId);
    expect(answer.result === 'SUCCESS').toBe(!isPrinted);
    expect(state.permits.some(({ consumedAt }) => consumedAt !== null)).toBe(isPrinted);
    expect(state.holds.length > 0).toBe(answer.result === 'SUCCESS');
    return answer.result;
  }));
  expect(said).toHaveLength(ids.length);
});

test('F-FP-09: only the platform asks, without personal data, and in form', async () => {
  for (const tenant of ['merchant', 'factory', 'analyst'] as const) expect((await stop('stop-0009', {}, tenant)).status).toBe(403);
  expect((await stop('stop-0009', { reason: '电话13800001234' })).body.code).toBe('PII_IN_FREE_TEXT');
  for (const wrong of [{ merchantId: 'x' }, { channel: 'EBAY' }, { stopId: 'a b' }, { reason: '' }, { more: 1 }]) expect((await stop('stop-0009', wrong)).body.code).toBe('VALIDATION_FAILED');
});
