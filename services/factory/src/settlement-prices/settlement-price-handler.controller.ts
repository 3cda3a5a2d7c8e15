import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { decodePriceRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';

export const PRICES_GROUP = 'factory.prices';

/** Keeps the factories' price lists, with their history: a row for each event. */
@Controller()
export class SettlementPriceHandlerController {
  @EventPattern<string>('factory', { group: 'factory.prices' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const rows = records.map(decodePriceRecord).map(({ event, priceListId, revision, position }) => ({
      price_list_id: priceListId, revision, factory_id: event.factoryId, item: event.item, sku: event.sku,
      price_fen: event.type === 'SettlementPriceSet' ? event.priceFen : null, effective_from: event.effectiveFrom, set_at: event.at, position,
    }));
    await manager.query(
      `insert into factory.settlement_price_row (price_list_id, revision, factory_id, item, sku, price_fen, effective_from, set_at, position)
       select * from json_to_recordset($1::json) as r(price_list_id uuid, revision integer, factory_id uuid, item text, sku text, price_fen bigint, effective_from timestamptz, set_at timestamptz, position bigint)
       on conflict (price_list_id, revision) do nothing`,
      [JSON.stringify(rows)],
    );
  }
}
