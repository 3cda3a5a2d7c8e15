import { uploadStatus } from '@daifa/order-domain/uploads';
import type { Step } from '@daifa/order-store/folds';
import type { EntityManager } from 'typeorm';

/** Writes the numbers of orders as they are after a page. */
export async function writeShipments(manager: EntityManager, steps: readonly Step[]): Promise<void> {
  const rows = steps.flatMap(({ orderId, after }) => after.uploads.map((upload) => {
    const last = upload.attempts.at(-1);
    return {
      order_id: orderId, waybill_no: upload.waybillNo, merchant_id: after.merchantId, channel: after.channel, shop_id: after.shopId, platform_order_no: after.platformOrderNo, carrier: upload.carrier,
      requested_at: upload.requestedAt, upload: uploadStatus(upload), code: last?.code ?? null, retryable: last?.retryable ?? false, attempts: upload.attempts.length, next_attempt_at: upload.nextAttemptAt,
    };
  }));
  if (rows.length === 0) return;
  await manager.query(
    `insert into orders.shipment_row (order_id, waybill_no, merchant_id, channel, shop_id, platform_order_no, carrier, requested_at, upload, code, retryable, attempts, next_attempt_at)
     select * from json_to_recordset($1::json) as r(order_id uuid, waybill_no text, merchant_id uuid, channel text, shop_id text, platform_order_no text, carrier text, requested_at timestamptz,
       upload text, code text, retryable boolean, attempts integer, next_attempt_at timestamptz)
     on conflict (order_id, waybill_no) do update set carrier = excluded.carrier, requested_at = excluded.requested_at, upload = excluded.upload, code = excluded.code,
       retryable = excluded.retryable, attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at`,
    [JSON.stringify(rows)],
  );
}
