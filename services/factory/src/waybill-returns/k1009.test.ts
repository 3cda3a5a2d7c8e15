import { asMerchantId, asOrderId, type OrderId } from '@daifa/order-domain/ids';
import { observeTracking } from '@daifa/order-domain/tracking';
import { scanWaybill, useWaybill } from '@daifa/order-domain/waybill-number';
import { changeReceiver } from '@daifa/order-domain/receiver';
import { testHost, type Answer, type TestHost } from '@daifa/service-shell/test-host';
import { factoryService } from '../service.js';
import { person, TestOrders } from '../test-orders.js';

let host: TestHost;
let orders: TestOrders;
let numbers = 0;
beforeAll(async () => {
  host = await testHost([factoryService]);
  orders = new TestOrders(host);
});
afterAll(() => host.close());

const fresh = (): string => `SF8800${String(++numbers).padStart(9, '0')}`;
const give = (allocationId: string, waybillNo: string, more: object = {}): Promise<Answer> => host.ask('factory', 'POST', '/v1/factory/waybill-returns', { items: [{ allocationIds: [allocationId], carrier: 'SF', waybillNo, ...more }] });
const refusal = ({ body }: Answer): readonly string[] => [body.results[0].status, ...(body.results[0].problem?.guards ?? []).map(({ code }: { code: string }) => code)];
const context = () => ({ commandId: host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: orders.now() }) as const;
const usersOf = async (waybillNo: string): Promise<readonly string[]> => (await host.world.aggregates.waybillNumbers.load(waybillNo)).state.uses.map(({ orderId }) => orderId);

/** An order that is allocated and has no label: its number is typed. */
async function allocated(): Promise<{ readonly orderId: OrderId; readonly allocationId: string }> {
  const orderId = await orders.imported();
  const [allocationId = ''] = await orders.allocated(orderId);
  return { orderId, allocationId };
}

/** The same person somewhere else. */
async function elsewhere(orderId: OrderId): Promise<void> {
  const merchantId = asMerchantId(host.tenants.merchant.tenantId);
  const receiver = await host.world.seals.seal({ ...person, address: '五常大道1234号3幢', district: '余杭区' }, { tenantId: merchantId, orderId });
  await orders.decide(orderId, (now) => changeReceiver({ merchantId, receiver, at: orders.now() }, now));
}

const scanned = (waybillNo: string, code: string, scannedAt: string, regionCode = '') =>
  host.world.aggregates.waybillNumbers.transact(waybillNo, context(), (number) => scanWaybill({ code, regionCode, scannedAt, at: orders.now() }, number));

