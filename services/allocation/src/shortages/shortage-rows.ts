import { endOf, shortageState } from '@daifa/order-domain/shortage-state';
import type { Step } from '@daifa/order-store/folds';
import type { EntityManager } from 'typeorm';

/** The rows of one order's shortages after its last step of a page, as JSON gives them. */
export function shortageRowsOf({ orderId, after, record }: Step): readonly object[] {
  return after.shortages.map((shortage) => {
    const { shortageId, factoryId, allocationId, lineId, sku, quantity, supply, notifyBy, openedAt, notifiedAt, missedAt, substitute } = shortage;
    return {
      shortage_id: shortageId, order_id: orderId, merchant_id: after.merchantId, factory_id: factoryId, allocation_id: allocationId, line_id: lineId, sku, quantity, supply,
      state: shortageState(after, shortage), ended_as: endOf(after, shortage), ship_by: after.times.clock?.shipBy ?? null, notify_by: notifyBy, opened_at: openedAt,
      notified_at: notifiedAt, missed_at: missedAt, substitute_sku: substitute?.outSkuSn ?? null, difference_fen: substitute?.differenceFen ?? null, revision: record.revision,
    };
  });
}

export async function upsertShortages(manager: EntityManager, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into allocation.shortage_row (shortage_id, order_id, merchant_id, factory_id, allocation_id, line_id, sku, quantity, supply, state, ended_as, ship_by, notify_by, opened_at, notified_at, missed_at, substitute_sku, difference_fen, revision)
     select * from json_to_recordset($1::json) as r(shortage_id text, order_id uuid, merchant_id uuid, factory_id uuid, allocation_id text, line_id text, sku text, quantity integer, supply text, state text, ended_as text,
       ship_by timestamptz, notify_by timestamptz, opened_at timestamptz, notified_at timestamptz, missed_at timestamptz, substitute_sku text, difference_fen bigint, revision integer)
     on conflict (shortage_id) do update set state = excluded.state, ended_as = excluded.ended_as, ship_by = excluded.ship_by, notified_at = excluded.notified_at, missed_at = excluded.missed_at,
       substitute_sku = excluded.substitute_sku, difference_fen = excluded.difference_fen, revision = excluded.revision`,
    [JSON.stringify(rows)],
  );
}
