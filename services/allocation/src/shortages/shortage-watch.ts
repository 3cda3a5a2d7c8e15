import { asOrderId } from '@daifa/order-domain/ids';
import { recordNotifyMissed } from '@daifa/order-domain/shortage';
import { LookLoop } from '@daifa/service-shell/look-loop';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';

/** Between two looks: a notice is a matter of hours. */
const LOOK_MS = 5_000;
/** Orders of one look; the next look finds the rest. */
const LATE_ORDERS_MAX = 200;

/** Watches whether buyers are told in time (ML-10). The list says where to look; whether it was missed is decided on the order. */
export class ShortageWatch {
  readonly #loop: LookLoop;

  constructor(private readonly world: World, private readonly database: DataSource) {
    this.#loop = new LookLoop({ name: 'allocation.shortages', everyMs: LOOK_MS, timers: world.ports.timers, look: () => this.look() });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Records what is late now. @throws when the database or the store is away */
  async look(): Promise<void> {
    const at = this.world.ports.clock.now().toISOString();
    const late: readonly { readonly order_id: string }[] = await this.database.query(
      `select order_id from allocation.shortage_row where missed_at is null and ended_as is null and notify_by < $1 and (notified_at is null or notified_at > notify_by)
       order by notify_by limit $2`, [at, LATE_ORDERS_MAX]);
    for (const { order_id: orderId } of late) {
      if (this.#loop.signal.aborted) return;
      const { revision } = await this.world.aggregates.orders.load(orderId);
      const context = { commandId: v5(`shortage/missed/${revision}`, orderId), correlationId: orderId, causationId: null, actor: { kind: 'system', id: 'allocation.shortages' }, occurredAt: at } as const;
      await this.world.aggregates.orders.transact<never>(asOrderId(orderId), context, (order) => recordNotifyMissed({ at }, order));
    }
  }
}
