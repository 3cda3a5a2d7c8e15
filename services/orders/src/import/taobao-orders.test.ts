import type { BadRow, ImportItem } from './exported-order.js';
import { LOOKUP_ORDERS_MAX, MemoryLines } from './line-lookup.js';
import { parseExport } from './parse-export.js';
import { stageTaobaoLines } from './taobao-lines.js';
import { taobaoPlace } from './taobao-address.js';

const ORDERS = '订单编号,订单状态,宝贝总数量,总金额,买家应付邮费,买家实际支付金额,收货人姓名,收货地址,修改后的收货地址,联系手机,订单关闭原因';
const LINES = '订单编号,标题,价格,购买数量,外部系统编号,订单状态,商家编码';
const A = '2012345678901234567';
const B = '2012345678901234568';

type Cells = { readonly no?: string; readonly pieces?: string; readonly status?: string; readonly changed?: string; readonly reason?: string };

const order = ({ no = A, pieces = '3', status = '买家已付款，等待卖家发货', changed = '', reason = '订单未关闭' }: Cells = {}): string =>
  `="${no}",${status},${pieces},25.00,5.00,25.00,赵样本,浙江省 杭州市 余杭区 五常街道 样板路1号 (310000),${changed},'13800001234,${reason}`;
const line = (no: string, quantity: string, price = '10.00', status = '买家已付款，等待卖家发货'): string => `="${no}",杯子,${price}元,${quantity},BWB-500,${status},BWB`;

test('an order gets its lines from the detail file, numbered by their place', async () => {
  expect(await imported([order()], [line(A, '1'), line(B, '9'), line(A, '2')])).toMatchObject([{
    kind: 'order', rows: [2],
    order: { platformOrderNo: A, amounts: { payableFen: 2500, freightFen: 500, discountFen: 1000 }, receiver: { phone: '13800001234', address: '样板路1号', town: '五常街道' }, lines: [{ platformLineNo: '1', quantity: 1 }, { platformLineNo: '2', quantity: 2, outSkuSn: 'BWB-500', productSn: 'BWB' }] },
  }]);
});

test.each<[string, readonly string[]]>([
  ['no line', [line(B, '3')]], ['fewer pieces than it says', [line(A, '2')]], ['more pieces than it says', [line(A, '4')]], ['a bad line', [line(A, '3'), line(A, '1', 'x')]],
  ['a ragged line', [line(A, '3'), `="${A}",杯子`]],
])('an order with %s in the detail file is not taken', async (_, lines) => {
  const read = await imported([order()], lines);
  expect(read.at(-1)).toMatchObject({ kind: 'bad-row', row: 2, code: 'LINES_MISSING', platformOrderNo: A });
});

test("the buyer's changed address is the address", async () => {
  expect(await imported([order({ changed: '广东省 深圳市 南山区 粤海街道 示例街2号' })], [line(A, '3')])).toMatchObject([{ order: { receiver: { province: '广东省', address: '示例街2号' } } }]);
});

test('an order closed by a refund is refunded, one of which a line is closed is blocked', async () => {
  expect(await imported([order({ status: '交易关闭', reason: '退款' })], [line(A, '3', '10.00', '交易关闭')])).toMatchObject([{ order: { status: 'REFUNDED' } }]);
  expect(await imported([order()], [line(A, '1', '10.00', '交易关闭'), line(A, '2')])).toMatchObject([{ order: { status: 'AWAITING_SHIPMENT', afterSale: { blocks: true } } }]);
});

test('more orders than one look-up takes keep their order, and no more are held', async () => {
  const numbers = Array.from({ length: 2 * LOOKUP_ORDERS_MAX + 7 }, (_, n) => String(BigInt(A) + BigInt(n)));
  const read = await imported(numbers.map((no) => order({ no, pieces: '1' })), numbers.map((no) => line(no, '1')));
  expect(read.map((item) => (item.kind === 'order' ? item.order.platformOrderNo : item.code))).toEqual(numbers);
});

test.each([
  ['浙江省 杭州市 余杭区 五常街道 样板路1号 2幢 (310000)', { province: '浙江省', city: '杭州市', district: '余杭区', town: '五常街道', address: '样板路1号 2幢' }],
  ['上海 上海市 浦东新区 示例街1号', { province: '上海', city: '上海市', district: '浦东新区', town: null, address: '示例街1号' }],
  ['浙江省 杭州市 余杭区 ****', { province: '浙江省', city: '杭州市', district: '余杭区', town: null, address: null }],
  ['样板路1号', { province: null, city: null, district: null, town: null, address: '样板路1号' }],
  [null, { province: null, city: null, district: null, town: null, address: null }],
])('the address %j', (text, place) => expect(taobaoPlace(text)).toEqual(place));

async function imported(orders: readonly string[], lines: readonly string[]): Promise<readonly (ImportItem | BadRow)[]> {
  const staging = new MemoryLines();
  const read: ImportItem[] = [];
  for await (const bad of stageTaobaoLines(source([LINES, ...lines]), staging)) read.push(bad);
  for await (const item of parseExport(source([ORDERS, ...orders]), { lines: staging })) read.push(item);
  return read;
}

async function* source(rows: readonly string[]): AsyncGenerator<Buffer> {
  yield Buffer.from(rows.join('\n'));
}
