import { rowSet } from '@daifa/projection/row-set';
import type { EntityManager } from 'typeorm';
import type { WorkChange } from './work-changes.js';

const ROWS = rowSet({
  allocation_id: 'text', factory_id: 'uuid', allocated_at: 'timestamptz', status: 'text', held: 'boolean', changed_at: 'timestamptz',
  revision: 'integer', seq: 'bigint', item: 'json',
});

/**
 * Writes the newest view of each allocation of a page, in one statement.
 *
 * @param seqs by allocation, where in its factory's feed the change is told; what is not told yet keeps its number
 */
export async function upsertWorkList(manager: EntityManager, changes: readonly WorkChange[], seqs: ReadonlyMap<string, number>): Promise<void> {
  if (changes.length === 0) return;
  const newest = new Map(changes.map((change) => [change.item.allocationId, change]));
  const rows = [...newest.values()].map(({ item, allocation, step }) => ({
    allocation_id: item.allocationId, factory_id: allocation.factoryId, allocated_at: item.allocatedAt, status: item.status, held: item.holds.length > 0,
    changed_at: step.meta.recordedAt, revision: step.record.revision, seq: seqs.get(item.allocationId) ?? 0, item,
  }));
  await manager.query(
    `insert into factory.work_list_row (allocation_id, factory_id, allocated_at, status, held, changed_at, revision, seq, item)
     select * from ${ROWS.from}
     on conflict (allocation_id) do update set status = excluded.status, held = excluded.held, changed_at = excluded.changed_at, revision = excluded.revision, seq = greatest(work_list_row.seq, excluded.seq), item = excluded.item`,
    ROWS.values(rows),
  );
}
