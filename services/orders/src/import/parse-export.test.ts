import type { ImportItem } from './exported-order.js';
import { exportBytes, PLAIN_LOOK } from './fixture-generator.js';
import { believableOrder } from './fixture-orders.js';
import { parseExport, type ImportOptions } from './parse-export.js';
import { parseTaobaoLines } from './taobao-lines.js';

const HEADER = '订单号,商品,订单状态,商品数量(件),是否审核中,售后状态,商品总价(元),用户实付金额(元),买家留言';
const row = (cells: Partial<Record<'no' | 'title' | 'status' | 'quantity' | 'review' | 'afterSale' | 'goods' | 'paid' | 'message', string>> = {}): string =>
  [cells.no ?? '261111-123456789012345', cells.title ?? '保温杯', cells.status ?? '待发货', cells.quantity ?? '2', cells.review ?? '否', cells.afterSale ?? '无售后或售后取消', cells.goods ?? '20.00', cells.paid ?? '20.00', cells.message ?? ''].join(',');

describe('a Pinduoduo order', () => {
  test('with only the required columns is taken, and the rest is null', async () => {
    const [item] = await items(`${HEADER}\n${row()}`);
    expect(item).toMatchObject({ kind: 'order', rows: [2], order: { platformOrderNo: '261111-123456789012345', placedAt: null, receiver: { name: null, province: null }, lines: [{ quantity: 2, unitPriceFen: 1000 }] } });
  });

  test.each([['是', true], ['否', false], ['', true], ['不知道', true]])('with 是否审核中 %j is in review: %s', async (review, inReview) => {
    expect(await items(`${HEADER}\n${row({ review })}`)).toMatchObject([{ order: { inReview } }]);
  });

  test('tells all that is wrong with a row at once', async () => {
    expect(await items(`${HEADER}\n${row({ title: '', quantity: '0', paid: 'x' })}`)).toMatchObject([{ row: 2, code: 'INTAKE_INCOMPLETE', fields: ['商品', '商品数量(件)', '用户实付金额(元)'], platformOrderNo: '261111-123456789012345' }]);
  });

  test('keeps the digits of a number no floating-point number can hold', async () => {
    expect(await items(`${HEADER}\n${row({ no: '="261111-999999999999999"' })}`)).toMatchObject([{ order: { platformOrderNo: '261111-999999999999999' } }]);
  });
});

describe('rows', () => {
  test('are numbered right below a title, after line breaks in a cell and after blank rows', async () => {
    const text = `店铺订单\n${HEADER}\n${row({ message: '"一\n二\n三"' })}\n\n${row({ quantity: '半' })}\n${row()}`;
    expect((await items(text)).map((item) => (item.kind === 'order' ? item.rows : item.row))).toEqual([[3], 5, [6]]);
  });

  test('that are totals or blank are skipped, and cells a spreadsheet added behind do no harm', async () => {
    expect(await items(`${HEADER}\n${row()},,,\n合计,,,2\n,,,,,,,,\n\n共 1 条\n`)).toMatchObject([{ kind: 'order', rows: [2] }]);
  });

  test('with a cell too few, or one too many with something in it, are reported', async () => {
    expect(await items(`${HEADER}\n${row()},多\n261111-123456789012345,保温杯\n${row()}`)).toMatchObject([{ row: 2, code: 'ROW_MALFORMED' }, { row: 3, code: 'ROW_MALFORMED', platformOrderNo: '261111-123456789012345' }, { kind: 'order' }]);
  });

  test('swallowed between two stray quotation marks are reported, though the number of cells is right', async () => {
    expect(await items(`${HEADER}\n${row({ message: '"引号开了' })}\n${row({ message: '"又一个' })}\n${row()}`)).toMatchObject([{ row: 2, code: 'ROW_MALFORMED' }, { kind: 'order' }]);
  });

  test('with bytes that are no text are reported', async () => {
    const bytes = Buffer.concat([Buffer.from(`${HEADER}\n${row({ message: '坏' })}`.padEnd(70_000, '\n')), Buffer.from(row()), Buffer.from([0xff, 0xfe, 0x0a])]);
    expect(await items(bytes)).toMatchObject([{ kind: 'order' }, { code: 'TEXT_BROKEN' }]);
  });
});

describe('a file that is no such export', () => {
  test.each<[string, string, ImportOptions, string, RegExp]>([
    ['names the columns it lacks', '订单号,商品,订单状态,商品数量(件)\n', {}, 'COLUMNS_MISSING', /是否审核中、售后状态、商品总价\(元\)、用户实付金额\(元\)/],
    ['says what can be imported', '姓名,年龄\n赵样本,3\n', {}, 'HEADER_UNKNOWN', /拼多多订单导出、抖音订单导出、淘宝/],
    ['says when it is of another channel', `${HEADER}\n`, { channel: 'DOUYIN' }, 'OTHER_FILE', /这是拼多多订单导出，而这里需要：抖音/],
    ['asks for the lines of Taobao orders', '订单编号,订单状态,宝贝总数量,总金额,买家实际支付金额\n', {}, 'LINES_NEEDED', /ExportOrderDetailList/],
    ['knows a detail file given alone', '订单编号,标题,价格,购买数量,订单状态\n', {}, 'OTHER_FILE', /与 ExportOrderList 一起/],
  ])('%s', async (_, text, options, code, zh) => {
    await expect(items(text, options)).rejects.toMatchObject({ name: 'ImportUnreadable', code, zh: expect.stringMatching(zh) });
  });

  test('is not taken for the lines of Taobao orders', async () => {
    await expect(parseTaobaoLines(source(Buffer.from(`${HEADER}\n`))).next()).rejects.toMatchObject({ code: 'OTHER_FILE' });
  });
});

describe('the source', () => {
  test('is read only as fast as items are taken, and let go when nobody wants more', async () => {
    let given = 0;
    let isClosed = false;
    const bytes = Buffer.concat([...exportBytes('PDD', Array.from({ length: 2_000 }, (_, n) => believableOrder({ channel: 'PDD', seed: 1, people: 'masked' }, n)), PLAIN_LOOK)]);
    async function* watched(): AsyncGenerator<Buffer> {
      try {
        for (let from = 0; from < bytes.length; from += 16_384, given += 1) yield bytes.subarray(from, from + 16_384);
      } finally {
        isClosed = true;
      }
    }
    const reading = parseExport(watched());
    await reading.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBeLessThan(8); // the head, and what the head was read for
    await reading.return(undefined);
    expect(isClosed).toBe(true);
  });

  test.each([['姓名,年龄\n'], ['订单编号,订单状态,宝贝总数量,总金额,买家实际支付金额\n']])('is let go when the file is refused', async (text) => {
    let isClosed = false;
    async function* watched(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield Buffer.from(text.repeat(10_000));
      } finally {
        isClosed = true;
      }
    }
    await expect(parseExport(watched()).next()).rejects.toThrow();
    expect(isClosed).toBe(true);
  });

  test('tells how far it is', async () => {
    const seen: number[] = [];
    const text = Buffer.from(`${HEADER}\n${`${row()}\n`.repeat(1_000)}`);
    await items(text, { onProgress: (progress) => seen.push(progress.bytesRead) });
    expect(seen.at(-1)).toBe(text.length);
  });
});

async function items(text: string | Buffer, options: ImportOptions = {}): Promise<readonly ImportItem[]> {
  const read: ImportItem[] = [];
  for await (const item of parseExport(source(Buffer.from(text)), options)) read.push(item);
  return read;
}

async function* source(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
