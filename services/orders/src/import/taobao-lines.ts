import { TAOBAO_LINES, type TaobaoLineField } from './columns.js';
import type { BadRow, ExportedLine } from './exported-order.js';
import type { LineStaging, StagedLine } from './line-lookup.js';
import type { RowReader } from './row-reader.js';
import { TAOBAO_STATUSES } from './statuses.js';
import { namedBad, openTable, type ImportProgress } from './table.js';

export const TAOBAO_ORDER_NO = /^[1-9]\d{14,18}$/;

/** Lines are staged in batches of this many. */
const STAGE_LINES = 500;

export type LineItem = { readonly kind: 'line'; readonly line: StagedLine } | BadRow;

type LinesOptions = { readonly onProgress?: (progress: Readonly<ImportProgress>) => void };

/**
 * The lines of a Taobao ExportOrderDetailList. A bad row that names its order is followed by a line item with `line: null`,
 * so that whoever stages it knows the order to be broken.
 *
 * @throws ImportUnreadable when it is no such file
 */
export async function* parseTaobaoLines(source: AsyncIterable<Buffer>, options: LinesOptions = {}): AsyncGenerator<LineItem> {
  const progress: ImportProgress = { bytesRead: 0, rowsRead: 0, ordersHeld: 0 };
  const { rows } = await openTable(source, [TAOBAO_LINES], progress, () => options.onProgress?.({ ...progress }));
  for await (const row of rows) {
    if (row.kind === 'bad') {
      const bad = namedBad(row, TAOBAO_ORDER_NO);
      yield bad;
      if (bad.platformOrderNo !== null) yield { kind: 'line', line: { platformOrderNo: bad.platformOrderNo, row: bad.row, line: null } };
      continue;
    }
    const { platformOrderNo, line } = taobaoLine(row.reader);
    const bad = row.reader.bad();
    if (bad) yield bad;
    if (!bad || bad.platformOrderNo !== null) yield { kind: 'line', line: { platformOrderNo, row: row.reader.row, line: bad ? null : line } };
  }
}

/** Puts the lines of a detail file into a staging, in bounded memory, and yields its bad rows. Repeatable. */
export async function* stageTaobaoLines(source: AsyncIterable<Buffer>, staging: LineStaging, options: LinesOptions = {}): AsyncGenerator<BadRow> {
  let batch: StagedLine[] = [];
  for await (const item of parseTaobaoLines(source, options)) {
    if (item.kind === 'bad-row') {
      yield item;
      continue;
    }
    batch.push(item.line);
    if (batch.length < STAGE_LINES) continue;
    await staging.put(batch);
    batch = [];
  }
  if (batch.length > 0) await staging.put(batch);
}

/** A line without a number of its own gets its place in the order later (`wholeLines`); until then it is ''. */
function taobaoLine(row: RowReader<TaobaoLineField>): { readonly platformOrderNo: string; readonly line: ExportedLine } {
  const platformOrderNo = row.orderNumber('orderNo', TAOBAO_ORDER_NO);
  const unitPriceFen = row.requiredFen('unitPrice');
  const productSn = row.code('productSn');
  const line: ExportedLine = {
    platformLineNo: row.digits('lineNo') ?? '', title: row.requiredText('title'), spec: row.text('spec'),
    outSkuSn: row.code('outSkuSn') ?? productSn, productSn, platformProductId: null, platformSkuId: null,
    quantity: row.quantity('quantity'), unitPriceFen, isGift: unitPriceFen === 0, mode: 'DROPSHIP',
    status: row.status('status', TAOBAO_STATUSES).status, afterSale: null,
  };
  return { platformOrderNo, line };
}
