import type { EntityManager } from 'typeorm';
import type { StoredRecord } from '@daifa/event-store/port';
import { type Group, park } from './checkpoint.js';
import { type Failure, failureOf } from './failure.js';
import { type PageHandler, runActs } from './page.js';
import { identifier } from './tables.js';

/** A poison record as an operator sees it: the stored bytes, so personal data is ciphertext, and a reason without payload. */
export type DeadLetter = {
  readonly id: string;
  readonly group: string;
  readonly record: StoredRecord;
  readonly reason: string;
  readonly error: string;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly attempts: number;
  readonly state: 'open' | 'replayed' | 'discarded';
  readonly discardReason: string | null;
  /** Records of the same stream that wait, the poison one included. */
  readonly waiting: number;
};

/** How a replay or a discard ended: the key flows again, or a record of it is still poison and the rest waits. */
export type Unparking =
  | { readonly kind: 'unparked'; readonly applied: number }
  | { readonly kind: 'still-parked'; readonly applied: number; readonly deadLetterId: string; readonly reason: string }
  | { readonly kind: 'not-open' };

/** With what `afterCommit` acts threw: the work is committed all the same. */
export type Unparked = Unparking & { readonly actErrors: readonly unknown[] };

/** A list answers at most this many, newest first: keys are parked by the handful, or the handler is broken. */
export const DEAD_LETTERS_MAX = 500;

export async function listDeadLetters(group: Group, state: DeadLetter['state'] = 'open'): Promise<readonly DeadLetter[]> {
  return select(group.dataSource.manager, group, `d.state = $2 order by d.last_seen desc limit ${DEAD_LETTERS_MAX}`, [state]);
}

export async function showDeadLetter(group: Group, id: string): Promise<DeadLetter | null> {
  return (await select(group.dataSource.manager, group, 'd.id = $2', [id]))[0] ?? null;
}

export type Poison = { readonly id: string; readonly record: StoredRecord; readonly attempts: number; readonly failure: Failure };

/** Writes down a poison record and parks it. The same record again counts as further attempts and keeps its id, which is returned. */
export async function bury(manager: EntityManager, group: Group, poison: Poison): Promise<string> {
  const { record, failure } = poison;
  const [row] = await manager.query<{ id: string }[]>(
    `insert into ${identifier(group.schema)}.dead_letter as d (id, consumer_group, stream, revision, position, type, meta, data, reason, error, attempts, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open')
     on conflict (consumer_group, stream, revision) do update set
       reason = excluded.reason, error = excluded.error, last_seen = now(), attempts = d.attempts + excluded.attempts, state = 'open'
     returning id`,
    [poison.id, group.group, record.stream, record.revision, record.position, record.type, record.meta, record.data, failure.reason, failure.error, poison.attempts]);
  await park(manager, group, [record]);
  return row?.id ?? poison.id;
}

/**
 * Applies what waits on a dead letter's stream, in order, the poison record first. In one transaction that also holds the
 * group's checkpoint, so no page is applied meanwhile. What succeeds before the next poison record stays applied.
 *
 * @param newId names the dead letter, should a later record of the queue be poison too
 */
export async function replayDeadLetter(group: Group, id: string, handle: PageHandler, newId: () => string): Promise<Unparked> {
  return unpark(group, id, handle, newId, (manager, s) => manager.query(`update ${s}.dead_letter set state = 'replayed', last_seen = now() where id = $1`, [id]));
}

/** Gives a poison record up for good, with the reason kept, and applies what waits behind it. A rebuild leaves it out as well. */
export async function discardDeadLetter(group: Group, id: string, reason: string, handle: PageHandler, newId: () => string): Promise<Unparked> {
  return unpark(group, id, handle, newId, async (manager, s) => {
    await manager.query(`update ${s}.dead_letter set state = 'discarded', discard_reason = $2, last_seen = now() where id = $1`, [id, reason]);
    await manager.query(
      `delete from ${s}.parked p using ${s}.dead_letter d where d.id = $1
       and p.consumer_group = d.consumer_group and p.stream = d.stream and p.revision = d.revision`, [id]);
  });
}

