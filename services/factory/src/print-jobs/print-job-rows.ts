import type { PermitId } from '@daifa/order-domain/ids';
import { findLabel, findPermit } from '@daifa/order-domain/order';
import type { Step } from '@daifa/order-store/folds';
import { rowSet } from '@daifa/projection/row-set';
import type { EntityManager } from 'typeorm';

const ROWS = rowSet({
  permit_id: 'text', factory_id: 'uuid', print_job_id: 'text', granted_position: 'bigint', place: 'integer', label_id: 'text', allocation_ids: 'text[]',
  waybill_no: 'text', copy: 'integer', reason: 'text', state: 'text', result: 'text', expires_at: 'timestamptz',
});

/** The permits a page is about, as they are after it, in one statement. What the grant alone says is written with it. */
export async function upsertPrintJobs(manager: EntityManager, steps: readonly Step[]): Promise<void> {
  const rows = new Map<PermitId, object>();
  const grants = new Map<PermitId, Step>();
  for (const step of steps) {
    const { event } = step;
    if (event.type === 'PrintPermitGranted') grants.set(event.permitId, step);
    if (event.type !== 'PrintPermitGranted' && event.type !== 'PrintPermitConsumed' && event.type !== 'PrintPermitRevoked' && event.type !== 'PrintReported') continue;
    const row = rowOf(step, event.permitId, grants.get(event.permitId));
    if (row) rows.set(event.permitId, row);
  }
  if (rows.size === 0) return;
  await manager.query(
    `insert into factory.print_job_item (permit_id, factory_id, print_job_id, granted_position, place, label_id, allocation_ids, waybill_no, copy, reason, state, result, expires_at)
     select * from ${ROWS.from}
     on conflict (permit_id) do update set state = excluded.state, result = excluded.result`,
    ROWS.values([...rows.values()]),
  );
}

function rowOf({ after }: Step, permitId: PermitId, grant: Step | undefined): object | undefined {
  const permit = findPermit(after, permitId);
  if (!permit) return undefined;
  const { factoryId, printJobId, labelId, copy, state, result, expiresAt } = permit;
  const label = findLabel(after, labelId);
  const { reason, place } = grant?.event.type === 'PrintPermitGranted' ? grant.event : { reason: '', place: 0 };
  return {
    permit_id: permitId, factory_id: factoryId, print_job_id: printJobId, granted_position: grant?.record.position ?? 0, place, label_id: labelId, allocation_ids: label?.allocationIds ?? [],
    waybill_no: label?.waybillNo ?? '', copy, reason, state: state.toUpperCase(), result, expires_at: expiresAt,
  };
}
