import type { ImportItem } from './exported-order.js';
import { OPEN_ORDERS_MAX } from './open-orders.js';
import { parseExport } from './parse-export.js';

const HEADER = '主订单编号,子订单编号,选购商品,商品数量,商品单价,订单应付金额,订单状态,售后状态,收件人,收件人手机号,支付完成时间';
const A = '6921234567890123457';
const B = '6921234567890123458';

type Cells = { readonly no: string; readonly line: string; readonly quantity?: string; readonly price?: string; readonly status?: string; readonly afterSale?: string; readonly phone?: string };

const row = ({ no, line, quantity = '1', price = '9.90', status = '待发货', afterSale = '-', phone = '13800001234' }: Cells): string => [no, line, '毛巾', quantity, price, price, status, afterSale, '赵样本', phone, '2026-11-11 10:00:00'].join(',');

test('two orders whose numbers are the same floating-point number stay two', async () => {
  expect(Number(A)).toBe(Number(B));
  expect(await items([row({ no: A, line: `${A.slice(0, -1)}1` }), row({ no: B, line: `${B.slice(0, -1)}2` })])).toMatchObject([{ order: { platformOrderNo: A } }, { order: { platformOrderNo: B } }]);
});

test('rows of one order are one order, amounts added up, wherever they stand', async () => {
  const read = await items([row({ no: A, line: '6920000000000000001' }), row({ no: B, line: '6920000000000000002' }), row({ no: A, line: '6920000000000000003', price: '0.00' })]);
  expect(read).toMatchObject([ // in the order in which they were last touched
    { kind: 'order', rows: [3], order: { platformOrderNo: B } },
    { kind: 'order', rows: [2, 4], order: { platformOrderNo: A, amounts: { payableFen: 990, paidFen: 990 }, lines: [{ isGift: false }, { isGift: true, unitPriceFen: 0 }] } },
  ]);
});

test('one bad row keeps the whole order out, and each of its rows is reported', async () => {
  const read = await items([row({ no: A, line: '6920000000000000001' }), row({ no: A, line: '6920000000000000002', quantity: '0' }), row({ no: A, line: '6920000000000000003' }), row({ no: B, line: '6920000000000000004' })]);
  expect(codes(read)).toEqual([[3, 'QUANTITY_INVALID'], [2, 'SIBLING_ROW_BAD'], [4, 'SIBLING_ROW_BAD'], [5, 'order']]);
});

test('a row that does not tell its order keeps the orders beside it out', async () => {
  const read = await items([row({ no: A, line: '6920000000000000001' }), 'kaputt', row({ no: B, line: '6920000000000000002' })]);
  expect(codes(read)).toEqual([[3, 'ROW_MALFORMED'], [2, 'SIBLING_ROW_BAD'], [4, 'SIBLING_ROW_BAD']]);
});

test('a row too far from the others of its order is reported', async () => {
  const between = Array.from({ length: OPEN_ORDERS_MAX + 1 }, (_, n) => row({ no: String(6930000000000000000n + BigInt(n)), line: String(6940000000000000000n + BigInt(n)) }));
  const read = await items([row({ no: A, line: '6920000000000000001' }), ...between, row({ no: A, line: '6920000000000000002' })]);
  expect(read.filter((item) => item.kind === 'bad-row')).toMatchObject([{ row: between.length + 3, code: 'ROW_SCATTERED', platformOrderNo: A }]);
});

test('the same row twice is one line; the same sub-order with other content is none', async () => {
  const once = row({ no: A, line: '6920000000000000001' });
  expect(await items([once, once])).toMatchObject([{ rows: [2, 3], order: { lines: [{ quantity: 1 }], amounts: { payableFen: 990 } } }]);
  expect(codes(await items([once, row({ no: A, line: '6920000000000000001', quantity: '2' })]))).toEqual([[2, 'LINE_DUPLICATE'], [3, 'LINE_DUPLICATE']]);
});

test('rows of one order that name different receivers are not taken', async () => {
  expect(codes(await items([row({ no: A, line: '6920000000000000001' }), row({ no: A, line: '6920000000000000002', phone: '13900004321' })]))).toEqual([[2, 'ROWS_DISAGREE'], [3, 'ROWS_DISAGREE']]);
});

test('an after-sale of one line, known or not, blocks the order; each line keeps its own', async () => {
  const read = await items([row({ no: A, line: '6920000000000000001', afterSale: '待商家处理' }), row({ no: A, line: '6920000000000000002', afterSale: '售后关闭' })]);
  expect(read).toMatchObject([{ order: { afterSale: { raw: '待商家处理；售后关闭', blocks: true }, lines: [{ afterSale: { blocks: true } }, { afterSale: { blocks: false } }] } }]);
});

async function items(rows: readonly string[]): Promise<readonly ImportItem[]> {
  const read: ImportItem[] = [];
  async function* source(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${HEADER}\n${rows.join('\n')}\n`);
  }
  for await (const item of parseExport(source())) read.push(item);
  return read;
}

function codes(read: readonly ImportItem[]): readonly (readonly [number | undefined, string])[] {
  return read.map((item) => (item.kind === 'order' ? [item.rows[0], 'order'] : [item.row, item.code]));
}
