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

/** The partition number of the log itself; a broker's partitions are numbered from 1. */
export const LOG = 0;

/** A checkpoint this transaction has locked, and what decides how its page is judged. */
export type HeldCheckpoint = {
  readonly position: number;
  readonly replayingUntil: number;
  readonly epoch: number;
  /** Everything up to here was applied, whatever the gate says: the place in the log itself. */
  readonly floor: number;
  /** Whether anything was received ahead of the floor. */
  readonly gated: boolean;
  /** Whether records are parked or discarded. */
  readonly quarantined: boolean;
};

/**
 * An active consumer that shows no sign for this long may be replaced. Its work is safe either way (the row is locked while
 * a page is applied); the lease only keeps two processes from taking turns.
 */
export const LEASE_MS = 5_000;
/** A process that stops in the middle of a page (SIGSTOP, long pause) is cut off by the database, so that another can go on. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/** Where a group stands in a partition. Makes its checkpoint there, and the one in the log that goes with it, where there is none yet. */
export async function openCheckpoint({ dataSource, schema, group }: Group, partition: number): Promise<number> {
  const s = identifier(schema);
  await dataSource.query(
    `insert into ${s}.checkpoint (consumer_group, partition) select distinct $1, partition from unnest(array[${LOG}, $2::integer]) as t (partition) on conflict do nothing`,
    [group, partition]);
  const [row] = await dataSource.query<{ position: string }[]>(`select position from ${s}.checkpoint where consumer_group = $1 and partition = $2`, [group, partition]);
  return Number(row?.position ?? 0);
}

type CheckpointRow = {
  position: string; replaying_until: string; epoch: string; held: boolean | null; free: boolean; gated: boolean; quarantined: boolean;
};

/**
 * SQL of where a group is, for a query that reads its rows in the same snapshot: its place in the log, or the lowest of a broker's
 * partitions where those are further; null when it never ran.
 *
 * @param group as the query has it, such as `$1`
 */
export function groupPlace(schema: string, group: string): string {
  return `(select greatest(max(position) filter (where partition = ${LOG}), min(position) filter (where partition <> ${LOG}))
     from ${identifier(schema)}.checkpoint where consumer_group = ${group})`;
}

/** A group has applied everything up to here; 0 when it never ran. */
export async function groupPosition(manager: EntityManager, { schema, group }: Pick<Group, 'schema' | 'group'>): Promise<number> {
  const [row] = await manager.query<{ position: string | null }[]>(`select ${groupPlace(schema, '$1')} as position`, [group]);
  return Number(row?.position ?? 0);
}

/** The stretch of the log that a rebuild of the group has still to apply; null when none is going on. */
export async function replayOf({ dataSource, schema, group }: Group): Promise<{ readonly after: number; readonly upTo: number } | null> {
  const [row] = await dataSource.query<{ position: string; replaying_until: string }[]>(
    `select position, replaying_until from ${identifier(schema)}.checkpoint where consumer_group = $1 and partition = ${LOG} and position < replaying_until`, [group]);
  return row ? { after: Number(row.position), upTo: Number(row.replaying_until) } : null;
}

/**
 * Locks the checkpoint for this transaction; null when another process holds it or is active, and for a broker's partition while
 * the log is replayed. A new owner is a new epoch.
 */
