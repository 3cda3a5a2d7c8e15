import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { OrderFolds } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { closeIntercepts, openIntercepts } from './intercepts/intercept-rows.js';
import { upsertWaybills, waybillRowsOf } from './waybills/waybill-rows.js';

/** Keeps the lists of waybills and of intercepts. */
@Controller()
export class LogisticsHandlerController {
  readonly #folds: OrderFolds;

  constructor(@Inject(WORLD) world: World) {
    this.#folds = new OrderFolds(world.store);
  }

  @EventPattern<string>('order', { group: 'logistics' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const steps = await this.#folds.steps(records);
    await upsertWaybills(manager, waybillRowsOf(steps));
    await openIntercepts(manager, steps);
    await closeIntercepts(manager, steps);
  }
}
