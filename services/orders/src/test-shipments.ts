import type { Decision } from '@daifa/decider/decision';
import { createAddress } from '@daifa/order-domain/addresses';
import { allocateLines } from '@daifa/order-domain/allocation';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asAddressId, asBindingId, asFactoryId, asMerchantId, bindingPairOf, type OrderId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { returnWaybill } from '@daifa/order-domain/waybill-return';
import type { Answer, TestTenant } from '@daifa/service-shell/test-host';
import { settle } from '@daifa/service-shell/answer';
import type { TestShop, TestShops } from './test-shops.js';
import { DataSource } from 'typeorm';

const TRIES_MAX = 400;
const LOOK_MS = 25;

/** Orders of a shop on their way to their buyers, with what the other services do told as events. */
export class TestShipments {
  #numbers = 0;

  private constructor(readonly shops: TestShops, readonly shop: TestShop, readonly addressId: string) {}

  static async of(shops: TestShops, shop: TestShop): Promise<TestShipments> {
    const { world, tenants } = shops.host;
    const addressId = asAddressId(world.ports.ids.uuid());
    const at = world.ports.clock.now().toISOString();
    settle(await world.aggregates.addressBooks.transact(tenants.merchant.tenantId, shops.context(), (book) => createAddress({ addressId, name: '晨光小店', phone: '13900000000', province: '浙江省', city: '义乌市', district: '北苑街道', detail: '春风大道1号', at }, book)));
    return new TestShipments(shops, shop, addressId);
  }

  /** New orders of the shop, in here; their numbers at the channel. */
  async taken(count = 1): Promise<readonly string[]> {
    const nos = await this.shop.place(count);
    await this.shop.sync();
    return nos;
  }

  /** A paid order whose goods a factory has sent under a number it typed. */
  async returned(): Promise<{ readonly no: string; readonly orderId: OrderId; readonly waybillNo: string }> {
    const [no = ''] = await this.taken();
    const orderId = this.shop.orderId(no);
    return { no, orderId, waybillNo: await this.sent(orderId) };
  }

  /** Allocates what is left of an order, and returns a number for it. */
  async sent(orderId: OrderId, one?: { readonly lineId: string; readonly quantity: number }): Promise<string> {
    const { tenants, world } = this.shops.host;
    const [merchantId, factoryId] = [asMerchantId(tenants.merchant.tenantId), asFactoryId(tenants.factory.tenantId)];
    const at = world.ports.clock.now().toISOString();
    const binding = { bindingId: asBindingId(`${bindingPairOf(merchantId, factoryId)}.1`), serviceType: 'PRINT_ONLY', merchantAlias: '晨光小店', fenced: true, sender: { name: '晨光小店', phone: '13900000000', address: '浙江省义乌市北苑街道春风大道1号' } } as const;
    const lines = one ? [{ lineId: one.lineId as Order['lines'][number]['lineId'], quantity: one.quantity }] : [];
    const { events } = await this.tell(orderId, (order) => allocateLines({ orderId, merchantId, factoryId, lines, binding, at }, order));
    const allocationIds = events.flatMap((event) => (event.type === 'AllocationCreated' ? [event.allocationId] : []));
    const waybillNo = `YT88000${String(++this.#numbers).padStart(8, '0')}`;
    await this.tell(orderId, (order) => returnWaybill({ factoryId, allocationIds, carrier: 'YTO', waybillNo, extraWaybillNos: [], at }, order));
    return waybillNo;
  }

  async tell(orderId: OrderId, decide: (order: Order) => Decision<OrderEvent, Refusal>) {
    return settle(await this.shops.host.world.aggregates.orders.transact<Refusal>(orderId, this.shops.context(), decide));
  }

  /** The result of one item. */
  async ship(orderId: OrderId, tenant: TestTenant = 'merchant', more: object = {}): Promise<Answer['body']> {
    const { body } = await this.shops.ask('POST', '/v1/shipments', { items: [{ orderId }], returnAddressId: this.addressId, ...more }, tenant);
    return body.results?.[0] ?? body;
  }

  async state(orderId: OrderId): Promise<Order> {
    return (await this.shops.host.world.aggregates.orders.load(orderId)).state;
  }

  async upload(orderId: OrderId): Promise<Order['uploads'][number] | undefined> {
    return (await this.state(orderId)).uploads[0];
  }

  /** What the channel's own ledger says of an order. */
  async ledger(no: string): Promise<readonly { readonly waybillNo: string; readonly extra: string; readonly effectId: string; readonly submitted: number; readonly accepted: number }[]> {
    const { items } = await this.shop.platform('GET', '/shipments');
    return items.filter(({ orderNo }: { readonly orderNo: string }) => orderNo === no).map(({ orderNo: _, ...entry }: { readonly orderNo: string }) => entry);
  }

  /** How many effects the channels accepted, and how many of them more than once. */
  async acceptedTwice(): Promise<{ readonly effects: number; readonly twice: number }> {
    const database = await new DataSource({ type: 'postgres', url: this.shops.host.world.databaseUrl }).initialize();
    const [row] = await database.query<{ effects: number; twice: number }[]>('select count(*)::integer as effects, count(*) filter (where times > 1)::integer as twice from channel_simulator.accepted_effect');
    await database.destroy();
    return row ?? { effects: 0, twice: 0 };
  }

  /** Waits until a process has done its part. */
  async until<Found>(look: () => Promise<Found | null | undefined | false>): Promise<Found> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const found = await look();
      if (found) return found;
      await this.shops.host.world.ports.timers.sleep(LOOK_MS);
    }
    throw new Error('it did not come');
  }
}