export async function holdCheckpoint(manager: EntityManager, consumer: Consumer, partition: number): Promise<HeldCheckpoint | null> {
  const s = identifier(consumer.schema);
  const floor = partition === LOG ? null : await shareFloor(manager, consumer);
  if (floor === 'replaying') return null;
  const [row] = await manager.query<CheckpointRow[]>(
    `select position, replaying_until, epoch, owner = $3 as held, owner is null or seen_at < clock_timestamp() - make_interval(secs => $4) as free,
       exists (select from ${s}.gate where consumer_group = $1) as gated,
       exists (select from ${s}.parked where consumer_group = $1)
         or exists (select from ${s}.dead_letter where consumer_group = $1 and state = 'discarded') as quarantined,
       set_config('synchronous_commit', 'off', true), set_config('idle_in_transaction_session_timeout', $5, true)
     from ${s}.checkpoint where consumer_group = $1 and partition = $2 for update skip locked`,
    [consumer.group, partition, consumer.owner, LEASE_MS / 1_000, String(IDLE_IN_TRANSACTION_MS)]);
  if (row === undefined || (row.held !== true && !row.free)) return null;
  const position = Number(row.position);
  const epoch = Number(row.epoch) + (row.held === true ? 0 : 1);
  return { position, replayingUntil: Number(row.replaying_until), epoch, floor: floor ?? position, gated: row.gated, quarantined: row.quarantined };
}

/** The group's place in the log, kept where it is until this transaction ends. A group that is replaying takes nothing from a broker. */
async function shareFloor(manager: EntityManager, { schema, group }: Consumer): Promise<number | 'replaying'> {
  const [row] = await manager.query<{ position: string; replaying: boolean }[]>(
    `select position, position < replaying_until as replaying from ${identifier(schema)}.checkpoint
     where consumer_group = $1 and partition = ${LOG} for share skip locked`, [group]);
  return row === undefined || row.replaying ? 'replaying' : Number(row.position);
}

/**
 * What a group has received ahead of its place in the log: from a broker, whose partitions are not the log's order, and around a
 * poison record. What is at or below the floor needs no row here.
 */
export type Gate = {
  readonly floor: number;
  readonly received: ReadonlyMap<string, number>;
  /** Streams with a poison record: what comes later waits behind it. */
  readonly parked: ReadonlySet<string>;
  isDiscarded(record: StoredRecord): boolean;
};

/** What the group has received of the page's streams. */
export async function openGate(manager: EntityManager, { schema, group }: Group, held: HeldCheckpoint, records: readonly StoredRecord[]): Promise<Gate> {
  const { floor } = held;
  if (records.length === 0 || !(held.gated || held.quarantined)) return { floor, received: new Map(), parked: new Set(), isDiscarded: () => false };
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
  return { floor, received, parked, isDiscarded: ({ stream, revision }) => discarded.size > 0 && discarded.has(`${stream}@${revision}`) };
}

export type Move = {
  readonly partition: number;
  readonly held: HeldCheckpoint;
  /** Where the checkpoint stands now; null leaves it where it was. */
  readonly position: number | null;
  readonly received: ReadonlyMap<string, number>;
};

/**
 * Writes the checkpoint, and the gate where it says more than the checkpoint: what was received while the place in the log did
 * not move over it. Once it has, the gate's rows go. The caller holds the checkpoint.
 */
export async function moveCheckpoint(manager: EntityManager, consumer: Consumer, { partition, held, position, received }: Move): Promise<void> {
  const s = identifier(consumer.schema);
  const streams = [...received.keys()];
  const passes = partition === LOG && position !== null;
  const gate = passes
    ? `delete from ${s}.gate g using unnest($5::text[], $6::integer[]) as t (stream, revision)
       where g.consumer_group = $1 and g.stream = t.stream and g.revision <= t.revision`
    : `insert into ${s}.gate as g (consumer_group, stream, revision)
       select $1, stream, revision from unnest($5::text[], $6::integer[]) as t (stream, revision)
       on conflict (consumer_group, stream) do update set revision = excluded.revision where g.revision < excluded.revision`;
  const withGate = streams.length > 0 && (!passes || held.gated);
  await manager.query(
    `${withGate ? `with gate as (${gate}) ` : ''}update ${s}.checkpoint set position = $3, epoch = $4, owner = $7, seen_at = clock_timestamp()
     where consumer_group = $1 and partition = $2${withGate ? '' : ' and $5::text[] is null and $6::integer[] is null'}`,
    [consumer.group, partition, position ?? held.position, held.epoch, withGate ? streams : null, withGate ? [...received.values()] : null, consumer.owner]);
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
