import type { HistoryEvent } from '../client/shapes.js';
import { steps, type Step } from './steps.js';

/** What the system said it had done. */
export type Entry = { readonly orderId: string; readonly step: Step; readonly revision: number | null };

/** Every acknowledged command, kept outside the system that is being killed. */
export class Ledger {
  readonly #orders = new Map<string, Entry[]>();
  #count = 0;

  get acknowledged(): number {
    return this.#count;
  }

  get orders(): readonly string[] {
    return [...this.#orders.keys()];
  }

  add(entry: Entry): void {
    this.#count += 1;
    this.#orders.set(entry.orderId, [...(this.#orders.get(entry.orderId) ?? []), entry]);
  }

  /** Judges an order's history by what was acknowledged. Each sentence is a broken promise. */
  judge(orderId: string, events: readonly HistoryEvent[]): { readonly lost: readonly string[]; readonly twice: readonly string[] } {
    const count = (type: string): number => events.filter((event) => event.type === type).length;
    const lost = (this.#orders.get(orderId) ?? []).flatMap(({ step, revision }) => {
      if (count(step.event) === 0) return [`${orderId}: "${step.name}" was acknowledged and is not there`];
      if (revision !== null && !events.some((event) => event.revision === revision)) return [`${orderId}: revision ${revision} was acknowledged and is not there`];
      return [];
    });
    const twice = steps.filter(({ event }) => count(event) > 1).map(({ name, event }) => `${orderId}: "${name}" took effect ${count(event)} times`);
    return { lost, twice };
  }
}
