import type { CommandContext, EventMeta } from '@daifa/event-store/context';
import { orderIdWithin, type AllocationId, type OrderId } from '@daifa/order-domain/ids';
import { findAllocation, type Allocation } from '@daifa/order-domain/order';
import { noticeOf, openShortage, verifyStock } from '@daifa/order-domain/shortage';
import { deductStock, rebalanceStock, releaseStock, reserveStock } from '@daifa/order-domain/stock';
import { stockItemIdOf } from '@daifa/order-domain/stock-ledger';
import { StockLedgers } from '@daifa/order-store/stock-ledgers';
import type { World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';

/** A ledger's waiting list is worked off a hundred at a time: more rounds than this are a mistake, which the bus parks with its reason. */
const ROUNDS_MAX = 1_000;

export type StockLimits = { /** ML-10: working hours within which the buyer has to be told. */ readonly noticeMs: number };

/** `counted`: what is known of shelves while one page of the log is worked on. */
export type OrderTap = { readonly orderId: OrderId; readonly allocationId: AllocationId; readonly cause: EventMeta; readonly counted: Map<string, Promise<boolean>> };

/**
 * Keeps orders and shelves in agreement. An allocation reserves at its factory's ledger, and frees or deducts what it had; what the ledger
 * says of it is then recorded on the order. Each step is read anew, has an id that follows from the event that caused it, and may be
 * repeated: whatever dies in between, the same taps come again (F-ST-03).
 */
export class StockWork {
  readonly #ledgers: StockLedgers;

  constructor(private readonly world: World, private readonly limits: StockLimits) {
    this.#ledgers = new StockLedgers(world.aggregates.stock);
  }

  /** An allocation was made: what the factory counts is checked and reserved at this moment (DXM-07); what it does not count, is assumed. */
  async reserve({ orderId, allocationId, cause, counted }: OrderTap): Promise<void> {
    const { state: order } = await this.world.aggregates.orders.load(orderId);
    const allocation = findAllocation(order, allocationId);
    if (!allocation || allocation.state.kind === 'cancelled' || !(await this.#isCounted(allocation, counted))) return;
    const { quantity } = allocation;
    const shipBy = order.times.clock?.shipBy ?? null;
    const context = this.#context(cause, `stock/reserve/${allocationId}`);
    await this.#ledgers.transact(itemOf(allocation), context, (ledger) => reserveStock({ allocationId, quantity, shipBy, at: context.occurredAt }, ledger));
  }

  /** An allocation was taken back. */
  async release(tap: OrderTap): Promise<void> {
    await this.#end(tap, this.#context(tap.cause, `stock/release/${tap.allocationId}`), releaseStock);
  }

  /** Its parcel has left (DXM-11). */
  async deduct(tap: OrderTap): Promise<void> {
    await this.#end(tap, this.#context(tap.cause, `stock/deduct/${tap.allocationId}`), deductStock);
  }

  async #end({ orderId, allocationId, counted }: OrderTap, context: CommandContext, end: typeof releaseStock): Promise<void> {
    const allocation = findAllocation((await this.world.aggregates.orders.load(orderId)).state, allocationId);
    if (!allocation || !(await this.#isCounted(allocation, counted))) return;
    await this.#ledgers.transact(itemOf(allocation), context, (ledger) => end({ allocationId, at: context.occurredAt }, ledger));
  }

  /** The ledger has something to say of an allocation: recorded on its order. What is gone from the order meanwhile is freed. */
  async tell(itemId: string, allocationId: AllocationId, cause: EventMeta): Promise<void> {
    const orderId = orderIdWithin(allocationId);
    const ledger = await this.#ledgers.load(itemId);
    const entry = ledger.entries.get(allocationId);
    if (orderId === null || !entry) return;
    const { orders } = this.world.aggregates;
    const { state: order } = await orders.load(orderId);
    if (findAllocation(order, allocationId)?.state.kind === 'cancelled') return this.release({ orderId, allocationId, cause, counted: new Map() });
    const context = this.#context(cause, `stock/tell/${entry.state}/${allocationId}`);
    const at = context.occurredAt;
    if (entry.state === 'RESERVED') await orders.transact<never>(orderId, context, (now) => verifyStock({ allocationId, at }, now));
    else {
      const { state: book } = await this.world.aggregates.ruleBooks.load(order.merchantId ?? '');
      const notice = noticeOf(book, { at, noticeMs: this.limits.noticeMs });
      await orders.transact<never>(orderId, { ...context, ruleVersion: String(notice.ruleVersion) }, (now) => openShortage({ orderId, allocationId, supply: ledger.supply, ...notice, at }, now));
    }
  }

  /** Something came free, or was counted away: again until nothing is due. */
  async rebalance(itemId: string, cause: EventMeta): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const context = this.#context(cause, `stock/rebalance/${round}`);
      const outcome = await this.#ledgers.transact<never>(itemId, context, (ledger) => rebalanceStock({ at: context.occurredAt }, ledger));
      if (outcome.kind === 'accepted' && outcome.events.length === 0) return;
    }
    throw new Error(`the stock ledger ${itemId} does not come to rest`);
  }

  /** Most shelves are counted by nobody: one look at each is enough for a page of the log. */
  #isCounted(allocation: Allocation, counted: OrderTap['counted']): Promise<boolean> {
    const itemId = itemOf(allocation);
    const known = counted.get(itemId) ?? (allocation.sku === '' ? Promise.resolve(false) : this.#ledgers.load(itemId).then(({ item }) => item !== null));
    counted.set(itemId, known);
    return known;
  }

  #context({ eventId, correlationId, traceparent }: EventMeta, purpose: string): CommandContext {
    const at = this.world.ports.clock.now().toISOString();
    return { commandId: v5(purpose, eventId), correlationId, causationId: eventId, actor: { kind: 'system', id: 'allocation' }, occurredAt: at, ...(traceparent !== undefined && { traceparent }) };
  }
}

const itemOf = ({ factoryId, sku }: Allocation): string => stockItemIdOf(factoryId, sku);
