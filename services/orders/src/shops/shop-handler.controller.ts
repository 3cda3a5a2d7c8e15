import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { decodeBindingRecord, decodeOrderRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';

/** Keeps what reading shops needs to know: when orders were placed, and since when a merchant works with a factory. */
@Controller()
export class ShopHandlerController {
  constructor(@Inject(WORLD) private readonly world: World) {}

  @EventPattern<string>('order', { group: 'orders.shops' })
  async onOrders(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const rows = records.filter(({ type }) => type === 'OrderImported').flatMap((record) => {
      const { orderId, event } = decodeOrderRecord(record);
      if (event.type !== 'OrderImported' || event.placedAt === null) return [];
      return [{ order_id: orderId, merchant_id: event.merchantId, channel: event.channel, shop_id: event.shopId, placed_at: event.placedAt, platform_order_no: event.platformOrderNo }];
    });
    if (rows.length === 0) return;
    await manager.query(
      `insert into orders.shop_order (order_id, merchant_id, channel, shop_id, placed_at, platform_order_no)
       select * from json_to_recordset($1::json) as r(order_id uuid, merchant_id uuid, channel text, shop_id text, placed_at timestamptz, platform_order_no text) on conflict do nothing`, [JSON.stringify(rows)]);
  }

  /** The first factory's acceptance counts, for ever after. Whose stream it is, the stream itself says from its first event on. */
  @EventPattern<string>('binding', { group: 'orders.shops' })
  async onBindings(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    for (const record of records) {
      const { event, pair } = decodeBindingRecord(record);
      if (event.type !== 'BindingAccepted') continue;
      const { current } = (await this.world.aggregates.bindings.load(pair)).state;
      if (!current) throw new Error(`${record.stream} was accepted without having been requested`);
      await manager.query(
        'insert into orders.bound_merchant (merchant_id, bound_at) values ($1, $2) on conflict (merchant_id) do update set bound_at = least(bound_merchant.bound_at, excluded.bound_at)', [current.merchantId, event.at]);
    }
  }
}
