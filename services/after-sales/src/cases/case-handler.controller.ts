import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { decodeCaseRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { caseRow, rowAfter, upsertRows, type CaseRow } from './after-sale-rows.js';

/** Keeps the list of after-sale cases. */
@Controller()
export class CaseHandlerController {
  @EventPattern<string>('aftersale', { group: 'after-sales' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const decoded = records.map(decodeCaseRecord);
    const ids = [...new Set(decoded.map(({ afterSaleId }) => afterSaleId))];
    const known: readonly CaseRow[] = await manager.query(`select ${caseRow} from after_sales.after_sale_row where after_sale_id = any($1)`, [ids]);
    const rows = new Map(known.map((row) => [row.after_sale_id, row]));
    for (const { afterSaleId, event } of decoded) {
      const row = rowAfter(rows.get(afterSaleId), event, afterSaleId);
      if (row) rows.set(afterSaleId, row);
    }
    await upsertRows(manager, [...rows.values()]);
  }
}
