import type { DataSource, EntityManager } from 'typeorm';
import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import { identifier } from './tables.js';

/** A consumer group's place: the schema of its service holds its read models and its checkpoint. */
export type Group = { readonly dataSource: DataSource; readonly schema: string; readonly group: string };

/** One process's member of a group. */
export type Consumer = Group & {
  /** Id of this member, new at every start. */
  readonly owner: string;
  readonly store: Pick<EventStore, 'read'>;
};

export type HeldCheckpoint = { readonly position: number; readonly replayingUntil: number; readonly epoch: number };

/**
 * An active consumer that shows no sign for this long may be replaced. Its work is safe either way (the row is locked while
 * a page is applied); the lease only keeps two processes from taking turns.
 */
export const LEASE_MS = 5_000;
/** A process that stops in the middle of a page (SIGSTOP, long pause) is cut off by the database, so that another can go on. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/** Makes the group's checkpoint where there is none yet. Running it again changes nothing. */
export async function ensureCheckpoint({ dataSource, schema, group }: Group, partition: number): Promise<void> {
  await dataSource.query(
    `insert into ${identifier(schema)}.checkpoint (consumer_group, partition) values ($1, $2) on conflict do nothing`, [group, partition]);
}

/** Locks the checkpoint for this transaction; null when another process holds it or is active. A new owner is a new epoch. */
export async function holdCheckpoint(manager: EntityManager, consumer: Consumer, partition: number): Promise<HeldCheckpoint | null> {
  const rows = await manager.query<{ position: string; replaying_until: string; epoch: string; held: boolean | null; free: boolean }[]>(
    `select position, replaying_until, epoch, owner = $3 as held, owner is null or seen_at < clock_timestamp() - make_interval(secs => $4) as free,
       set_config('synchronous_commit', 'off', true), set_config('idle_in_transaction_session_timeout', $5, true)
     from ${identifier(consumer.schema)}.checkpoint where consumer_group = $1 and partition = $2 for update skip locked`,
    [consumer.group, partition, consumer.owner, LEASE_MS / 1_000, String(IDLE_IN_TRANSACTION_MS)]);
  const [row] = rows;
  if (row === undefined || (row.held !== true && !row.free)) return null;
  return { position: Number(row.position), replayingUntil: Number(row.replaying_until), epoch: Number(row.epoch) + (row.held === true ? 0 : 1) };
}

export type Gate = {
  readonly received: ReadonlyMap<string, number>;
  /** Streams with a poison record: what comes later waits behind it. */
  readonly parked: ReadonlySet<string>;
  isDiscarded(record: StoredRecord): boolean;
};

/** What the group has received of the page's streams. */
export async function openGate(manager: EntityManager, { schema, group }: Group, records: readonly StoredRecord[]): Promise<Gate> {
  if (records.length === 0) return { received: new Map(), parked: new Set(), isDiscarded: () => false };
  const s = identifier(schema);
  const rows = await manager.query<{ what: 'received' | 'parked' | 'discarded'; stream: string; revision: number }[]>(
    `select 'received' as what, stream, revision from ${s}.gate where consumer_group = $1 and stream = any($2)
     union all select 'parked', stream, min(revision) from ${s}.parked where consumer_group = $1 group by stream
     union all select 'discarded', stream, revision from ${s}.dead_letter where consumer_group = $1 and state = 'discarded' and stream = any($2)`,
    [group, [...new Set(records.map((record) => record.stream))]]);
  const received = new Map<string, number>();
  const parked = new Set<string>();
  const discarded = new Set<string>();
  for (const { what, stream, revision } of rows) {
    if (what === 'received') received.set(stream, revision);
    else if (what === 'parked') parked.add(stream);
    else discarded.add(`${stream}@${revision}`);
  }
  return { received, parked, isDiscarded: ({ stream, revision }) => discarded.size > 0 && discarded.has(`${stream}@${revision}`) };
}

export type Move = { readonly partition: number; readonly position: number; readonly epoch: number; readonly received: ReadonlyMap<string, number> };

/** Writes gate and checkpoint in one statement. The caller holds the checkpoint. */
export async function moveCheckpoint(manager: EntityManager, { schema, group, owner }: Consumer, move: Move): Promise<void> {
  const s = identifier(schema);
  await manager.query(
    `with received as (
       insert into ${s}.gate as g (consumer_group, stream, revision)
       select $1, stream, revision from unnest($2::text[], $3::integer[]) as t (stream, revision)
       on conflict (consumer_group, stream) do update set revision = excluded.revision where g.revision < excluded.revision
     )
     update ${s}.checkpoint set position = $4, epoch = $5, owner = $6, seen_at = clock_timestamp() where consumer_group = $1 and partition = $7`,
    [group, [...move.received.keys()], [...move.received.values()], move.position, move.epoch, owner, move.partition]);
}

/** Puts records in the queue of their stream. A record that already waits there is left alone. */
export async function park(manager: EntityManager, { schema, group }: Group, records: readonly StoredRecord[]): Promise<void> {
  await manager.query(
    `insert into ${identifier(schema)}.parked (consumer_group, stream, revision, position, type, meta, data)
     select $1, * from unnest($2::text[], $3::integer[], $4::bigint[], $5::text[], $6::text[], $7::text[]) on conflict do nothing`,
    [group, ...columnsOf(records)]);
}

/** Gives the checkpoint back, so that another process need not wait for the lease to end. */
export async function releaseCheckpoint({ dataSource, schema, group, owner }: Consumer): Promise<void> {
  await dataSource.query(`update ${identifier(schema)}.checkpoint set owner = null where consumer_group = $1 and owner = $2`, [group, owner]);
}

function columnsOf(records: readonly StoredRecord[]): unknown[][] {
  return [
    records.map((r) => r.stream), records.map((r) => r.revision), records.map((r) => r.position),
    records.map((r) => r.type), records.map((r) => r.meta), records.map((r) => r.data),
  ];
}
