import type { LabelEvent } from '@daifa/order-domain/events';
import type { LabelId } from '@daifa/order-domain/ids';
import { findLabel, type Label } from '@daifa/order-domain/order';
import type { Step } from '@daifa/order-store/folds';
import { rowSet } from '@daifa/projection/row-set';
import type { EntityManager } from 'typeorm';

const ROWS = rowSet({
  label_id: 'text', order_id: 'uuid', merchant_id: 'uuid', factory_id: 'uuid', allocation_ids: 'text[]', carrier: 'text', waybill_no: 'text',
  state: 'text', orphaned: 'boolean', reason: 'text', quarantined: 'boolean', requested_at: 'timestamptz', revision: 'integer',
});

const STATES: Readonly<Record<Label['state'], WaybillState>> = {
  requested: 'REQUESTED', issued: 'ISSUED', failed: 'FAILED', 'void-pending': 'VOID_PENDING', voided: 'VOIDED', 'void-failed': 'VOID_FAILED', quarantined: 'QUARANTINED', reused: 'REUSED',
};
export type WaybillState = 'REQUESTED' | 'ISSUED' | 'FAILED' | 'VOID_PENDING' | 'VOIDED' | 'VOID_FAILED' | 'QUARANTINED' | 'REUSED';

export const WAYBILL_STATES = Object.values(STATES);

type Row = { readonly label_id: string; readonly orphaned: boolean; readonly reason: string | null; readonly quarantined: boolean };

/** The rows of the labels a page speaks of, each as its last event left it. What a row says once of a label, it says for ever. */
export function waybillRowsOf(steps: readonly Step[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const step of steps) {
    const { event } = step;
    if (!isLabelEvent(event)) continue;
    for (const labelId of touched(event)) {
      const row = rowAfter(step, event, labelId, rows.get(labelId));
      if (row) rows.set(labelId, row);
    }
  }
  return [...rows.values()];
}

function isLabelEvent(event: Step['event']): event is LabelEvent {
  return event.type === 'LabelRequested' || event.type === 'LabelIssued' || event.type === 'LabelFailed' || event.type === 'LabelOrphaned'
    || event.type === 'LabelVoidRequested' || event.type === 'LabelVoided' || event.type === 'LabelVoidFailed';
}

/** A number that serves again leaves the row it was kept in. */
function touched(event: LabelEvent): readonly LabelId[] {
  return event.type === 'LabelIssued' && event.reusedFrom !== null ? [event.reusedFrom, event.labelId] : [event.labelId];
}

function rowAfter({ after, orderId, record }: Step, event: LabelEvent, id: LabelId, earlier: Row | undefined): Row | null {
  const label = findLabel(after, id);
  if (!label) return null;
  const { labelId, factoryId, allocationIds, carrier, waybillNo, state, requestedAt, voidRefusal } = label;
  const row = {
    label_id: labelId, order_id: orderId, merchant_id: after.merchantId, factory_id: factoryId, allocation_ids: allocationIds, carrier, waybill_no: waybillNo, state: STATES[state],
    orphaned: event.type === 'LabelOrphaned' || (earlier?.orphaned ?? false),
    reason: event.type === 'LabelFailed' ? event.reason : voidRefusal,
    quarantined: state === 'quarantined',
    requested_at: requestedAt, revision: record.revision,
  };
  return row;
}

export async function upsertWaybills(manager: EntityManager, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into logistics.waybill_row as known
       (label_id, order_id, merchant_id, factory_id, allocation_ids, carrier, waybill_no, state, orphaned, reason, quarantined, requested_at, revision)
     select * from ${ROWS.from}
     on conflict (label_id) do update set waybill_no = excluded.waybill_no, state = excluded.state, orphaned = known.orphaned or excluded.orphaned,
       reason = excluded.reason, quarantined = excluded.quarantined, revision = excluded.revision`,
    ROWS.values(rows),
  );
}

export const waybillStateOf = ({ state }: Label): WaybillState => STATES[state];
