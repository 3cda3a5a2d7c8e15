import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { lastSteps, OrderFolds } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { noteReceivers } from '../intake/known-receivers.js';
import { orderRowOf, upsertOrders } from './order-rows.js';

/** Keeps the merchant's list of orders. */
@Controller()
export class OrderHandlerController {
  readonly #folds: OrderFolds;

  constructor(@Inject(WORLD) world: World) {
    this.#folds = new OrderFolds(world.store);
  }

  @EventPattern<string>('order', { group: 'orders' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const steps = await this.#folds.steps(records);
    await noteReceivers(manager, steps);
    const firstAt = new Map(steps.filter(({ record }) => record.revision === 0).map(({ orderId, event }) => [orderId, event.at]));
    await upsertOrders(manager, lastSteps(steps).map((step) => orderRowOf(step, firstAt.get(step.orderId) ?? step.event.at)));
  }
}
