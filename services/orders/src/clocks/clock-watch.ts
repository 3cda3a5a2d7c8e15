import { asOrderId } from '@daifa/order-domain/ids';
import { recordMissed } from '@daifa/order-domain/stage-clocks';
import { LookLoop } from '@daifa/service-shell/look-loop';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import { RuleBooks } from './rule-books.js';

/** Between two looks. A deadline is a matter of minutes: ten seconds later is soon enough to say that it was missed. */
const LOOK_MS = 5_000;
/** Orders of one look; the next look finds the rest. */
const LATE_ORDERS_MAX = 200;
/** At the same time, so that a look after a long stop does not take the pool from everybody else. */
const AT_ONCE_MAX = 8;

/**
 * Watches the clocks: what is late is recorded on the order, once, whoever looks. The list says where to look; whether a deadline
 * was missed is decided on the order itself, so that neither a list that lags nor two watchers can record what is not so.
 */
export class ClockWatch {
  readonly #loop: LookLoop;
  readonly #books: RuleBooks;

  constructor(private readonly world: World, private readonly database: DataSource) {
    this.#books = new RuleBooks(world);
    this.#loop = new LookLoop({ name: 'orders.clocks', everyMs: LOOK_MS, timers: world.ports.timers, look: () => this.look() });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Records what is late now. @returns how many orders were looked at @throws when the database or the store is away */
  async look(): Promise<number> {
    const now = this.world.ports.clock.now().toISOString();
    const late: readonly { readonly order_id: string }[] = await this.database.query(
      `select distinct order_id from (
         (select order_id from orders.clock_row where missed_at is null and ended_at is null and not paused and due_at < $1 order by due_at limit $2)
         union all
         (select order_id from orders.clock_row where missed_at is null and ended_at > due_at order by due_at limit $2)
       ) as late limit $2`, [now, LATE_ORDERS_MAX]);
    for (let from = 0; from < late.length && !this.#loop.signal.aborted; from += AT_ONCE_MAX) {
      await Promise.all(late.slice(from, from + AT_ONCE_MAX).map(({ order_id: orderId }) => this.#record(orderId, now)));
    }
    return late.length;
  }

  async #record(orderId: string, at: string): Promise<void> {
    const { orders } = this.world.aggregates;
    const { state, revision } = await orders.load(orderId);
    const targets = await this.#books.targetsOf(state);
    const context = { commandId: v5(`missed/${revision}`, orderId), correlationId: orderId, causationId: null, actor: { kind: 'system', id: 'orders.clocks' }, occurredAt: at, ruleVersion: String(state.times.clock?.ruleVersion ?? 0) } as const;
    await orders.transact(asOrderId(orderId), context, (order) => recordMissed({ targets, at }, order));
  }
}
