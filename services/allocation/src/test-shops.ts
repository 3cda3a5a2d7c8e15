import { asMerchantId, asOrderId, type OrderId } from '@daifa/order-domain/ids';
import type { OrderEvent } from '@daifa/order-domain/events';
import { approved, imported } from '@daifa/order-domain/samples';
import type { CommandContext } from '@daifa/event-store/context';
import type { Answer, TestHost, TestTenant } from '@daifa/service-shell/test-host';

type Factory = Extract<TestTenant, 'factory' | 'otherFactory'>;

/** Orders and bindings to allocate with; orders are told to their streams directly, for their service is another one. */
export class TestShops {
  constructor(private readonly host: TestHost) {}

  get merchantId(): ReturnType<typeof asMerchantId> {
    return asMerchantId(this.host.tenants.merchant.tenantId);
  }

  context(): CommandContext {
    return { commandId: this.host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: '2026-11-11T02:00:00.000Z' };
  }

  async order(changes: Partial<typeof imported> = {}, more: readonly OrderEvent[] = [approved]): Promise<OrderId> {
    const orderId = asOrderId(this.host.world.ports.ids.uuid());
    await this.tell(orderId, { ...imported, merchantId: this.merchantId, ...changes }, ...more);
    return orderId;
  }

  async tell(orderId: OrderId, ...events: readonly OrderEvent[]): Promise<void> {
    await this.host.world.aggregates.orders.transact(orderId, this.context(), () => ({ kind: 'accepted', events }));
  }

  request(factory: Factory, tenant: TestTenant = 'merchant'): Promise<Answer> {
    const { factoryShopId } = this.host.tenants[factory];
    return this.host.ask(tenant, 'POST', '/v1/bindings', { ...BINDING, factoryShopId });
  }

  /** Binds where it is not bound yet; answers the factory's id. */
  async bound(factory: Factory): Promise<string> {
    const { body } = await this.request(factory);
    if (body.bindingId) await this.host.ask(factory, 'POST', `/v1/bindings/${body.bindingId}/acceptance`);
    return this.host.tenants[factory].tenantId;
  }

  allocate(items: readonly object[], tenant: TestTenant = 'merchant'): Promise<Answer> {
    return this.host.ask(tenant, 'POST', '/v1/allocations', { items });
  }

  async allocated(orderId: OrderId, factoryId: string): Promise<readonly string[]> {
    const { body } = await this.allocate([{ orderId, factoryId }]);
    return body.results[0].result.allocations.map(({ allocationId }: { allocationId: string }) => allocationId);
  }
}

export const BINDING = { merchantAlias: '晨光小店', sender: { name: '晨光小店', phone: '13900000000', address: '浙江省义乌市北苑街道1号' } };
