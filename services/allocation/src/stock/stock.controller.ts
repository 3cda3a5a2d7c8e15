import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import type { AllocationId } from '@daifa/order-domain/ids';
import { decodeOrderRecord, decodeStockRecord, type OrderRecord, type StockRecord } from '@daifa/order-store/orders';
import type { PageContext } from '@daifa/projection/page';
import { WORLD, type World } from '@daifa/service-shell/world';
import { stockLimits } from '../config.js';
import { StockWork, type OrderTap } from './stock-work.js';

export const STOCK_GROUP = 'allocation.stock';

const ON_ORDERS: ReadonlySet<string> = new Set<OrderRecord['event']['type']>(['AllocationCreated', 'AllocationCancelled', 'ShipConfirmed']);
/** Orders, or ledgers, worked on at the same time; events of one of them come one after another. */
const LANES = 16;

/** The process between orders and shelves: what happens to one is a tap on the shoulder for the other. */
@Controller()
export class StockController {
  readonly #work: StockWork;

  constructor(@Inject(WORLD) world: World) {
    this.#work = new StockWork(world, stockLimits());
  }

  @EventPattern<string>('order', { group: 'allocation.stock' })
  async onOrders(@Payload() records: readonly StoredRecord[], @Ctx() { replaying }: PageContext): Promise<void> {
    if (replaying) return;
    const taps = records.filter(({ type }) => ON_ORDERS.has(type)).map(decodeOrderRecord);
    const counted: OrderTap['counted'] = new Map();
    await inLanes(taps, ({ orderId }) => orderId, (tap) => this.#ofOrder(tap, counted));
  }

  @EventPattern<string>('stock', { group: 'allocation.stock' })
  async onStock(@Payload() records: readonly StoredRecord[], @Ctx() { replaying }: PageContext): Promise<void> {
    if (replaying) return;
    await inLanes(records.map(decodeStockRecord), ({ itemId }) => itemId, (tap) => this.#ofStock(tap));
  }

  async #ofOrder({ event, orderId, meta: cause }: OrderRecord, counted: OrderTap['counted']): Promise<void> {
    const tap = (allocationId: AllocationId): OrderTap => ({ orderId, allocationId, cause, counted });
    if (event.type === 'AllocationCreated') await this.#work.reserve(tap(event.allocationId));
    if (event.type === 'AllocationCancelled') await this.#work.release(tap(event.allocationId));
    if (event.type === 'ShipConfirmed') for (const allocationId of event.allocationIds) await this.#work.deduct(tap(allocationId));
  }

  async #ofStock({ event, itemId, meta }: StockRecord): Promise<void> {
    switch (event.type) {
      case 'StockReserved': case 'StockShort': return this.#work.tell(itemId, event.allocationId, meta);
      case 'StockCounted': case 'StockReceived': case 'StockReleased': case 'StockDeducted': return this.#work.rebalance(itemId, meta);
      case 'StockPageClosed': case 'StockCarried': case 'StockEntriesCarried': return undefined;
    }
  }
}

async function inLanes<Tap>(taps: readonly Tap[], keyOf: (tap: Tap) => string, work: (tap: Tap) => Promise<void>): Promise<void> {
  const queues = new Map<string, Tap[]>();
  for (const tap of taps) queues.set(keyOf(tap), [...(queues.get(keyOf(tap)) ?? []), tap]);
  const left = queues.values();
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (const queue of left) for (const tap of queue) await work(tap);
  }));
}
