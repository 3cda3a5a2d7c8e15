import type { EventMeta } from '@daifa/event-store/context';
import type { LabelId, OrderId } from '@daifa/order-domain/ids';
import { rowSet } from '@daifa/projection/row-set';
import type { DataSource, EntityManager } from 'typeorm';

const ROWS = rowSet({ label_id: 'text', kind: 'text', order_id: 'uuid', carrier: 'text', cause: 'json', cause_id: 'uuid', grace_ms: 'integer' });

/**
 * What is to be done at a carrier, written in the transaction that moves the checkpoint past the event that asked for it: it is
 * found again whatever dies, it is tried until it is settled, and it keeps neither the log nor another carrier waiting.
 */
export type Task = {
  readonly kind: 'purchase' | 'void';
  readonly labelId: LabelId;
  readonly orderId: OrderId;
  readonly carrier: string;
  /** The event that asked for it. */
  readonly cause: Cause;
};

export type Cause = Pick<EventMeta, 'eventId' | 'correlationId' | 'traceparent'>;

/** `attempts` counts this one. */
export type ClaimedTask = Task & { readonly attempts: number };

/** The caller who asked for the number is buying it: this long it is left to them. */
const PURCHASE_GRACE_MS = 2_000;
/** Who claimed a task and did not settle it within this time is taken for dead. Two at work on one task do no harm, only work. */
const CLAIM_MS = 30_000;

type Row = { readonly kind: Task['kind']; readonly label_id: LabelId; readonly order_id: OrderId; readonly carrier: string; readonly cause: Cause; readonly attempts: number };

/** Notes tasks, a later one for a label in place of the earlier, and forgets those of settled labels. */
export async function noteTasks(manager: EntityManager, tasks: readonly Task[], settled: readonly LabelId[]): Promise<void> {
  if (settled.length > 0) await manager.query('delete from logistics.label_work where label_id = any($1)', [settled]);
  if (tasks.length === 0) return;
  const rows = tasks.map(({ kind, labelId, orderId, carrier, cause }) => ({ label_id: labelId, kind, order_id: orderId, carrier, cause, cause_id: cause.eventId, grace_ms: kind === 'purchase' ? PURCHASE_GRACE_MS : 0 }));
  await manager.query(
    `insert into logistics.label_work (label_id, kind, order_id, carrier, cause, cause_id, due_at)
     select label_id, kind, order_id, carrier, cause, cause_id, now() + make_interval(secs => grace_ms / 1000.0)
     from ${ROWS.from}
     on conflict (label_id) do update set kind = excluded.kind, cause = excluded.cause, cause_id = excluded.cause_id, due_at = excluded.due_at, attempts = 0, last_reason = null`,
    ROWS.values(rows),
  );
}

/** Carriers with something due. */
export async function dueCarriers(database: DataSource): Promise<readonly string[]> {
  const rows: readonly { readonly carrier: string }[] = await database.query('select distinct carrier from logistics.label_work where due_at <= now()');
  return rows.map(({ carrier }) => carrier);
}

/** Takes due tasks of one carrier, the longest due first, so that no other process takes them meanwhile. */
export async function claimTasks(database: DataSource, carrier: string, limit: number): Promise<readonly ClaimedTask[]> {
  const rows: readonly Row[] = await database.query(
    `with due as (select label_id from logistics.label_work where carrier = $1 and due_at <= now() order by due_at limit $2 for update skip locked),
     claimed as (
       update logistics.label_work w set due_at = now() + make_interval(secs => $3 / 1000.0), attempts = w.attempts + 1
       from due where w.label_id = due.label_id returning w.kind, w.label_id, w.order_id, w.carrier, w.cause, w.attempts
     )
     select * from claimed`,
    [carrier, limit, CLAIM_MS],
  );
  return rows.map(({ kind, label_id, order_id, carrier: of, cause, attempts }) => ({ kind, labelId: label_id, orderId: order_id, carrier: of, cause, attempts }));
}

/** The task is settled. A task that has taken its place meanwhile stays. */
export async function finishTask(database: DataSource, { labelId, cause }: Task): Promise<void> {
  await database.query('delete from logistics.label_work where label_id = $1 and cause_id = $2', [labelId, cause.eventId]);
}

/** To be tried again after a delay. @param reason for operators, without payload */
export async function postponeTask(database: DataSource, { labelId, cause }: Task, delayMs: number, reason: string): Promise<void> {
  await database.query(
    'update logistics.label_work set due_at = now() + make_interval(secs => $3 / 1000.0), last_reason = $4 where label_id = $1 and cause_id = $2',
    [labelId, cause.eventId, delayMs, reason],
  );
}
