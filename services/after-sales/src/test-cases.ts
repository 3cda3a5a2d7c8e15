import { unruled } from '@daifa/order-domain/sample-commands';
import { approved, facts, imported, lines } from '@daifa/order-domain/samples';
import { asLineId, asMerchantId, asOrderId, orderIdOf, type OrderId } from '@daifa/order-domain/ids';
import { observeOrder } from '@daifa/order-domain/intake';
import type { CommandContext } from '@daifa/event-store/context';
import type { Refusal } from '@daifa/order-domain/refusals';
import type { Answer, TestHost, TestTenant } from '@daifa/service-shell/test-host';

/** Orders to have after-sales on, told to their streams directly: the orders service is another one. */
export class TestCases {
  constructor(private readonly host: TestHost) {}

  get merchantId(): ReturnType<typeof asMerchantId> {
    return asMerchantId(this.host.tenants.merchant.tenantId);
  }

  context(): CommandContext {
    return { commandId: this.host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: '2026-11-11T02:00:00.000Z' };
  }

  async order(): Promise<OrderId> {
    const { world } = this.host;
    const orderId = asOrderId(world.ports.ids.uuid());
    await world.aggregates.orders.transact(orderId, this.context(), () => ({ kind: 'accepted', events: [{ ...imported, merchantId: this.merchantId }, approved] }));
    return orderId;
  }

  /** What the orders service does when a channel tells of an order at last. */
  async imported(platformOrderNo: string): Promise<OrderId> {
    const { merchantId } = this;
    const { channel, shopId, placedAt, receiver, at } = imported;
    const orderId = orderIdOf({ merchantId, channel, shopId, platformOrderNo });
    const command = { merchantId, channel, shopId, platformOrderNo, placedAt, facts, receiver, lines, inReview: false, hasAfterSale: false, approve: 'RULE', ...unruled, at } as const;
    await this.host.world.aggregates.orders.transact<Refusal>(orderId, this.context(), (order) => observeOrder(command, order));
    return orderId;
  }

  open(body: object, tenant: TestTenant = 'merchant', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.host.ask(tenant, 'POST', '/v1/after-sales', { type: 'REFUND_ONLY', ...body }, headers);
  }

  /** Active holds of the order: cause and version. */
  async holds(orderId: string): Promise<readonly string[]> {
    const { state } = await this.host.world.aggregates.orders.load(orderId);
    return state.holds.filter(({ released }) => !released).map(({ type, causeId, causeVersion }) => `${type} ${causeId} v${causeVersion}`);
  }

  revision(orderId: string): Promise<number> {
    return this.host.world.aggregates.orders.load(orderId).then(({ revision }) => revision);
  }
}

export const shirt = asLineId('1');
