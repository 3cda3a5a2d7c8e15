import { NO_STREAM, type StoredRecord } from '@daifa/event-store/port';
import { type Consumer, holdCheckpoint, LOG, moveCheckpoint, park } from './checkpoint.js';
import { bury } from './dead-letters.js';
import { failureOf } from './failure.js';
import { identifier } from './tables.js';

/** What a stream has that this group has not received, up to a revision, in order, from the store. */
export async function pendingOf({ dataSource, schema, group, store }: Consumer, stream: string, upToRevision: number): Promise<readonly StoredRecord[]> {
  const s = identifier(schema);
  const [row] = await dataSource.query<{ revision: number | null; floor: string | null }[]>(
    `select (select revision from ${s}.gate where consumer_group = $1 and stream = $2) as revision,
       (select position from ${s}.checkpoint where consumer_group = $1 and partition = ${LOG}) as floor`, [group, stream]);
  const records = await store.read(stream, (row?.revision ?? NO_STREAM) + 1);
  return records.filter(({ revision, position }) => revision <= upToRevision && position > Number(row?.floor ?? 0));
}

export type PoisonedKey = {
  readonly id: string;
  readonly partition: number;
  readonly record: StoredRecord;
  /** What is to wait behind it: the records of its stream received so far. */
  readonly behind: readonly StoredRecord[];
  readonly attempts: number;
  readonly error: unknown;
};

/**
 * Parks a key: the poison record becomes a dead letter, it and those behind it wait, and the gate counts them as received,
 * so the log goes on without them. False when another process is the group's active consumer: nothing was done.
 */
export async function parkKey(consumer: Consumer, { id, partition, record, behind, attempts, error }: PoisonedKey): Promise<boolean> {
  return consumer.dataSource.transaction(async (manager) => {
    const held = await holdCheckpoint(manager, consumer, partition);
    if (held === null) return false;
    await bury(manager, consumer, { id, record, attempts, failure: failureOf(error) });
    if (behind.length > 0) await park(manager, consumer, behind);
    const received = new Map([[record.stream, (behind.at(-1) ?? record).revision]]);
    await moveCheckpoint(manager, consumer, { partition, held, position: null, received });
    return true;
  });
}
