import type { EventMeta } from '@daifa/event-store/context';
import type { OrderId } from '@daifa/order-domain/ids';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * Orders whose channel is to be told something, written in the transaction that moves the checkpoint past the event that asked
 * for it. One row for an order, so that its numbers are told one after the other: which of them is the first decides how the
 * others are told.
 */
export type Task = { readonly orderId: OrderId; readonly cause: Cause };

/** The event that asked for it. */
export type Cause = Pick<EventMeta, 'eventId' | 'correlationId' | 'traceparent'>;

/** Who claimed a task and did not end it within this time is taken for dead; a call to a channel is given up long before. */
const CLAIM_MS = 60_000;

/** Notes tasks; one that somebody is at is left with him, and is due again when he ends. */
export async function noteTasks(manager: EntityManager, tasks: readonly Task[]): Promise<void> {
  if (tasks.length === 0) return;
  const rows = [...new Map(tasks.map((task) => [task.orderId, task])).values()].map(({ orderId, cause }) => ({ order_id: orderId, cause, cause_id: cause.eventId }));
  await manager.query(
    `insert into orders.upload_work (order_id, cause, cause_id, due_at)
     select order_id, cause, cause_id, now() from json_to_recordset($1::json) as r(order_id uuid, cause json, cause_id uuid)
     on conflict (order_id) do update set cause = excluded.cause, cause_id = excluded.cause_id, due_at = excluded.due_at, attempts = 0, last_reason = null`,
    [JSON.stringify(rows)],
  );
}

/** Takes due tasks, the longest due first, so that nobody else takes them meanwhile. `attempts` counts this one. */
export async function claimTasks(database: DataSource, limit: number): Promise<readonly (Task & { readonly attempts: number })[]> {
  const rows: readonly { readonly order_id: OrderId; readonly cause: Cause; readonly attempts: number }[] = await database.query(
    `with due as (select order_id from orders.upload_work where due_at <= now() and (claimed_until is null or claimed_until < now()) order by due_at limit $1 for update skip locked),
     claimed as (
       update orders.upload_work w set claimed_until = now() + make_interval(secs => $2 / 1000.0), attempts = w.attempts + 1
       from due where w.order_id = due.order_id returning w.order_id, w.cause, w.attempts
     )
     select * from claimed`,
    [limit, CLAIM_MS],
  );
  return rows.map(({ order_id: orderId, cause, attempts }) => ({ orderId, cause, attempts }));
}

/** Nothing is left to do for the order; what was asked for meanwhile stays, and may be taken at once. */
export async function finishTask(database: DataSource, { orderId, cause }: Task): Promise<void> {
  await database.query('delete from orders.upload_work where order_id = $1 and cause_id = $2', [orderId, cause.eventId]);
  await database.query('update orders.upload_work set claimed_until = null where order_id = $1', [orderId]);
}

/** To be taken again after a delay, or at once when something was asked for meanwhile. @param reason for operators, without payload; null: as planned */
export async function postponeTask(database: DataSource, { orderId, cause }: Task, delayMs: number, reason: string | null): Promise<void> {
  await database.query(
    `update orders.upload_work set claimed_until = null, last_reason = $4, due_at = case when cause_id = $2 then now() + make_interval(secs => $3 / 1000.0) else due_at end where order_id = $1`,
    [orderId, cause.eventId, delayMs, reason],
  );
}
