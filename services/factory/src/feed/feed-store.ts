import { rowSet } from '@daifa/projection/row-set';
import type { DataSource, EntityManager } from 'typeorm';
import type { FeedEntry, FeedPayload } from './feed-entries.js';

const HEADS = rowSet({ factory_id: 'uuid', seq: 'bigint' });
const ENTRIES = rowSet({
  factoryId: 'uuid', seq: 'bigint', type: 'text', allocationId: 'text', orderMaskSn: 'uuid', revision: 'integer', position: 'bigint', at: 'timestamptz', payload: 'json',
});

/** An entry in its place. `seq` counts from 1 for each factory, without gaps: `prevSeq` is the proof of it. */
export type PlacedEntry = {
  readonly seq: number;
  readonly prevSeq: number;
  readonly type: string;
  readonly allocationId: string;
  readonly orderMaskSn: string;
  readonly revision: number;
  readonly position: number;
  readonly at: string;
  readonly payload: FeedPayload;
};

export type FeedPage = { readonly items: readonly PlacedEntry[]; readonly head: number };

/**
 * Appends entries in their order and gives each the next number of its factory. The head's row stays locked until the
 * commit, so no reader ever sees a number before a smaller one; heads are taken in the order of ids, so that two writers
 * who meet wait for each other and never both.
 *
 * @returns by allocation, the number of the entry that changed its view last
 */
export async function appendToFeed(manager: EntityManager, entries: readonly FeedEntry[]): Promise<ReadonlyMap<string, number>> {
  if (entries.length === 0) return new Map();
  const newest = await takeNumbers(manager, entries);
  const rows = entries.map((entry) => ({ ...entry, seq: newest.next(entry.factoryId) }));
  await manager.query(
    `insert into factory.feed_entry (factory_id, seq, prev_seq, type, allocation_id, order_mask_sn, revision, position, at, payload)
     select "factoryId", seq, seq - 1, type, "allocationId", "orderMaskSn", revision, position, at, payload from ${ENTRIES.from}`,
    ENTRIES.values(rows),
  );
  return new Map(rows.filter(({ payload }) => hasChanges(payload)).map(({ allocationId, seq }) => [allocationId, seq]));
}

/** Takes as many numbers from each factory's head as it has entries. @returns gives them out, one after another */
async function takeNumbers(manager: EntityManager, entries: readonly FeedEntry[]): Promise<{ next(factoryId: string): number }> {
  const counts = new Map<string, number>();
  for (const { factoryId } of entries) counts.set(factoryId, (counts.get(factoryId) ?? 0) + 1);
  const heads = await manager.query<{ factory_id: string; seq: string }[]>(
    `insert into factory.feed_head as h (factory_id, seq) select factory_id, seq from ${HEADS.from} order by factory_id
     on conflict (factory_id) do update set seq = h.seq + excluded.seq returning factory_id, seq`,
    HEADS.values([...counts].map(([factory_id, seq]) => ({ factory_id, seq }))),
  );
  const given = new Map(heads.map(({ factory_id, seq }) => [factory_id, Number(seq) - (counts.get(factory_id) ?? 0)]));
  return {
    next: (factoryId) => {
      const seq = (given.get(factoryId) ?? 0) + 1;
      given.set(factoryId, seq);
      return seq;
    },
  };
}

const hasChanges = ({ changes }: FeedPayload): boolean => Object.keys(changes).length > 0;

type Row = {
  readonly head: string;
  readonly seq: string | null;
  readonly prev_seq: string;
  readonly type: string;
  readonly allocation_id: string;
  readonly order_mask_sn: string;
  readonly revision: number;
  readonly position: string;
  readonly at: Date;
  readonly payload: FeedPayload;
};

/** The next entries after a number, and the newest number there is, as of one moment. */
export async function feedPage(database: DataSource, { factoryId, after, limit }: { readonly factoryId: string; readonly after: number; readonly limit: number }): Promise<FeedPage> {
  const rows = await database.query<Row[]>(
    `select h.head, e.* from (select coalesce((select seq from factory.feed_head where factory_id = $1), 0) as head) h
     left join lateral (
       select seq, prev_seq, type, allocation_id, order_mask_sn, revision, position, at, payload from factory.feed_entry where factory_id = $1 and seq > $2 order by seq limit $3
     ) e on true order by e.seq`,
    [factoryId, after, limit],
  );
  const items = rows.flatMap((row) => (row.seq === null ? [] : [entryOf(row, Number(row.seq))]));
  return { items, head: Number(rows[0]?.head ?? 0) };
}

export async function feedHead(database: DataSource, factoryId: string): Promise<number> {
  const [row] = await database.query<{ seq: string }[]>('select seq from factory.feed_head where factory_id = $1', [factoryId]);
  return Number(row?.seq ?? 0);
}

function entryOf({ prev_seq, type, allocation_id, order_mask_sn, revision, position, at, payload }: Row, seq: number): PlacedEntry {
  return { seq, prevSeq: Number(prev_seq), type, allocationId: allocation_id, orderMaskSn: order_mask_sn, revision, position: Number(position), at: at.toISOString(), payload };
}
