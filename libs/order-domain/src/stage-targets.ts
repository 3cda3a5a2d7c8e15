import type { BindingId } from './ids.js';

/** The stages of an order on its way, and how long each may take (F-SL-02). */

export type Stage = 'ALLOCATE' | 'ACCEPT' | 'PRINT' | 'RETURN' | 'SHIP' | 'FIRST_SCAN';

export const STAGES = ['ALLOCATE', 'ACCEPT', 'PRINT', 'RETURN', 'SHIP', 'FIRST_SCAN'] as const satisfies readonly Stage[];

/** `bindingId` null: for every factory without a target of its own. ALLOCATE comes before there is a binding. */
export type StageTarget = { readonly stage: Stage; readonly bindingId: BindingId | null; readonly minutes: number };

/** Together half a day short of the 24 hours of the mall (ML-08), with a day more for the carrier's first scan. */
export const defaultTargets: readonly StageTarget[] = [
  { stage: 'ALLOCATE', bindingId: null, minutes: 120 },
  { stage: 'ACCEPT', bindingId: null, minutes: 120 },
  { stage: 'PRINT', bindingId: null, minutes: 240 },
  { stage: 'RETURN', bindingId: null, minutes: 120 },
  { stage: 'SHIP', bindingId: null, minutes: 120 },
  { stage: 'FIRST_SCAN', bindingId: null, minutes: 24 * 60 },
];

/** The binding's own target, else the merchant's for all, else the default. */
export function targetMinutes(targets: readonly StageTarget[], stage: Stage, bindingId: BindingId | null): number {
  const own = targets.filter((target) => target.stage === stage);
  const found = own.find((target) => target.bindingId !== null && target.bindingId === bindingId) ?? own.find((target) => target.bindingId === null) ?? defaultTargets.find((target) => target.stage === stage);
  if (!found) throw new RangeError(`stage ${stage} has no target`);
  return found.minutes;
}

/** What is wrong with targets; empty when they can be used. */
export function targetFaults(targets: readonly StageTarget[]): readonly string[] {
  const names = targets.map(({ stage, bindingId }) => `${stage} ${bindingId ?? 'for all'}`);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  return twice === undefined ? [] : [`${twice} has two targets`];
}
