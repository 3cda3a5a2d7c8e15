import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { lastSteps, OrderFolds } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { allocationRowsOf, upsertAllocations } from './allocation-rows.js';

/** Keeps the merchant's list of allocations. */
@Controller()
export class AllocationHandlerController {
  readonly #folds: OrderFolds;

  constructor(@Inject(WORLD) world: World) {
    this.#folds = new OrderFolds(world.store);
  }

  @EventPattern<string>('order', { group: 'allocation' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const steps = lastSteps(await this.#folds.steps(records));
    await upsertAllocations(manager, steps.flatMap(allocationRowsOf));
  }
}
