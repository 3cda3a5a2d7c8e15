import { isDeepStrictEqual } from 'node:util';
import { evolve } from '@daifa/order-domain/evolve';
import { unborn, type Order } from '@daifa/order-domain/order';
import type { OrderRecord } from '@daifa/order-store/orders';
import type { Done } from './race.js';

/**
 * Linearizability with the order's own stream as the witness (reliability 2.5), in linear time: every answer must be what the
 * pure rules give at its revision; who was answered before another asked has the lower revision; who changed nothing needs
 * some revision between asking and being answered at which the rules agree.
 *
 * @param readyAt revision the stream had reached before any of these was sent
 * @returns what is wrong, empty when the history is linearizable
 */
export function notLinearizable(done: readonly Done[], records: readonly OrderRecord[], readyAt: number): readonly string[] {
  const states = records.reduce<readonly Order[]>((folded, { event }) => [...folded, evolve(folded.at(-1) ?? unborn, event)], []);
  const placed = done.map((one) => ({ one, own: records.filter(({ meta }) => meta.correlationId === one.exchange.correlationId && meta.causationId === null) }));
  const writers = placed.flatMap(({ one, own }): Point[] => (own.length > 0 ? [pointOf(one, own)] : []));
  const wrong = writers.flatMap(({ one, own }) => writerProblems(one, own, states));
  return [...wrong, ...orderProblems(writers), ...readerProblems(placed.filter(({ own }) => own.length === 0).map(({ one }) => one), { writers, states, records, readyAt })];
}

type Point = { readonly one: Done; readonly own: readonly OrderRecord[]; readonly first: number; readonly last: number };

const pointOf = (one: Done, own: readonly OrderRecord[]): Point => ({ one, own, first: own[0]?.revision ?? 0, last: own.at(-1)?.revision ?? 0 });

/** (a) The events are what the rules give on the state they were appended to, and the answer is a yes. */
function writerProblems({ operation, verdict }: Done, own: readonly OrderRecord[], states: readonly Order[]): readonly string[] {
  const [first] = own;
  if (!first) return [];
  const events = own.map(({ event }) => event);
  const decision = operation.decide(states[first.revision - 1] ?? unborn, { at: first.event.at, events, verdict });
  return [
    ...(own.every(({ revision }, n) => revision === first.revision + n) ? [] : [`${operation.name}: its events do not stand together`]),
    ...(verdict.kind === 'done' || operation.answersLater ? [] : [`${operation.name}: it was refused (${verdict.codes.join()}), yet r${first.revision} is its event`]),
    ...(decision.kind === 'accepted' && isDeepStrictEqual(decision.events, events) ? [] : [`${operation.name}: at r${first.revision} the rules give ${shown(decision)}, and not ${events.map(({ type }) => type).join()}${differences(decision.kind === 'accepted' ? decision.events : [], events)}`]),
  ];
}

/** (b) Real time: answered before the other asked means a lower revision. */
function orderProblems(writers: readonly Point[]): readonly string[] {
  return writers.flatMap((early) => writers.filter((late) => early.one.exchange.returnedAt < late.one.exchange.sentAt && early.last > late.first)
    .map((late) => `${early.one.operation.name} was answered before ${late.one.operation.name} was asked, yet r${early.last} is behind r${late.first}`));
}

type Witness = { readonly writers: readonly Point[]; readonly states: readonly Order[]; readonly records: readonly OrderRecord[]; readonly readyAt: number };

/** (c) Whoever changed nothing agrees with some revision of its time; the earliest such is taken, which leaves most room to the others. */
function readerProblems(readers: readonly Done[], { writers, states, records, readyAt }: Witness): readonly string[] {
  const points: { readonly returnedAt: number; readonly revision: number }[] = writers.map(({ one, last }) => ({ returnedAt: one.exchange.returnedAt, revision: last }));
  return [...readers].sort((a, b) => a.exchange.sentAt - b.exchange.sentAt).flatMap((reader): string[] => {
    const { exchange: { sentAt, returnedAt }, operation } = reader;
    const from = points.reduce((bound, point) => (point.returnedAt < sentAt ? Math.max(bound, point.revision) : bound), readyAt);
    const to = writers.reduce((bound, { one, first }) => (one.exchange.sentAt > returnedAt ? Math.min(bound, first - 1) : bound), states.length - 1);
    for (let revision = from; revision <= to; revision += 1) {
      if (!agrees(reader, states[revision] ?? unborn, records[revision]?.event.at ?? '')) continue;
      points.push({ returnedAt, revision });
      return [];
    }
    return [`${operation.name} was answered ${toldAs(reader)}, and at no revision from r${from} to r${to} do the rules say so`];
  });
}

function agrees({ operation, verdict }: Done, state: Order, at: string): boolean {
  const decision = operation.decide(state, { at, events: [], verdict });
  if (verdict.kind === 'done') return decision.kind === 'accepted' && decision.events.length === 0;
  return decision.kind === 'refused' && isDeepStrictEqual(decision.refusals.map(({ code }) => code), verdict.codes);
}

const toldAs = ({ verdict }: Done): string => (verdict.kind === 'done' ? 'yes without an event' : `no (${verdict.codes.join()})`);

/** Which fields of which event are other than the rules give them. */
function differences(given: readonly object[], found: readonly object[]): string {
  const fields = found.flatMap((event, n) => {
    const other = new Map(Object.entries(given[n] ?? {}));
    return Object.entries(event).filter(([name, value]) => !isDeepStrictEqual(value, other.get(name))).map(([name, value]) => `${name}: ${JSON.stringify(other.get(name))} / ${JSON.stringify(value)}`);
  });
  return fields.length === 0 ? '' : ` (${fields.join('; ')})`;
}

function shown(decision: ReturnType<Done['operation']['decide']>): string {
  return decision.kind === 'accepted' ? `[${decision.events.map(({ type }) => type).join()}]` : `a refusal (${decision.refusals.map(({ code }) => code).join()})`;
}
