import { asOrderId, type OrderId } from '@daifa/order-domain/ids';
import type { Step } from '@daifa/order-store/folds';
import type { DataSource, EntityManager } from 'typeorm';

/** The numbers a page was told by carriers, with their orders, in one statement. A number is one order's for ever. */
export async function insertIssuedNumbers(manager: EntityManager, steps: readonly Step[]): Promise<void> {
  const rows = steps.flatMap(({ event, orderId }) => (event.type === 'LabelIssued' || event.type === 'LabelOrphaned' ? [{ waybill_no: event.waybillNo, order_id: orderId }] : []));
  if (rows.length === 0) return;
  await manager.query(
    `insert into factory.issued_number (waybill_no, order_id) select * from json_to_recordset($1::json) as r(waybill_no text, order_id uuid) on conflict (waybill_no) do nothing`,
    [JSON.stringify(rows)],
  );
}

/** The order a number was bought for, if it was bought here. */
export async function orderOfIssued(database: DataSource, waybillNo: string): Promise<OrderId | null> {
  const rows: readonly { readonly order_id: string }[] = await database.query('select order_id from factory.issued_number where waybill_no = $1', [waybillNo]);
  return rows[0] ? asOrderId(rows[0].order_id) : null;
}
