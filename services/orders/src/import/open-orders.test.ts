import type { BadRow } from './exported-order.js';
import { badRow } from './bad-row.js';
import { OPEN_ORDERS_MAX, OpenOrders, ORDER_ROWS_MAX, type OpenRow } from './open-orders.js';

test('at most a thousand orders are open; the one untouched for longest closes first', () => {
  const orders = new OpenOrders<null>();
  for (let n = 1; n <= OPEN_ORDERS_MAX; n += 1) expect([orders.add(no(n), row(n)), orders.closeOldest()]).toEqual([[], null]);
  orders.add(no(1), row(2_000)); // order 1 is touched again, so order 2 is the oldest
  orders.add(no(5_000), row(2_001));
  expect(orders.closeOldest()?.orderNo).toBe(no(2));
  expect(orders.held).toBe(OPEN_ORDERS_MAX);
});

test('a row of an order that was already taken is reported, not taken alone', () => {
  const orders = new OpenOrders<null>();
  orders.add(no(1), row(1));
  expect([...orders.closeAll()].map((order) => order.orderNo)).toEqual([no(1)]);
  expect(codes(orders.add(no(1), row(9)))).toEqual([[9, 'ROW_SCATTERED']]);
});

test('a broken order never comes out, and each of its rows is reported once', () => {
  const orders = new OpenOrders<null>();
  orders.add(no(1), row(1));
  orders.add(no(1), row(2));
  expect(codes(orders.break(no(1)))).toEqual([[1, 'SIBLING_ROW_BAD'], [2, 'SIBLING_ROW_BAD']]);
  expect(codes(orders.add(no(1), row(3)))).toEqual([[3, 'SIBLING_ROW_BAD']]);
  expect(orders.break(no(1))).toEqual([]);
  expect([...orders.closeAll()].map((order) => order.rows)).toEqual([[]]);
});

test('an order of endless rows is given up at a bound', () => {
  const orders = new OpenOrders<null>();
  for (let n = 1; n <= ORDER_ROWS_MAX; n += 1) expect(orders.add(no(1), row(n))).toEqual([]);
  const reports = codes(orders.add(no(1), row(ORDER_ROWS_MAX + 1)));
  expect(reports).toHaveLength(ORDER_ROWS_MAX + 1);
  expect(reports[0]).toEqual([ORDER_ROWS_MAX + 1, 'TOO_MANY_LINES']);
});

function no(n: number): string {
  return String(6_900_000_000_000_000_000n + BigInt(n));
}

function row(n: number): OpenRow<null> {
  return { row: n, part: null, rejected: (code) => badRow({ row: n, platformOrderNo: null }, [{ code, field: null }]) };
}

function codes(reports: readonly BadRow[]): readonly (readonly [number, string])[] {
  return reports.map((report) => [report.row, report.code]);
}
