import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import { OrderFolds, type Step } from '@daifa/order-store/folds';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { clockChanges, writeClocks, type ClockChanges } from './clock-rows.js';
import { RuleBooks } from './rule-books.js';

/** Keeps the clocks of orders. */
@Controller()
export class ClockHandlerController {
  readonly #folds: OrderFolds;
  readonly #books: RuleBooks;

  constructor(@Inject(WORLD) world: World) {
    this.#folds = new OrderFolds(world.store);
    this.#books = new RuleBooks(world);
  }

  @EventPattern<string>('order', { group: 'orders.clocks' })
  async project(@Payload() records: readonly StoredRecord[], @Ctx() { manager }: PageContext): Promise<void> {
    const spans = new Map<string, { readonly first: Step; readonly last: Step }>();
    for (const step of await this.#folds.steps(records)) spans.set(step.orderId, { first: spans.get(step.orderId)?.first ?? step, last: step });
    await writeClocks(manager, await Promise.all([...spans.values()].map((span) => this.#changes(span))));
  }

  async #changes({ first, last }: { readonly first: Step; readonly last: Step }): Promise<ClockChanges> {
    const [before, after] = await Promise.all([this.#books.targetsOf(first.before), this.#books.targetsOf(last.after)]);
    return clockChanges(first, last, { before, after });
  }
}
