import type { BadRow, GoodOrder, ImportItem } from '../import/exported-order.js';

/** One round trip for keys, one group of appends: more gains nothing, and this many orders are all an import holds in memory. */
export const PAGE_ORDERS_MAX = 500;

export type ImportPage = { readonly orders: readonly GoodOrder[]; readonly bad: readonly BadRow[] };

/** Items in pages in which an order occurs once: what a file says of it twice is taken in one after the other. */
export async function* pagesOf(items: AsyncIterable<ImportItem>): AsyncGenerator<ImportPage> {
  let orders = new Map<string, GoodOrder>();
  let bad: BadRow[] = [];
  for await (const item of items) {
    const isFull = orders.size === PAGE_ORDERS_MAX || bad.length === PAGE_ORDERS_MAX;
    if (isFull || (item.kind === 'order' && orders.has(item.order.platformOrderNo))) {
      yield { orders: [...orders.values()], bad };
      orders = new Map();
      bad = [];
    }
    if (item.kind === 'order') orders.set(item.order.platformOrderNo, item);
    else bad.push(item);
  }
  if (orders.size > 0 || bad.length > 0) yield { orders: [...orders.values()], bad };
}
