import type { BadRow, BadRowCode } from './exported-order.js';
import { IdSet } from './id-set.js';

/** Rows of one order may lie this many other orders apart; exports have them side by side, sorted files nearly so. */
export const OPEN_ORDERS_MAX = 1_000;

/** An order's stream holds 2 000 events: no order has so many lines. */
export const ORDER_ROWS_MAX = 500;

export type OpenRow<Part> = { readonly row: number; readonly part: Part; rejected(code: BadRowCode): BadRow };

export type OpenOrder<Part> = {
  readonly orderNo: string;
  /** Empty once broken: then each row was reported. */
  readonly rows: OpenRow<Part>[];
  isBroken: boolean;
};

/**
 * Gathers rows into orders while they stream by. At most OPEN_ORDERS_MAX orders are open; the one untouched for longest
 * is closed first. An order with a bad row is broken: it never comes out, and each of its rows is reported.
 */
export class OpenOrders<Part> {
  private readonly open = new Map<string, OpenOrder<Part>>();
  private readonly closed = new IdSet();

  get held(): number {
    return this.open.size;
  }

  /** Adds a good row. Answers with reports of rows that cannot be taken because of it, or it because of others. */
  add(orderNo: string, row: OpenRow<Part>): readonly BadRow[] {
    if (this.closed.has(orderNo)) return [row.rejected('ROW_SCATTERED')];
    const order = this.touched(orderNo);
    if (order.isBroken) return [row.rejected('SIBLING_ROW_BAD')];
    if (order.rows.length === ORDER_ROWS_MAX) return [row.rejected('TOO_MANY_LINES'), ...this.break(orderNo)];
    order.rows.push(row);
    return [];
  }

  /** Marks an order as having a bad row. Answers with reports of its good rows so far. */
  break(orderNo: string): readonly BadRow[] {
    if (this.closed.has(orderNo)) return [];
    const order = this.touched(orderNo);
    order.isBroken = true;
    return order.rows.splice(0).map((row) => row.rejected('SIBLING_ROW_BAD'));
  }

  /** The order that must be closed now for the bound to hold; null when none. */
  closeOldest(): OpenOrder<Part> | null {
    return this.open.size > OPEN_ORDERS_MAX ? this.closeFirst() : null;
  }

  /** At the end of the file: what is still open, oldest first. */
  *closeAll(): Generator<OpenOrder<Part>> {
    for (let order = this.closeFirst(); order; order = this.closeFirst()) yield order;
  }

  private closeFirst(): OpenOrder<Part> | null {
    const [order] = this.open.values();
    if (!order) return null;
    this.open.delete(order.orderNo);
    this.closed.add(order.orderNo);
    return order;
  }

  private touched(orderNo: string): OpenOrder<Part> {
    const order = this.open.get(orderNo) ?? { orderNo, rows: [], isBroken: false };
    this.open.delete(orderNo);
    this.open.set(orderNo, order);
    return order;
  }
}
