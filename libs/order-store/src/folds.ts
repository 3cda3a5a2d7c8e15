import type { EventMeta } from '@daifa/event-store/context';
import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import type { OrderEvent } from '@daifa/order-domain/events';
import { evolve } from '@daifa/order-domain/evolve';
import type { OrderId } from '@daifa/order-domain/ids';
import { unborn, type Order } from '@daifa/order-domain/order';
import { LRUCache } from 'lru-cache';
import { decodeOrderRecord } from './orders.js';

/** One event of a page with the order around it: what a projection needs to write a row. */
export type Step = {
  readonly record: StoredRecord;
  readonly event: OrderEvent;
  readonly meta: EventMeta;
  readonly orderId: OrderId;
  readonly before: Order;
  readonly after: Order;
};

const ORDERS_CACHED_MAX = 5_000;

/**
 * Folds pages of the log for one consumer group. An order is kept at the revision the group has reached; one that is not
 * kept is folded again from the store. A page that is rolled back does no harm: what was kept no longer fits, and is folded again.
 */
export class OrderFolds {
  readonly #kept: LRUCache<string, { readonly revision: number; readonly order: Order }>;

  constructor(private readonly store: EventStore, ordersCachedMax = ORDERS_CACHED_MAX) {
    this.#kept = new LRUCache({ max: ordersCachedMax });
  }

  /** The steps of a page, in its order. @throws UnknownEventType where a newer writer was here */
  async steps(records: readonly StoredRecord[]): Promise<readonly Step[]> {
    const orders = await this.#ordersBefore(records);
    const last = new Map<string, Step>();
    const steps = records.map((record): Step => {
      const step = known.get(record) ?? stepOf(record, orders.get(record.stream) ?? unborn);
      known.set(record, step);
      orders.set(record.stream, step.after);
      last.set(record.stream, step);
      return step;
    });
    for (const { record, after } of last.values()) this.#kept.set(record.stream, { revision: record.revision, order: after });
    return steps;
  }

  async #ordersBefore(records: readonly StoredRecord[]): Promise<Map<string, Order>> {
    const orders = new Map<string, Order>();
    const unknown: StoredRecord[] = [];
    for (const record of records) {
      const { stream, revision } = record;
      if (orders.has(stream)) continue;
      const kept = revision === 0 ? undefined : this.#kept.get(stream);
      orders.set(stream, kept?.order ?? unborn);
      if (revision > 0 && kept?.revision !== revision - 1) unknown.push(record);
    }
    await Promise.all(unknown.map(async (first) => orders.set(first.stream, await this.#readBefore(first))));
    return orders;
  }

  async #readBefore({ stream, revision }: StoredRecord): Promise<Order> {
    const earlier = (await this.store.read(stream)).filter((record) => record.revision < revision);
    return earlier.reduce((order, record) => evolve(order, decodeOrderRecord(record).event), unborn);
  }
}

/**
 * The groups of a process share the records of the log's end, and what an event did to its order is the same for all of them:
 * it is folded once.
 */
const known = new WeakMap<StoredRecord, Step>();

function stepOf(record: StoredRecord, before: Order): Step {
  const { event, meta, orderId } = decodeOrderRecord(record);
  return { record, event, meta, orderId, before, after: evolve(before, event) };
}

/** The last step of each order of a page: what a table with a row per order needs. */
export function lastSteps(steps: readonly Step[]): readonly Step[] {
  return [...new Map(steps.map((step) => [step.orderId, step])).values()];
}
