import type { Order } from '@daifa/order-domain/order';
import { rulesAt, type RuleBook } from '@daifa/order-domain/rules';
import { defaultTargets, type StageTarget } from '@daifa/order-domain/stage-targets';
import type { World } from '@daifa/service-shell/world';
import { LRUCache } from 'lru-cache';

const BOOKS_KEPT_MAX = 1_000;

/** The targets an order lives by. A version never changes, so a book that has it is as good as the newest. */
export class RuleBooks {
  readonly #kept = new LRUCache<string, RuleBook>({ max: BOOKS_KEPT_MAX });

  constructor(private readonly world: World) {}

  /** Of an order without a clock nothing is measured, and all targets do. @throws StoreUnavailable */
  async targetsOf({ merchantId, times: { clock } }: Order): Promise<readonly StageTarget[]> {
    const version = clock?.ruleVersion ?? 0;
    if (version === 0 || merchantId === null) return defaultTargets;
    const kept = this.#kept.get(merchantId);
    if (kept && version < kept.versions.length) return rulesAt(kept, version).targets;
    const { state } = await this.world.aggregates.ruleBooks.load(merchantId);
    this.#kept.set(merchantId, state);
    return rulesAt(state, version).targets;
  }
}
