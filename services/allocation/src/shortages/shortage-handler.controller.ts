import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { lastSteps, OrderFolds } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { shortageRowsOf, upsertShortages } from './shortage-rows.js';

export const SHORTAGES_GROUP = 'allocation.shortages';

/** Keeps the list of shortages. */
@Controller()
export class ShortageHandlerController {
  readonly #folds: OrderFolds;

  constructor(@Inject(WORLD) world: World) {
    this.#folds = new OrderFolds(world.store);
  }

  @EventPattern<string>('order', { group: 'allocation.shortages' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const steps = lastSteps(await this.#folds.steps(records));
    await upsertShortages(manager, steps.flatMap(shortageRowsOf));
  }
}
