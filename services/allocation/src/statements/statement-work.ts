import type { EventMeta } from '@daifa/event-store/context';
import type { StatementId } from '@daifa/order-domain/ids';
import type { DataSource, EntityManager } from 'typeorm';

/**
 * Statements to be made, written in the transaction that moves the checkpoint past the request: whatever dies, the row is found
 * again. Whoever makes one has a claim on it and renews it with every page; a claim that is not renewed is anybody's.
 */
export type StatementTask = { readonly statementId: StatementId; readonly position: number; readonly cause: Cause };
export type Cause = Pick<EventMeta, 'eventId' | 'correlationId' | 'traceparent'>;
/** `attempts` counts this one. */
export type ClaimedStatement = StatementTask & { readonly attempts: number };

/** A page is read and digested in tens of milliseconds: who has not renewed for this long is dead. */
export const CLAIM_MS = 10_000;

/** Another process has the claim by now: what it makes will be the same. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

type Queries = Pick<DataSource, 'query'>;
type Row = { readonly statement_id: StatementId; readonly position: string; readonly cause: Cause; readonly attempts: number };

export async function noteStatements(manager: EntityManager, tasks: readonly StatementTask[]): Promise<void> {
  const rows = tasks.map(({ statementId, position, cause }) => ({ statement_id: statementId, position, cause }));
  await manager.query(
    `insert into allocation.statement_work (statement_id, position, cause, due_at)
     select statement_id, position, cause, now() from json_to_recordset($1::json) as r(statement_id text, position bigint, cause json) on conflict (statement_id) do nothing`,
    [JSON.stringify(rows)],
  );
}

/** The one that has been due for longest, claimed; null when none is due. */
export async function claimStatement(database: Queries, owner: string): Promise<ClaimedStatement | null> {
  const rows: readonly Row[] = await database.query(
    `with due as (select statement_id from allocation.statement_work where due_at <= now() order by due_at limit 1 for update skip locked),
     claimed as (
       update allocation.statement_work w set due_at = now() + make_interval(secs => $2 / 1000.0), claimed_by = $1, attempts = w.attempts + 1
       from due where w.statement_id = due.statement_id returning w.statement_id, w.position, w.cause, w.attempts
     )
     select * from claimed`,
    [owner, CLAIM_MS],
  );
  const [row] = rows;
  return row ? { statementId: row.statement_id, position: Number(row.position), cause: row.cause, attempts: row.attempts } : null;
}

/** @throws ClaimLost */
export async function renewClaim(database: Queries, { statementId }: StatementTask, owner: string): Promise<void> {
  const rows: readonly object[] = await database.query(
    `with renewed as (update allocation.statement_work set due_at = now() + make_interval(secs => $3 / 1000.0) where statement_id = $1 and claimed_by = $2 returning 1) select * from renewed`,
    [statementId, owner, CLAIM_MS],
  );
  if (rows.length === 0) throw new ClaimLost(`the claim on statement ${statementId} was taken over`);
}

export async function finishStatement(database: DataSource, { statementId }: StatementTask): Promise<void> {
  await database.query('delete from allocation.statement_work where statement_id = $1', [statementId]);
}

/** To be tried again after a delay, by whoever comes first. @param reason for operators, without payload */
export async function postponeStatement(database: DataSource, { statementId }: StatementTask, { owner, delayMs, reason }: { readonly owner: string; readonly delayMs: number; readonly reason: string }): Promise<void> {
  await database.query(
    'update allocation.statement_work set due_at = now() + make_interval(secs => $3 / 1000.0), claimed_by = null, last_reason = $4 where statement_id = $1 and claimed_by = $2',
    [statementId, owner, delayMs, reason],
  );
}

/** Which of these statements somebody is making now. */
export async function runningStatements(database: DataSource, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows: readonly { readonly statement_id: string }[] = await database.query('select statement_id from allocation.statement_work where statement_id = any($1) and claimed_by is not null and due_at > now()', [ids]);
  return new Set(rows.map(({ statement_id }) => statement_id));
}
