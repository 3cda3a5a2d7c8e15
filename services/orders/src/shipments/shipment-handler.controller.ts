import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { lastSteps, OrderFolds } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { writeShipments } from './shipment-rows.js';

/** Keeps the list of what channels were told of parcels. */
@Controller()
export class ShipmentHandlerController {
  readonly #folds: OrderFolds;

  constructor(@Inject(WORLD) world: World) {
    this.#folds = new OrderFolds(world.store);
  }

  @EventPattern<string>('order', { group: 'orders.shipments' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const steps = await this.#folds.steps(records);
    await writeShipments(manager, lastSteps(steps).filter(({ after }) => after.uploads.length > 0));
  }
}
