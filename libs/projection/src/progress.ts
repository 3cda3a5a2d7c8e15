import type { DataSource } from 'typeorm';
import type { Ports } from '@daifa/ports/ports';
import { groupPosition } from './checkpoint.js';

/** How often a waiter asks the database, for groups whose active consumer is another process. In this one it is told at once. */
const POLL_MS = 25;

type Waiter = { readonly group: string; readonly position: number; readonly woken: AbortController };

/** How far the groups of one service are. One object a service and process, shared by its buses and its controllers. */
export class Progress {
  readonly #known = new Map<string, number>();
  readonly #waiters = new Set<Waiter>();

  constructor(private readonly options: { readonly dataSource: DataSource; readonly schema: string; readonly ports: Pick<Ports, 'clock' | 'timers'> }) {}

  /** Called after a page's commit by the process that alone moves the group. */
  moved(group: string, position: number): void {
    this.#known.set(group, position);
    this.reached(group, position);
  }

  /** The group is at least here; other processes may move it on. */
  reached(group: string, position: number): void {
    for (const waiter of this.#waiters) if (waiter.group === group && waiter.position <= position) waiter.woken.abort();
  }

  /** The group may be elsewhere by now, set back or taken over by another process: only the database knows. */
  forget(group: string): void {
    this.#known.delete(group);
  }

  /**
   * Read your writes: true as soon as the group has applied everything up to a position, false when that takes longer.
   *
   * @param timeoutMs 0 asks once
   */
  async waitFor(group: string, position: number, timeoutMs: number): Promise<boolean> {
    const { clock, timers } = this.options.ports;
    const deadline = clock.monotonicMs() + timeoutMs;
    const waiter: Waiter = { group, position, woken: new AbortController() };
    this.#waiters.add(waiter);
    try {
      for (let turns = 0; ; turns += 1) {
        const known = this.#known.get(group);
        if (waiter.woken.signal.aborted || (known !== undefined && known >= position)) return true;
        const willBeTold = known !== undefined && turns === 0 && timeoutMs > 0; // most waits end by that, and cost no query
        if (!willBeTold && (await this.stored(group)) >= position) return true;
        const leftMs = deadline - clock.monotonicMs();
        if (leftMs <= 0) return waiter.woken.signal.aborted;
        await timers.sleep(Math.min(leftMs, POLL_MS), waiter.woken.signal);
      }
    } finally {
      this.#waiters.delete(waiter);
    }
  }

  /** What the database says; see groupPosition. */
  async stored(group: string): Promise<number> {
    const { dataSource, schema } = this.options;
    return groupPosition(dataSource.manager, { schema, group });
  }
}
