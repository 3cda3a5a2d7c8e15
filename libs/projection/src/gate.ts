import { NO_STREAM, type EventStore, type StoredRecord } from '@daifa/event-store/port';

/** Revisions `from` to `to` of a stream that a page jumps over: lost on the way, or not yet seen by this group. */
export type Hole = { readonly stream: string; readonly from: number; readonly to: number };

/** What a group has received: everything up to `floor`, and of some streams more, up to a revision. */
export type Received = {
  readonly floor: number;
  readonly received: ReadonlyMap<string, number>;
  /** The page follows on the floor without a hole (the log itself): a stream not named in `received` has nothing before its first record here. */
  readonly follows: boolean;
};

export type Passage = {
  /** What is new, in log order; where `holes` is empty, each stream's revisions follow on without a gap. */
  readonly fresh: readonly StoredRecord[];
  readonly holes: readonly Hole[];
  readonly duplicates: number;
  /** The last revision received of each stream in `fresh`, once the holes are filled. */
  readonly received: ReadonlyMap<string, number>;
};

/**
 * Judges a page against what a group has received: seen before is a duplicate, the next revision passes, a later one passes
 * and leaves a hole to fill. Pure. Whatever loses, repeats or reorders records on the way, each revision passes once, in order:
 * revisions and positions rise together in one store, so putting a page in order of position puts each stream in order.
 */
export function passGate({ floor, received, follows }: Received, records: readonly StoredRecord[]): Passage {
  const passed = new Map<string, number>();
  const fresh: StoredRecord[] = [];
  const holes: Hole[] = [];
  for (const record of inLogOrder(records)) {
    const { stream, revision, position } = record;
    const last = passed.get(stream) ?? received.get(stream) ?? (follows ? revision - 1 : NO_STREAM);
    if (position <= floor || revision <= last) continue;
    if (revision > last + 1) holes.push({ stream, from: last + 1, to: revision - 1 });
    passed.set(stream, revision);
    fresh.push(record);
  }
  return { fresh, holes, duplicates: records.length - fresh.length, received: passed };
}

/**
 * The page with its holes filled from the store, in log order. What of a hole lies at or below the floor was applied before.
 *
 * @throws GapNotHealed when the store does not have them (yet): a lagging replica, so worth another try
 */
export async function fillHoles(store: Pick<EventStore, 'read'>, { fresh, holes }: Passage, floor: number): Promise<readonly StoredRecord[]> {
  if (holes.length === 0) return fresh;
  const found: StoredRecord[] = [];
  for (const { stream, from, to } of holes) {
    const missing = (await store.read(stream, from)).filter((record) => record.revision <= to);
    if (missing.length !== to - from + 1) throw new GapNotHealed(stream, from, to);
    found.push(...missing.filter(({ position }) => position > floor));
  }
  return inLogOrder([...found, ...fresh]);
}

/** The store did not hold revisions that must come before a delivered one. */
export class GapNotHealed extends Error {
  override readonly name = 'GapNotHealed';
  constructor(stream: string, from: number, to: number) {
    super(`revisions ${from} to ${to} of ${stream} are not in the store`);
  }
}

function inLogOrder(records: readonly StoredRecord[]): readonly StoredRecord[] {
  const ordered = records.every((record, index) => index === 0 || (records[index - 1]?.position ?? 0) <= record.position);
  return ordered ? records : [...records].sort((a, b) => a.position - b.position);
}
