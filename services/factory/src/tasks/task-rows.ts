import type { Step } from '@daifa/order-store/folds';
import type { EntityManager } from 'typeorm';

/** The tasks a page opened, in one statement. A task is named by the event that opened it, which is the same for ever. */
export async function insertTasks(manager: EntityManager, steps: readonly Step[]): Promise<void> {
  const rows = steps.flatMap(({ event, meta, orderId }) => {
    if (event.type !== 'FactoryTaskOpened') return [];
    const { factoryId, task, allocationIds, labelId, dueAt, at } = event;
    return [{ task_id: meta.eventId, factory_id: factoryId, task, order_mask_sn: orderId, allocation_ids: allocationIds, label_id: labelId, due_at: dueAt, opened_at: at }];
  });
  if (rows.length === 0) return;
  await manager.query(
    `insert into factory.factory_task (task_id, factory_id, task, order_mask_sn, allocation_ids, label_id, due_at, opened_at)
     select * from json_to_recordset($1::json) as r(task_id uuid, factory_id uuid, task text, order_mask_sn uuid, allocation_ids text[], label_id text, due_at timestamptz, opened_at timestamptz)
     on conflict (task_id) do nothing`,
    [JSON.stringify(rows)],
  );
}
