import type { Decision } from '@daifa/decider/decision';
import type { OrderEvent } from '@daifa/order-domain/events';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import type { OrderRecord } from '@daifa/order-store/orders';
import type { Verdict } from '../client/answers.js';
import type { Exchange } from '../client/http.js';
import type { World } from '../client/world.js';

/** What a caller did and was told. */
export type Told = { readonly exchange: Pick<Exchange, 'correlationId' | 'sentAt' | 'returnedAt'>; readonly verdict: Verdict<unknown> };

/** What is known of a command besides what its caller sent: read off the events it led to, or off its answer. */
export type Seen = { readonly at: string; readonly events: readonly OrderEvent[]; readonly verdict: Verdict<unknown> };

/** A command against one order, sent over HTTP, and the pure rule that says what its answer has to be. */
export type Operation = {
  readonly name: string;
  readonly send: () => Promise<Told>;
  readonly decide: (order: Order, seen: Seen) => Decision<OrderEvent, Refusal>;
  /** The answer is given after more than the append, and may be a no although the append took place (a number blocked meanwhile). */
  readonly answersLater?: true;
};

export type Done = { readonly operation: Operation } & Told;

/** Two operations on one order that is made ready, sent as if at once. */
export type Round = {
  readonly orderId: string;
  /** Revision of the order when the two are sent, at least. */
  readonly readyAt: number;
  readonly pair: readonly [Operation, Operation];
  /** What is sent once both are answered, one after another. */
  readonly then?: readonly Operation[];
};

/** A round after it was run, with everything that was recorded about its order. */
export type Run = { readonly round: Round; readonly done: readonly Done[]; readonly records: readonly OrderRecord[]; readonly end: Order };

export type Race = {
  readonly id: `X-${string}`;
  readonly title: string;
  readonly prepare: (world: World, rounds: number) => Promise<readonly Round[]>;
  /** The two sequences that both have to be seen: what it is called when the first of a pair comes first, and the second. */
  readonly orders: readonly [string, string];
  readonly orderOf: (run: Run) => string;
  /** What the race matrix requires of this round beyond the rules' own answers; null when it is so. */
  readonly wrong: (run: Run) => string | null;
};

export const verdictOf = ({ done }: Run, name: string): Verdict<unknown> => {
  const found = done.find(({ operation }) => operation.name === name);
  if (!found) throw new Error(`nobody did ${name}`);
  return found.verdict;
};

export const isDone = (run: Run, name: string): boolean => verdictOf(run, name).kind === 'done';

export const codesOf = (run: Run, name: string): readonly string[] => {
  const verdict = verdictOf(run, name);
  return verdict.kind === 'refused' ? verdict.codes : [];
};

/** Revision of the order's first event of a type; Infinity when there is none. */
export const revisionOf = ({ records }: Run, type: OrderEvent['type']): number => records.find(({ event }) => event.type === type)?.revision ?? Infinity;
