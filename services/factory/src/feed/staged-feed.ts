import { groupPosition } from '@daifa/projection/checkpoint';
import type { DataSource, EntityManager } from 'typeorm';
import type { FeedEntry } from './feed-entries.js';

/** Any constant does, as long as it is ours: who numbers entries does it alone. */
const NUMBERING_LOCK = 0x0fee_d;

const COLUMNS = 'factory_id, type, allocation_id, order_mask_sn, revision, position, at, payload';

/**
 * Keeps entries that came out of the log's order: from a broker's partitions, or from around a poison record. They get their
 * numbers once the group has applied everything before them, in the order of the log: so a feed is the same feed in every world,
 * after every rebuild, and a number a factory has seen stays what it was.
 */
export async function stageEntries(manager: EntityManager, entries: readonly FeedEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry, n) => ({ n, ...entry, changed: Object.keys(entry.payload.changes).length > 0 }));
  await manager.query(
    `insert into factory.feed_staged (position, n, factory_id, type, allocation_id, order_mask_sn, revision, at, payload, changed)
     select position, n, "factoryId", type, "allocationId", "orderMaskSn", revision, at, payload, changed
     from json_to_recordset($1::json) as r(n integer, "factoryId" uuid, type text, "allocationId" text, "orderMaskSn" uuid, revision integer, position bigint, at timestamptz, payload json, changed boolean)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

/** Gives numbers to the staged entries whose turn it is. @returns the factories that have news */
export async function numberStaged(database: DataSource): Promise<readonly string[]> {
  const [staged] = await database.query<{ some: boolean }[]>('select exists (select from factory.feed_staged) as some');
  if (staged?.some !== true) return [];
  return database.transaction(async (manager) => {
    // The lock is a statement of its own: what follows has to see what the one before us has done.
    await manager.query('select pg_advisory_xact_lock($1)', [NUMBERING_LOCK]);
    const rows = await manager.query<{ factory_id: string }[]>(NUMBERED, [await groupPosition(manager, { schema: 'factory', group: 'factory' })]);
    return rows.map(({ factory_id }) => factory_id);
  });
}

const NUMBERED = `
  with due as (delete from factory.feed_staged where position <= $1 returning *),
  head as (
    insert into factory.feed_head as h (factory_id, seq)
    select factory_id, count(*) from due group by factory_id order by factory_id
    on conflict (factory_id) do update set seq = h.seq + excluded.seq
    returning factory_id, seq
  ),
  placed as (
    select due.*, head.seq - count(*) over factory + row_number() over (partition by due.factory_id order by due.position, due.n) as seq
    from due join head on head.factory_id = due.factory_id window factory as (partition by due.factory_id)
  ),
  inserted as (
    insert into factory.feed_entry (seq, prev_seq, ${COLUMNS}) select seq, seq - 1, ${COLUMNS} from placed
  ),
  listed as (
    update factory.work_list_row w set seq = newest.seq
    from (select allocation_id, max(seq) as seq from placed where changed group by allocation_id) newest
    where w.allocation_id = newest.allocation_id
  )
  select factory_id from head`;
