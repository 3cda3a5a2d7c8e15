import { performance } from 'node:perf_hooks';

/** What was measured in several rounds. */
export type Series = { readonly median: number; readonly min: number; readonly max: number; readonly rounds: number };

export function seriesOf(values: readonly number[]): Series {
  if (values.length === 0) throw new TypeError('a series needs at least one round');
  return { median: percentile(values, 0.5), min: Math.min(...values), max: Math.max(...values), rounds: values.length };
}

/** The value below which a fraction of all values lies, between neighbours by their distance. */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** How far the best and the worst round lie apart. Beyond SPREAD_MAX the machine was doing something else. */
export const spreadOf = ({ min, max }: Series): number => max / min;
export const SPREAD_MAX = 2.5;

/** Measures again where a neighbour's burst made the rounds disagree; what disagrees each time is given back as it is, and marked by the report. */
export async function untilAgreed<Value>(attemptsMax: number, measure: () => Promise<Value>, ratesOf: (value: Value) => readonly (readonly number[])[]): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    const value = await measure();
    if (attempt === attemptsMax || ratesOf(value).every((rates) => spreadOf(seriesOf(rates)) <= SPREAD_MAX)) return value;
  }
}

/** Each round's own quotient: both were measured within seconds of each other, so what slowed the machine slowed both. */
export function ratios(ours: readonly number[], theirs: readonly number[]): readonly number[] {
  return ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
}

/** The list, begun at another element: who goes first differs from round to round. */
export function rotated<Value>(list: readonly Value[], by: number): readonly Value[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

/** What a closed loop did: each of the clients asks again as soon as it has its answer. */
export type Loop = { readonly done: number; readonly seconds: number; readonly latenciesMs: readonly number[] };

/** @param step does one unit of work; `n` counts them over all clients */
export async function closedLoop(clients: number, durationMs: number, step: (n: number, client: number) => Promise<unknown>): Promise<Loop> {
  const latenciesMs: number[] = [];
  let n = 0;
  const startedAt = performance.now();
  const until = startedAt + durationMs;
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let askedAt = performance.now(); askedAt < until; ) {
      await step(n++, client);
      const answeredAt = performance.now();
      latenciesMs.push(answeredAt - askedAt);
      askedAt = answeredAt;
    }
  }));
  return { done: latenciesMs.length, seconds: (performance.now() - startedAt) / 1000, latenciesMs };
}
