import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { decodeStockRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { writeStock } from './stock-rows.js';

export const STOCK_LIST_GROUP = 'factory.stock';

/** Keeps the factories' lists of stock. */
@Controller()
export class StockHandlerController {
  @EventPattern<string>('stock', { group: 'factory.stock' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    await writeStock(manager, records.map(decodeStockRecord));
  }
}
