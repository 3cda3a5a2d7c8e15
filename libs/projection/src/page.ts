import type { EntityManager } from 'typeorm';
import type { StoredRecord } from '@daifa/event-store/port';
import { type Consumer, type HeldCheckpoint, holdCheckpoint, LOG, moveCheckpoint, openGate, park } from './checkpoint.js';
import { fillHoles, passGate } from './gate.js';

/** A stretch of the log on its way to a consumer group. */
export type Page = {
  /** LOG for the log itself; a broker's partition, counted from 1, otherwise. Each has its own checkpoint and its own active consumer. */
  readonly partition: number;
  /** Position the page follows on, so that a rewound group is noticed; null where the source keeps its own place. */
  readonly after: number | null;
  /** Where the checkpoint stands afterwards, never lower than before; null leaves it where it is. */
  readonly upTo: number | null;
  /** The records this group wants; those of other categories are left out, and the checkpoint passes them. */
  readonly records: readonly StoredRecord[];
};

/** What a handler is given beside the page. */
export type PageContext = {
  /** Writes made through it commit or vanish together with the checkpoint and with those of the group's other handlers. */
  readonly manager: EntityManager;
  readonly group: string;
  /** True while a rebuild passes what the group had seen before: nothing may be sent to the world again. */
  readonly replaying: boolean;
  /** Counts changes of the active consumer. A fencing token for effects outside this database. */
  readonly epoch: number;
  /**
   * True when the page follows on all the group has applied: nothing of a later place in the log was applied before it. A
   * broker's partitions come in any order, and so does what is fetched around a poison record.
   */
  readonly inLogOrder: boolean;
  /** Runs after the commit, in order, and not at all after a rollback. May be lost in a crash: for a tap on the shoulder, never for an obligation. */
  afterCommit(act: () => void | Promise<void>): void;
};

export type PageHandler = (records: readonly StoredRecord[], context: PageContext) => Promise<void>;

export type Applied = {
  readonly kind: 'applied';
  /** Where the checkpoint stands now. */
  readonly position: number;
  readonly applied: number;
  readonly duplicates: number;
  /** Records the page jumped over and the store gave. */
  readonly healed: number;
  /** Records that queued behind a parked one of their stream. */
  readonly parked: number;
  /** What `afterCommit` acts threw: the page is committed all the same. */
  readonly actErrors: readonly unknown[];
};

export type PageOutcome =
  | Applied
  /** The checkpoint was set back since the page was read: read again from there. */
  | { readonly kind: 'rewound'; readonly position: number }
  /** Another process is the group's active consumer. Nothing was done. */
  | { readonly kind: 'standby' };

/**
 * Passes a page through the gate and applies what is new, in one transaction: the handlers' writes, the gate and the checkpoint.
 * The same page again has no effect. Commits asynchronously: what a crash of the database loses, it loses together with its
 * checkpoint, and it is applied again.
 *
 * @throws whatever a handler throws, after the rollback
 */
export async function applyPage(consumer: Consumer, page: Page, handle: PageHandler): Promise<PageOutcome> {
  const acts: (() => void | Promise<void>)[] = [];
  const outcome = await consumer.dataSource.transaction(async (manager): Promise<PageOutcome> => {
    const held = await holdCheckpoint(manager, consumer, page.partition);
    if (held === null) return { kind: 'standby' };
    if (page.after !== null && held.position < page.after) return { kind: 'rewound', position: held.position };
    const replaying = held.position < held.replayingUntil;
    const inLogOrder = page.partition === LOG && page.upTo !== null && !held.gated;
    const context = { manager, group: consumer.group, replaying, inLogOrder, epoch: held.epoch, afterCommit: (act: () => void | Promise<void>) => void acts.push(act) };
    return applyHeld(consumer, held, replaying && page.after !== null ? cutAt(page, held.replayingUntil) : page, handle, context);
  });
  return outcome.kind === 'applied' ? { ...outcome, actErrors: await runActs(acts) } : outcome;
}

async function applyHeld(consumer: Consumer, held: HeldCheckpoint, page: Page, handle: PageHandler, context: PageContext): Promise<Applied> {
  const { manager } = context;
  const gate = await openGate(manager, consumer, held, page.records);
  const passage = passGate({ ...gate, follows: page.after !== null }, page.records);
  const received = await fillHoles(consumer.store, passage, gate.floor);
  const wanted = received.filter((record) => !gate.isDiscarded(record));
  const behind = wanted.filter((record) => gate.parked.has(record.stream));
  const due = behind.length === 0 ? wanted : wanted.filter((record) => !gate.parked.has(record.stream));
  if (due.length > 0) await handle(due, context);
  if (behind.length > 0) await park(manager, consumer, behind);
  const position = page.upTo === null ? null : Math.max(held.position, page.upTo);
  await moveCheckpoint(manager, consumer, { partition: page.partition, held, position, received: passage.received });
  return {
    kind: 'applied', position: position ?? held.position, applied: due.length, duplicates: passage.duplicates,
    healed: received.length - passage.fresh.length, parked: behind.length, actErrors: [],
  };
}

/** A page is either all replay or all news, so that `replaying` is true of each of its records: the rest is read again. */
function cutAt(page: Page, position: number): Page {
  return { ...page, upTo: page.upTo === null ? null : Math.min(page.upTo, position), records: page.records.filter((record) => record.position <= position) };
}

/** Runs what waited for a commit, and gives back what it threw. */
export async function runActs(acts: readonly (() => void | Promise<void>)[]): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  for (const act of acts) {
    try {
      await act();
    } catch (error) {
      errors.push(error); // handed to the caller, who reports it: the page stands
    }
  }
  return errors;
}
