import { DOUYIN_ORDER_NO, douyinOrder, douyinPart, type DouyinPart } from './douyin-part.js';
import type { BadRow, ImportItem } from './exported-order.js';
import { OpenOrders, type OpenOrder, type OpenRow } from './open-orders.js';
import { namedBad, type ImportProgress, type TableRow } from './table.js';

type GoodRow = { readonly kind: 'good'; readonly orderNo: string; readonly row: OpenRow<DouyinPart> };
type RowAtFault = { readonly kind: 'bad'; readonly orderNo: string | null; readonly bad: BadRow };

/**
 * Douyin: one row is one sub-order; rows of an order may be scattered within a window. An order comes in whole or not at
 * all: one bad row and each row of it is reported. A bad row that does not even tell its order breaks the orders of the
 * rows beside it, for it may be theirs.
 */
export async function* douyinOrders(rows: AsyncIterable<TableRow>, progress: ImportProgress): AsyncGenerator<ImportItem> {
  const orders = new OpenOrders<DouyinPart>();
  let before: GoodRow | RowAtFault | null = null;
  for await (const tableRow of rows) {
    const row: GoodRow | RowAtFault = readDouyin(tableRow);
    if (row.kind === 'bad') {
      yield row.bad;
      const brokenNo = row.orderNo ?? before?.orderNo ?? null;
      if (brokenNo !== null) yield* orders.break(brokenNo);
    } else {
      if (before?.orderNo === null) yield* orders.break(row.orderNo);
      yield* orders.add(row.orderNo, row.row);
    }
    before = row;
    const closed = orders.closeOldest();
    if (closed) yield* itemsOf(closed);
    progress.ordersHeld = orders.held;
  }
  for (const order of orders.closeAll()) yield* itemsOf(order);
  progress.ordersHeld = 0;
}

function readDouyin(row: TableRow): GoodRow | RowAtFault {
  if (row.kind === 'bad') {
    const bad = namedBad(row, DOUYIN_ORDER_NO);
    return { kind: 'bad', orderNo: bad.platformOrderNo, bad };
  }
  const { reader } = row;
  const part = douyinPart(reader);
  const orderNo = reader.orderNumber('orderNo', DOUYIN_ORDER_NO);
  const bad = reader.bad();
  if (bad) return { kind: 'bad', orderNo: bad.platformOrderNo, bad };
  return { kind: 'good', orderNo, row: { row: reader.row, part, rejected: (code) => reader.rejected(code) } };
}

function* itemsOf({ orderNo, rows }: OpenOrder<DouyinPart>): Generator<ImportItem> {
  const [first, ...others] = rows;
  if (!first) return;
  const order = douyinOrder(orderNo, [first.part, ...others.map((row) => row.part)]);
  if (typeof order === 'string') for (const row of rows) yield row.rejected(order);
  else yield { kind: 'order', rows: rows.map((row) => row.row), order };
}
