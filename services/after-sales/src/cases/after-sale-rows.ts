import { unreachable } from '@daifa/decider/decision';
import type { AfterSaleCase, CaseEvent } from '@daifa/order-domain/case';
import type { EntityManager } from 'typeorm';

/** A row of after_sale_row as JSON gives and takes it. */
export type CaseRow = {
  readonly after_sale_id: string;
  readonly merchant_id: string;
  readonly order_id: string;
  readonly after_sale_type: string;
  readonly state: AfterSaleCase['state'];
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly reason: string;
  readonly refunded: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly version: number;
  readonly opened_at: string;
  readonly updated_at: string;
};

export const caseRow = 'after_sale_id, merchant_id, order_id, after_sale_type, state, lines, reason, refunded, version, opened_at, updated_at';

/** The row after an event; undefined for an event of a case that was never opened, which no stream holds. */
export function rowAfter(row: CaseRow | undefined, event: CaseEvent, afterSaleId: string): CaseRow | undefined {
  switch (event.type) {
    case 'AfterSaleOpened':
      return {
        after_sale_id: afterSaleId, merchant_id: event.merchantId, order_id: event.orderId, after_sale_type: event.afterSaleType, state: 'OPENED', lines: event.lines,
        reason: event.reason, refunded: [], version: event.version, opened_at: row?.opened_at ?? event.at, updated_at: event.at,
      };
    case 'AfterSaleModified':
      return row && { ...row, after_sale_type: event.afterSaleType, lines: event.lines, reason: event.reason, state: 'OPENED', version: event.version, updated_at: event.at };
    case 'AfterSaleWithdrawn':
      return row && { ...row, state: 'WITHDRAWN', version: event.version, updated_at: event.at };
    case 'AfterSaleClosed':
      return row && { ...row, state: 'CLOSED', refunded: event.refunded, version: event.version, updated_at: event.at };
    case 'ReshipRequested':
      return {
        after_sale_id: afterSaleId, merchant_id: event.merchantId, order_id: event.orderId, after_sale_type: 'RESHIP', state: 'OPENED', lines: event.lines,
        reason: event.reason, refunded: [], version: event.version, opened_at: event.at, updated_at: event.at,
      };
    case 'ReshipRequestModified':
      return row && { ...row, lines: event.lines, reason: event.reason, version: event.version, updated_at: event.at };
    case 'AfterSaleAgreed': return row && { ...row, state: 'AGREED', version: event.version, updated_at: event.at };
    case 'AfterSaleRejected': return row && { ...row, state: 'REJECTED', version: event.version, updated_at: event.at };
    case 'ArbitrationStarted': return row && { ...row, state: 'IN_ARBITRATION', version: event.version, updated_at: event.at };
    case 'ArbitrationDecided': return row && { ...row, version: event.version, updated_at: event.at };
    case 'ReshipShipped': return row && { ...row, state: 'RESHIPPED', version: event.version, updated_at: event.at };
    case 'ReshipConfirmed': return row && { ...row, state: 'CONFIRMED', version: event.version, updated_at: event.at };
    default:
      return unreachable(event);
  }
}

export async function upsertRows(manager: EntityManager, rows: readonly CaseRow[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into after_sales.after_sale_row (${caseRow})
     select * from json_to_recordset($1::json) as r(after_sale_id uuid, merchant_id uuid, order_id uuid, after_sale_type text, state text, lines json, reason text, refunded json, version integer, opened_at timestamptz, updated_at timestamptz)
     on conflict (after_sale_id) do update set after_sale_type = excluded.after_sale_type, state = excluded.state, lines = excluded.lines, reason = excluded.reason,
       refunded = excluded.refunded, version = excluded.version, updated_at = excluded.updated_at`,
    [JSON.stringify(rows)],
  );
}
