import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openAfterSale, endAfterSale } from '@daifa/order-domain/after-sales';
import { approved, imported } from '@daifa/order-domain/samples';
import { afterSaleIdOf, asMerchantId, asOrderId, type OrderId } from '@daifa/order-domain/ids';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { allocationService } from './service.js';

let host: TestHost;
beforeAll(async () => {
  host = await testHost([allocationService]);
});
afterAll(() => host.close());

async function newOrder(): Promise<OrderId> {
  const { world, tenants } = host;
  const orderId = asOrderId(world.ports.ids.uuid());
  const merchantId = asMerchantId(tenants.merchant.tenantId);
  await world.aggregates.orders.transact(orderId, context(), () => ({ kind: 'accepted', events: [{ ...imported, merchantId }, approved] }));
  return orderId;
}

const context = () => ({ commandId: host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' } as const, occurredAt: '2026-11-11T02:00:00.000Z' });

async function bound(): Promise<string> {
  const { tenants, ask } = host;
  const asked = await ask('merchant', 'POST', '/v1/bindings', { factoryShopId: tenants.factory.factoryShopId, merchantAlias: '晨光小店', sender: { name: '晨光小店', phone: '13900000000', address: '浙江省义乌市北苑街道1号' } });
  expect(asked.text).toContain('PENDING');
  const accepted = await ask('factory', 'POST', `/v1/bindings/${asked.body.bindingId}/acceptance`);
  expect(accepted.body.state).toBe('ACTIVE');
  return tenants.factory.tenantId;
}

test('DY-10 F-AL-01 F-AL-05 RS-01 a bound factory is allocated to; an after-sale takes back, its withdrawal allocates again as a new epoch', async () => {
  const orderId = await newOrder();
  const factoryId = await bound();
  const allocated = await host.ask('merchant', 'POST', '/v1/allocations', { items: [{ orderId, factoryId }] });
  expect(allocated.body.results[0]).toMatchObject({ status: 'done', result: { allocations: [{ lineId: '1', epoch: 1, status: 'ALLOCATED' }, { lineId: '2', epoch: 1, status: 'ALLOCATED' }] } });

  const merchantId = asMerchantId(host.tenants.merchant.tenantId);
  const afterSaleId = afterSaleIdOf(merchantId, 'as-1');
  const { orders } = host.world.aggregates;
  const scope = { merchantId, afterSaleId, afterSaleType: 'REFUND_ONLY', version: null, lines: [], platformLines: [], at: '2026-11-11T03:00:00.000Z' } as const;
  await orders.transact(orderId, context(), (order) => openAfterSale(scope, order));
  await host.settled();
  const cancelled = await host.ask('merchant', 'GET', `/v1/allocations?orderId=${orderId}`);
  expect(cancelled.body.items.map(({ status, cancelCause }: { status: string; cancelCause: string }) => [status, cancelCause])).toEqual([['CANCELLED', 'HOLD'], ['CANCELLED', 'HOLD']]);

  await orders.transact(orderId, context(), (order) => endAfterSale({ merchantId, afterSaleId, version: null, end: { kind: 'withdrawn' }, at: '2026-11-11T04:00:00.000Z' }, order));
  await host.settled();
  const again = await host.ask('merchant', 'GET', `/v1/allocations?orderId=${orderId}&status=ALLOCATED`);
  expect(again.body.items.map(({ lineId, epoch }: { lineId: string; epoch: number }) => `${lineId}/${epoch}`).sort()).toEqual(['1/2', '2/2']);
});
