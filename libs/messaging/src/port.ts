import type { DeadLetter, Unparking } from '@daifa/projection/dead-letters';
import type { Page } from '@daifa/projection/page';

/**
 * Messages between services. The event store is the only thing that publishes: a bus carries its log to consumer groups, each
 * record at least once and each stream in order, and the gate behind it makes that exactly one effect. Every adapter runs
 * the same contract suite (contract.ts).
 *
 * A bus drives one group's `@EventPattern` handlers: the pattern is the stream's category, the extras name the group. A page
 * is one database transaction of all the group's handlers, its gate and its checkpoint.
 */
export interface Bus {
  readonly group: string;
  /** Read your writes: true once the group has applied everything up to a position, false when that takes longer. */
  waitFor(position: number, timeoutMs: number): Promise<boolean>;
  health(): Promise<BusHealth>;
  /** Open dead letters unless another state is asked for, newest first. */
  list(state?: DeadLetter['state']): Promise<readonly DeadLetter[]>;
  show(deadLetterId: string): Promise<DeadLetter | null>;
  /** Applies a parked key's records again, in order, the poison record first. */
  replay(deadLetterId: string): Promise<Unparking>;
  /** Leaves the poison record out for good, and applies what waits behind it. */
  discard(deadLetterId: string, reason: string): Promise<Unparking>;
  /** Empties the group's read models, applies the whole log again, and resolves when the group is where it was. @throws BusStopped */
  rebuild(tables: readonly [string, ...string[]]): Promise<void>;
  /** Finishes the page at work, hands the group over to another process, and stops; within a bound in any case. */
  close(): Promise<void>;
}

/**
 * - `starting`: the checkpoint was not read yet; `standby`: another process is the group's active consumer;
 * - `stopped`: will not go on until a person acted (`alarm` says why), and a restart alone would not help;
 * - `crashed`: a fault of ours; only a restart helps.
 */
export type BusState = 'starting' | 'running' | 'standby' | 'stopped' | 'crashed' | 'closed';

export type BusHealth = {
  readonly group: string;
  readonly state: BusState;
  /** False when the process should be started again: crashed, or behind for too long without a commit. */
  readonly live: boolean;
  readonly position: number;
  /** Events between the group and the end of the log. */
  readonly lag: number;
  /** Null when the database does not answer. */
  readonly parkedKeys: number | null;
  readonly deadLetters: number | null;
  /** The last failure, without payload; null when the last page succeeded. */
  readonly lastError: string | null;
  /** What a person must see to before the group goes on. */
  readonly alarm: string | null;
  /** For how long the group has been seen behind without moving. */
  readonly stalledMs: number;
  readonly counters: BusCounters;
};

export type BusCounters = {
  readonly pages: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly healed: number;
  readonly parked: number;
  readonly retries: number;
};

/** Where pages come from: the log itself, a broker, or a test that loses and repeats them. */
export interface PageSource {
  /** Delivers pages one after another until the signal aborts or the sink has stopped. Goes on after what `failed` was told. */
  run(sink: PageSink, signal: AbortSignal): Promise<void>;
  /** The end of the log. */
  head(): Promise<number>;
  /** The group's place may have changed: look again. */
  nudge(): void;
  /** Called once, after `run` has ended or is not waited for any more. */
  close?(): Promise<void>;
}

export type PageSink = {
  /** Where to read on from, in the log or in a broker's partition; called before the first page of it. */
  position(partition?: number): Promise<number>;
  /** How many of a broker's partitions are this process's to apply; with none it stands by. */
  assigned(partitions: number): void;
  /** The stretch of the log that a rebuild has still to apply; null when none is going on. A source that is not the log reads it from the store. */
  replaying(): Promise<{ readonly after: number; readonly upTo: number } | null>;
  /** Resolves when the page is durable, with what the source should do next. Never called for two pages of a partition at once. */
  deliver(page: Page): Promise<Delivery>;
  /** Tells of a failure to read, and waits as long as is wise before the next attempt. */
  failed(error: unknown): Promise<void>;
};

export type Delivery =
  /** Go on from here: usually the page's end, sometimes earlier. */
  | { readonly kind: 'at'; readonly position: number }
  /** Another process is active: ask again later from where it is then. */
  | { readonly kind: 'standby' }
  | { readonly kind: 'stopped' };

/** A bus that will not go on was asked for something only a running one can do. */
export class BusStopped extends Error {
  override readonly name = 'BusStopped';
}