type Settle = (manager: EntityManager, schema: string) => Promise<unknown>;

async function unpark(group: Group, id: string, handle: PageHandler, newId: () => string, settle: Settle): Promise<Unparked> {
  const s = identifier(group.schema);
  const acts: (() => void | Promise<void>)[] = [];
  const result = await group.dataSource.transaction(async (manager): Promise<Unparking> => {
    const [checkpoint] = await manager.query<{ epoch: string }[]>(`select epoch from ${s}.checkpoint where consumer_group = $1 for update`, [group.group]);
    const [letter] = await select(manager, group, 'd.id = $2', [id]);
    if (letter?.state !== 'open') return { kind: 'not-open' };
    await settle(manager, s);
    const waiting = await manager.query<ParkedRow[]>(
      `select stream, revision, position, type, meta, data from ${s}.parked where consumer_group = $1 and stream = $2 order by revision`, [group.group, letter.record.stream]);
    const context = { group: group.group, replaying: false, inLogOrder: false, epoch: Number(checkpoint?.epoch ?? 0), afterCommit: (act: () => void | Promise<void>) => void acts.push(act) };
    let applied = 0;
    for (const record of waiting.map(recordOf)) {
      const failure = await attempt(manager, (inner) => handle([record], { ...context, manager: inner }));
      if (failure !== null) return { kind: 'still-parked', applied, reason: failure.reason, deadLetterId: await bury(manager, group, { id: newId(), record, attempts: 1, failure }) };
      await manager.query(`delete from ${s}.parked where consumer_group = $1 and stream = $2 and revision = $3`, [group.group, record.stream, record.revision]);
      applied += 1;
    }
    return { kind: 'unparked', applied };
  });
  return { ...result, actErrors: await runActs(acts) };
}

/** How many keys wait, and how many dead letters are open. */
export async function parkedCounts({ dataSource, schema, group }: Group): Promise<{ readonly parkedKeys: number; readonly deadLetters: number }> {
  const s = identifier(schema);
  const [row] = await dataSource.query<{ keys: string; letters: string }[]>(
    `select (select count(distinct stream) from ${s}.parked where consumer_group = $1) as keys,
       (select count(*) from ${s}.dead_letter where consumer_group = $1 and state = 'open') as letters`, [group]);
  return { parkedKeys: Number(row?.keys ?? 0), deadLetters: Number(row?.letters ?? 0) };
}

/** Runs the work in a savepoint, so that its failure leaves the transaction usable. Null when it succeeded. */
async function attempt(manager: EntityManager, work: (manager: EntityManager) => Promise<void>): Promise<Failure | null> {
  try {
    await manager.transaction(work);
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

type ParkedRow = { stream: string; revision: number; position: string; type: string; meta: string; data: string };
type DeadLetterRow = ParkedRow & {
  id: string; consumer_group: string; reason: string; error: string; first_seen: Date; last_seen: Date; attempts: number;
  state: DeadLetter['state']; discard_reason: string | null; waiting: string;
};

async function select(manager: EntityManager, { schema, group }: Group, where: string, values: readonly unknown[]): Promise<readonly DeadLetter[]> {
  const s = identifier(schema);
  const rows = await manager.query<DeadLetterRow[]>(
    `select d.*, (select count(*) from ${s}.parked p where p.consumer_group = d.consumer_group and p.stream = d.stream) as waiting
     from ${s}.dead_letter d where d.consumer_group = $1 and ${where}`, [group, ...values]);
  return rows.map((row) => ({
    id: row.id, group: row.consumer_group, record: recordOf(row), reason: row.reason, error: row.error, firstSeen: row.first_seen,
    lastSeen: row.last_seen, attempts: row.attempts, state: row.state, discardReason: row.discard_reason, waiting: Number(row.waiting),
  }));
}

function recordOf({ stream, revision, position, type, meta, data }: ParkedRow): StoredRecord {
  return { stream, revision, position: Number(position), type, meta, data };
}
