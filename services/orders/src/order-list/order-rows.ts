import { activeHolds, orderStatus } from '@daifa/order-domain/order';
import type { Step } from '@daifa/order-store/folds';
import { rowSet } from '@daifa/projection/row-set';
import type { EntityManager } from 'typeorm';
import { summaryOf } from './order-summary.js';

const ROWS = rowSet({
  order_id: 'uuid', merchant_id: 'uuid', channel: 'text', shop_id: 'text', platform_order_no: 'text', platform_status: 'text', status: 'text',
  held: 'boolean', parked: 'boolean', summary: 'json', imported_at: 'timestamptz', revision: 'integer',
});

/** The order's row after its last step of a page. `importedAt` counts only for a row that is new: it never changes. */
export function orderRowOf({ orderId, after, record }: Step, importedAt: string): object {
  const { merchantId, channel, shopId, platformOrderNo, platformStatus } = after;
  return {
    order_id: orderId, merchant_id: merchantId, channel, shop_id: shopId, platform_order_no: platformOrderNo, platform_status: platformStatus,
    status: merchantId === null ? 'PARKED' : orderStatus(after), held: activeHolds(after).length > 0, parked: merchantId === null && after.parked.some(({ withdrawn }) => !withdrawn),
    summary: summaryOf(after), imported_at: importedAt, revision: record.revision,
  };
}

export async function upsertOrders(manager: EntityManager, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into orders.order_row (order_id, merchant_id, channel, shop_id, platform_order_no, platform_status, status, held, parked, summary, imported_at, revision)
     select * from ${ROWS.from}
     on conflict (order_id) do update set merchant_id = excluded.merchant_id, channel = excluded.channel, shop_id = excluded.shop_id, platform_order_no = excluded.platform_order_no,
       platform_status = excluded.platform_status, status = excluded.status, held = excluded.held, parked = excluded.parked, summary = excluded.summary, revision = excluded.revision`,
    ROWS.values(rows),
  );
}
