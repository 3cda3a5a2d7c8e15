import type { Step } from '@daifa/order-store/folds';
import type { EntityManager } from 'typeorm';

export async function openIntercepts(manager: EntityManager, steps: readonly Step[]): Promise<void> {
  const rows = steps.flatMap(({ event, orderId, after }) => {
    if (event.type !== 'InterceptOpened') return [];
    const { interceptId, kind, allocationIds, carrier, waybillNo, at } = event;
    return [{ intercept_id: interceptId, order_id: orderId, merchant_id: after.merchantId, kind, allocation_ids: allocationIds, carrier, waybill_no: waybillNo, note: '', opened_at: at }];
  });
  if (rows.length === 0) return;
  await manager.query(
    `insert into logistics.intercept_row (intercept_id, order_id, merchant_id, kind, allocation_ids, carrier, waybill_no, note, opened_at)
     select * from json_to_recordset($1::json) as r(intercept_id text, order_id uuid, merchant_id uuid, kind text, allocation_ids text[], carrier text, waybill_no text, note text, opened_at timestamptz)`,
    [JSON.stringify(rows)],
  );
}

/** After those of its page were opened: a case that opens and closes within one page is in it. */
export async function closeIntercepts(manager: EntityManager, steps: readonly Step[]): Promise<void> {
  const rows = steps.flatMap(({ event }) => (event.type === 'InterceptClosed' ? [{ intercept_id: event.interceptId, outcome: event.outcome, note: event.note, closed_at: event.at }] : []));
  if (rows.length === 0) return;
  await manager.query(
    `update logistics.intercept_row as known set outcome = r.outcome, note = r.note, closed_at = r.closed_at
     from json_to_recordset($1::json) as r(intercept_id text, outcome text, note text, closed_at timestamptz) where known.intercept_id = r.intercept_id`,
    [JSON.stringify(rows)],
  );
}
