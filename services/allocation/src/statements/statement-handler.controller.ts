import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { OrderFolds } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { settledChanges, writeSettled } from './settled-rows.js';
import { writeStatements } from './statement-rows.js';

/** Keeps what is to be settled, and the list of statements. */
@Controller()
export class StatementHandlerController {
  readonly #folds: OrderFolds;

  constructor(@Inject(WORLD) world: World) {
    this.#folds = new OrderFolds(world.store);
  }

  @EventPattern<string>('order', { group: 'allocation.statements' })
  async settle(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    await writeSettled(manager, settledChanges(await this.#folds.steps(records)));
  }

  @EventPattern<string>('statement', { group: 'allocation.statements' })
  async list(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    await writeStatements(manager, records);
  }
}
