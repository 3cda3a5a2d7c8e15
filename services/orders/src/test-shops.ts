import { bindingPairOf, asBindingId, asFactoryId, asMerchantId, orderIdOf, type OrderId } from '@daifa/order-domain/ids';
import type { CommandContext } from '@daifa/event-store/context';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import type { OrdersConfig } from './config.js';
import type { ConnectedChannel } from './connectors/connector.js';
import { ordersServiceWith } from './service.js';

/** Nothing is read unless a test asks for it. */
export const TEST_CONFIG: OrdersConfig = { polling: false, pollMs: 60_000, windowMs: 1_800_000, pageItems: 20, overlapMs: 120_000, settleMs: 5_000, backfillDaysMax: 30, messageAgeMs: 300_000, uploads: true, uploadBackOff: { firstMs: 20, longestMs: 200, attemptsMax: 4 } };

/** The merchant's shops on simulated channels, through the interface. */
export class TestShops {
  private constructor(readonly host: TestHost) {}

  /** A merchant who works with a factory. */
  static async open(config: OrdersConfig = TEST_CONFIG): Promise<TestShops> {
    const shops = new TestShops(await testHost([ordersServiceWith(config)]));
    await shops.bind('merchant');
    return shops;
  }

  context(): CommandContext {
    return { commandId: this.host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: '2026-11-11T02:00:00.000Z' };
  }

  /** What the allocation service does when a factory agrees. */
  async bind(tenant: 'merchant' | 'otherMerchant'): Promise<void> {
    const { world, tenants } = this.host;
    const [merchantId, factoryId] = [asMerchantId(tenants[tenant].tenantId), asFactoryId(tenants.factory.tenantId)];
    const pair = bindingPairOf(merchantId, factoryId);
    const bindingId = asBindingId(`${pair}.1`);
    const at = world.ports.clock.now().toISOString();
    await world.aggregates.bindings.transact(pair, this.context(), () => ({ kind: 'accepted', events: [
      { type: 'BindingRequested', bindingId, merchantId, factoryId, merchantAlias: '晨光小店', sender: { name: '晨光小店', phone: '13900000000', address: '浙江省义乌市北苑街道春风大道1号' }, serviceType: 'PRINT_ONLY', fenced: true, at },
      { type: 'BindingAccepted', bindingId, at },
    ] }));
    await this.host.settled();
  }

  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, tenant: TestTenant = 'merchant'): Promise<Answer> {
    return this.host.ask(tenant, method, path, body);
  }

  /** A call that has to succeed. */
  async done(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, tenant: TestTenant = 'merchant'): Promise<Answer['body']> {
    const answer = await this.ask(method, path, body, tenant);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** A shop that is read from a day before it was registered on. */
  async shop(channel: ConnectedChannel, shopId: string, options: object = {}): Promise<TestShop> {
    const { shopKey, messageSecret } = await this.done('POST', '/v1/shops', { channel, shopId, name: shopId, backfillDays: 1, ...options });
    const shop = new TestShop(this, { channel, shopId, shopKey, messageSecret });
    await shop.authorise();
    return shop;
  }

  close(): Promise<void> {
    return this.host.close();
  }
}

export class TestShop {
  constructor(private readonly shops: TestShops, readonly of: { readonly channel: ConnectedChannel; readonly shopId: string; readonly shopKey: string; readonly messageSecret: string }) {}

  get path(): string {
    return `/v1/shops/${this.of.shopKey}`;
  }

  get simulator(): string {
    return `/v1/channels/${this.of.channel}/simulator/${this.of.shopId}`;
  }

  async authorise(): Promise<void> {
    const { token } = await this.platform('POST', '/tokens', {});
    await this.shops.done('POST', `${this.path}/authorization`, { token });
  }

  platform(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Answer['body']> {
    return this.shops.done(method, `${this.simulator}${path}`, body, 'platform');
  }

  behave(settings: object): Promise<Answer['body']> {
    return this.platform('PUT', '', settings);
  }

  /** @returns the numbers of new orders, oldest first; not announced unless asked for */
  async place(count: number, first: object = {}): Promise<readonly string[]> {
    const { orderNos } = await this.platform('POST', '/orders', { count, ...first });
    return orderNos;
  }

  sync(): Promise<Answer['body']> {
    return this.shops.done('POST', `${this.path}/sync`);
  }

  orderId(platformOrderNo: string): OrderId {
    const { channel, shopId } = this.of;
    return orderIdOf({ merchantId: asMerchantId(this.shops.host.tenants.merchant.tenantId), channel, shopId, platformOrderNo });
  }

  /** Types of the order's events. */
  async events(platformOrderNo: string): Promise<readonly string[]> {
    return (await this.shops.host.world.store.read(`order-${this.orderId(platformOrderNo)}`)).map(({ type }) => type);
  }

  async order(platformOrderNo: string) {
    return (await this.shops.host.world.aggregates.orders.load(this.orderId(platformOrderNo))).state;
  }
}