describe('F-FP-08: a returned number is checked as K1009 does', () => {
  test('F-FP-08 WAYBILL_MULTI_ADDRESS: one number has one receiver; orders of the same receiver share it', async () => {
    const [one, same, moved] = await Promise.all([allocated(), allocated(), allocated()]);
    await elsewhere(moved.orderId);
    const waybillNo = fresh();
    expect(refusal(await give(one.allocationId, waybillNo))).toEqual(['done']);
    expect(refusal(await give(same.allocationId, waybillNo))).toEqual(['done']);
    expect(refusal(await give(moved.allocationId, waybillNo))).toEqual(['refused', 'WAYBILL_MULTI_ADDRESS']);
    expect(refusal(await give(moved.allocationId, fresh(), { extraWaybillNos: [waybillNo] }))).toEqual(['refused', 'WAYBILL_MULTI_ADDRESS']);
    expect(refusal(await give(one.allocationId, waybillNo))).toEqual(['done']);
    expect([...(await usersOf(waybillNo))].sort()).toEqual([one.orderId, same.orderId].sort());
  });

  test('F-FP-08 WAYBILL_MULTI_ADDRESS: of two that name one number at the same moment, one is told no', async () => {
    const pairs = await Promise.all(Array.from({ length: 6 }, async () => [await allocated(), await allocated()] as const));
    for (const [one, other] of pairs) {
      await elsewhere(other.orderId);
      const waybillNo = fresh();
      const answers = await Promise.all([give(one.allocationId, waybillNo), give(other.allocationId, waybillNo)]);
      expect(answers.map((answer) => refusal(answer).join(' ')).sort()).toEqual(['done', 'refused WAYBILL_MULTI_ADDRESS']);
      expect(await usersOf(waybillNo)).toHaveLength(1);
    }
  });

  test('F-FP-08 WAYBILL_USED_BY_OTHER: a number another merchant uses is refused, and whose it is is not told', async () => {
    const { allocationId } = await allocated();
    const waybillNo = fresh();
    const foreign = await orders.foreign(waybillNo);
    const answer = await give(allocationId, waybillNo);
    expect(refusal(answer)).toEqual(['refused', 'WAYBILL_USED_BY_OTHER']);
    expect(JSON.stringify(answer.body)).not.toContain(foreign);
  });

  test('F-FP-08: a number bought for another order’s label is found as well, and may be merged while it lives', async () => {
    const labelled = await orders.ready();
    await host.settled();
    const [same, moved] = await Promise.all([allocated(), allocated()]);
    await elsewhere(moved.orderId);
    const yto = { carrier: 'YTO' };
    expect(refusal(await give(moved.allocationId, labelled.waybillNo, yto))).toEqual(['refused', 'WAYBILL_MULTI_ADDRESS']);
    expect(refusal(await give(same.allocationId, labelled.waybillNo, yto))).toEqual(['done']);
    await orders.refund(labelled.orderId);
    const late = await allocated();
    expect(refusal(await give(late.allocationId, labelled.waybillNo, yto))).toEqual(['refused', 'WAYBILL_NOT_ISSUED_NUMBER']);
  });

  test('F-FP-08 WAYBILL_PICKUP_BEFORE_PAYMENT: seen by a carrier before the order was paid, typed or bought', async () => {
    const { allocationId } = await allocated();
    const waybillNo = fresh();
    await scanned(waybillNo, 'PICKED_UP', '2026-11-11T00:00:00.000Z');
    expect(refusal(await give(allocationId, waybillNo))).toEqual(['refused', 'WAYBILL_PICKUP_BEFORE_PAYMENT']);
    const own = await orders.ready();
    await orders.decide(own.orderId, (now) => observeTracking({ waybillNo: own.waybillNo, code: 'PICKED_UP', scannedAt: '2026-11-11T00:00:00.000Z', at: orders.now() }, now));
    expect(refusal(await give(own.allocationId, own.waybillNo, { carrier: 'YTO' }))).toEqual(['refused', 'WAYBILL_PICKUP_BEFORE_PAYMENT']);
  });

  test('F-FP-08 WAYBILL_ALREADY_SIGNED_ELSEWHERE: delivered in another district', async () => {
    const { allocationId } = await allocated();
    const waybillNo = fresh();
    await scanned(waybillNo, 'DELIVERED', orders.now(), '110101');
    expect(refusal(await give(allocationId, waybillNo))).toEqual(['refused', 'WAYBILL_ALREADY_SIGNED_ELSEWHERE']);
  });

  test('F-FP-08 WAYBILL_REUSE_GAP: first used more than thirty days ago', async () => {
    const { allocationId } = await allocated();
    const waybillNo = fresh();
    await scanned(waybillNo, 'PICKED_UP', '2026-11-11T03:00:00.000Z');
    await host.world.aggregates.waybillNumbers.transact(waybillNo, context(), (number) => scanWaybill({ code: 'OLD', regionCode: '', scannedAt: new Date(Date.parse(orders.now()) - 31 * 86_400_000).toISOString(), at: orders.now() }, number));
    expect(refusal(await give(allocationId, waybillNo))).toContain('WAYBILL_REUSE_GAP');
  });

  test('F-FP-08 WAYBILL_ADDRESS_CHANGED: the number of a label for the old address does not come back', async () => {
    const { orderId, allocationId, waybillNo } = await orders.ready();
    await elsewhere(orderId);
    expect(refusal(await give(allocationId, waybillNo, { carrier: 'YTO' }))).toEqual(['refused', 'PRINT_BLOCKED', 'WAYBILL_ADDRESS_CHANGED']);
  });

  test('F-FP-08 WAYBILL_NOT_ISSUED_NUMBER, ISSUE_SHIP_CARRIER_DIFFER: a labelled parcel comes back with its own number and carrier; void A before using B', async () => {
    const { allocationId } = await orders.ready();
    expect(refusal(await give(allocationId, fresh()))).toEqual(['refused', 'WAYBILL_NOT_ISSUED_NUMBER', 'ISSUE_SHIP_CARRIER_DIFFER']);
  });

  test('F-FP-08 CARRIER_WAYBILL_MISMATCH, CARRIER_UNKNOWN: the number fits its carrier, and the carrier is one', async () => {
    const { allocationId } = await allocated();
    expect(refusal(await give(allocationId, fresh(), { carrier: 'YTO' }))).toEqual(['refused', 'CARRIER_WAYBILL_MISMATCH']);
    expect(refusal(await give(allocationId, fresh(), { carrier: 'EMS' }))).toEqual(['refused', 'CARRIER_UNKNOWN']);
  });
});

describe('a claimed number', () => {
  test('F-FP-08: of a return that is taken back is free for another receiver', async () => {
    const [one, moved] = await Promise.all([allocated(), allocated()]);
    await elsewhere(moved.orderId);
    const waybillNo = fresh();
    await give(one.allocationId, waybillNo);
    await host.ask('factory', 'POST', '/v1/factory/waybill-returns/revocations', { items: [{ allocationId: one.allocationId, reason: '录错' }] });
    expect(await usersOf(waybillNo)).toEqual([]);
    expect(refusal(await give(moved.allocationId, waybillNo))).toEqual(['done']);
  });

  test('F-FP-08: of a return that the order refuses is not claimed', async () => {
    const { orderId, allocationId } = await allocated();
    await orders.suspend(orderId);
    const waybillNo = fresh();
    expect(refusal(await give(allocationId, waybillNo))).toEqual(['refused', 'PRINT_BLOCKED']);
    expect(await usersOf(waybillNo)).toEqual([]);
  });

  test('F-FP-08: left by a process that died in between keeps nobody out', async () => {
    const [dead, moved] = await Promise.all([allocated(), allocated()]);
    await elsewhere(moved.orderId);
    const waybillNo = fresh();
    const { state } = await host.world.aggregates.orders.load(dead.orderId);
    const claim = { waybillNo, orderId: asOrderId(dead.orderId), merchantId: asMerchantId(host.tenants.merchant.tenantId), receiverKey: state.receiver?.receiverKey ?? '', regionCode: '', paidAt: null };
    await host.world.aggregates.waybillNumbers.transact(waybillNo, context(), (number) => useWaybill({ ...claim, at: new Date(Date.parse(orders.now()) - 61_000).toISOString() }, number));
    expect(refusal(await give(moved.allocationId, waybillNo))).toEqual(['done']);
    expect(await usersOf(waybillNo)).toEqual([moved.orderId]);
  });
});
