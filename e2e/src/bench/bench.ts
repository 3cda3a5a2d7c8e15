import { goals, reaches, type Goal, type GoalName } from './goals.js';
import { seriesOf, spreadOf, SPREAD_MAX, type Series } from './measure.js';
import type { BenchServer } from './server.js';

/** One measured number; `group` is the table it stands in. */
export type Figure = Series & { readonly group: string; readonly name: string; readonly unit: string };
export type Reached = { readonly name: GoalName; readonly goal: Goal; readonly value: number; readonly min: number; readonly max: number };
export type Invariant = { readonly name: string; readonly ok: boolean; readonly detail: string };

export type Sizes = {
  readonly quick: boolean;
  readonly rounds: number;
  readonly roundMs: number;
  /** How often a table is measured whose rounds disagree. */
  readonly attemptsMax: number;
};

/** A run: what it measures on, and what it has found. */
export class Bench {
  readonly figures: Figure[] = [];
  readonly reached: Reached[] = [];
  readonly invariants: Invariant[] = [];
  readonly noisy: string[] = [];

  constructor(readonly sizes: Sizes, readonly server: BenchServer, readonly say: (line: string) => void) {}

  figure(group: string, name: string, unit: string, rounds: readonly number[]): void {
    this.figures.push({ group, name, unit, ...seriesOf(rounds) });
  }

  /** Rates of one thing in several rounds, which have to agree among themselves. */
  rate(group: string, name: string, unit: string, rounds: readonly number[]): void {
    this.figure(group, name, unit, rounds);
    const spread = spreadOf(seriesOf(rounds));
    if (!(spread <= SPREAD_MAX)) this.noisy.push(`${group}, ${name}: rounds spread ${spread.toFixed(1)}×`);
  }

  reach(name: GoalName, rounds: readonly number[]): void {
    const { median, min, max } = seriesOf(rounds);
    this.reached.push({ name, goal: goals[name], value: median, min, max });
  }

  hold(name: string, ok: boolean, detail = ''): void {
    this.invariants.push({ name, ok, detail });
    if (!ok) this.say(`  BROKEN: ${name} ${detail}`);
  }

  /** Goals below their floor. */
  missed(): readonly Reached[] {
    return this.reached.filter(({ goal, value }) => !reaches(goal, value, goal.floor));
  }

  broken(): readonly Invariant[] {
    return this.invariants.filter(({ ok }) => !ok);
  }
}
