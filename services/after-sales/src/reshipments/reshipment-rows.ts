import type { OrderId } from '@daifa/order-domain/ids';
import { orderStatus, type Order } from '@daifa/order-domain/order';
import { awaitingPerson, uploadStatus } from '@daifa/order-domain/uploads';
import type { EntityManager } from 'typeorm';

/** The row of an order that sends goods again. `shipped_at` is when the first number left that only a person may tell. */
export function rowOf(orderId: OrderId, order: Order): Readonly<Record<string, unknown>> | null {
  const { reshipmentOf, merchantId, times } = order;
  if (reshipmentOf === null) return null;
  const { originalOrderId, originalOrderNo, sequence, reason } = reshipmentOf;
  const waiting = awaitingPerson(order);
  const shippedAt = waiting.flatMap(({ allocation: { state } }) => (state.kind === 'shipped' ? [state.shippedAt] : [])).sort()[0] ?? null;
  const waybillNos = [...new Set(order.allocations.flatMap(({ state }) => (state.kind === 'returned' || state.kind === 'shipped' ? [state.waybillNo] : [])))];
  return {
    reshipment_id: orderId, merchant_id: merchantId, original_order_id: originalOrderId, original_order_no: originalOrderNo, sequence, reason, status: orderStatus(order),
    upload: waiting.length > 0 ? 'AWAITING_MANUAL_UPLOAD' : uploadOf(order), waybill_nos: waybillNos, shipped_at: shippedAt, created_at: times.importedAt,
  };
}

/** Of several numbers the one that needs somebody most. */
function uploadOf({ uploads }: Order): string {
  const found = uploads.map(uploadStatus);
  return (['FAILED', 'PENDING', 'WITHDRAWN', 'IGNORED', 'ACCEPTED'] as const).find((status) => found.includes(status)) ?? 'NONE';
}

export async function writeReshipments(manager: EntityManager, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into after_sales.reshipment_row (reshipment_id, merchant_id, original_order_id, original_order_no, sequence, reason, status, upload, waybill_nos, shipped_at, created_at)
     select * from json_to_recordset($1::json) as r(reshipment_id uuid, merchant_id uuid, original_order_id uuid, original_order_no text, sequence integer, reason text, status text, upload text,
       waybill_nos json, shipped_at timestamptz, created_at timestamptz)
     on conflict (reshipment_id) do update set status = excluded.status, upload = excluded.upload, waybill_nos = excluded.waybill_nos, shipped_at = excluded.shipped_at`,
    [JSON.stringify(rows)],
  );
}
