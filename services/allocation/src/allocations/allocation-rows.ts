import { activeHoldsOn, allocationStatus, findLine, type Allocation } from '@daifa/order-domain/order';
import type { Step } from '@daifa/order-store/folds';
import { rowSet } from '@daifa/projection/row-set';
import type { EntityManager } from 'typeorm';

const ROWS = rowSet({
  allocation_id: 'text', order_id: 'uuid', merchant_id: 'uuid', factory_id: 'uuid', line_id: 'text', epoch: 'integer', quantity: 'integer',
  title: 'text', spec: 'text', status: 'text', cancel_cause: 'text', cancel_reason: 'text', carrier: 'text', waybill_no: 'text', held: 'boolean', stock: 'text',
  revision: 'integer', allocated_at: 'timestamptz',
});

/** The rows of one order's allocations after its last step of a page, as JSON gives them. */
export function allocationRowsOf({ orderId, after, record }: Step): readonly object[] {
  return after.allocations.map((allocation) => {
    const { allocationId, factoryId, lineId, epoch, quantity, createdAt } = allocation;
    const line = findLine(after, lineId);
    return {
      allocation_id: allocationId, order_id: orderId, merchant_id: after.merchantId, factory_id: factoryId, line_id: lineId, epoch, quantity,
      title: line?.title ?? '', spec: line?.spec ?? '', status: allocationStatus(after, allocation), ...ending(allocation),
      held: activeHoldsOn(after, lineId).length > 0, stock: allocation.stock, revision: record.revision, allocated_at: createdAt,
    };
  });
}

function ending({ state }: Allocation): object {
  const none = { cancel_cause: null, cancel_reason: null, carrier: null, waybill_no: null };
  if (state.kind === 'cancelled') return { ...none, cancel_cause: state.cause, cancel_reason: state.reason };
  if (state.kind === 'open') return none;
  return { ...none, carrier: state.carrier, waybill_no: state.waybillNo };
}

export async function upsertAllocations(manager: EntityManager, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `insert into allocation.allocation_row
       (allocation_id, order_id, merchant_id, factory_id, line_id, epoch, quantity, title, spec, status, cancel_cause, cancel_reason, carrier, waybill_no, held, stock, revision, allocated_at)
     select * from ${ROWS.from}
     on conflict (allocation_id) do update set title = excluded.title, spec = excluded.spec, status = excluded.status, cancel_cause = excluded.cancel_cause, cancel_reason = excluded.cancel_reason,
       carrier = excluded.carrier, waybill_no = excluded.waybill_no, held = excluded.held, stock = excluded.stock, revision = excluded.revision`,
    ROWS.values(rows),
  );
}
