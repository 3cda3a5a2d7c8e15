import type { TaobaoField } from './columns.js';
import type { ExportedLine, ExportedOrder, ImportItem } from './exported-order.js';
import { LOOKUP_ORDERS_MAX, type LineLookup } from './line-lookup.js';
import type { RowReader } from './row-reader.js';
import { combinedAfterSale, TAOBAO_STATUSES } from './statuses.js';
import { namedBad, type ImportProgress, type TableRow } from './table.js';
import { taobaoPlace } from './taobao-address.js';
import { TAOBAO_ORDER_NO } from './taobao-lines.js';

type Head = { readonly order: Omit<ExportedOrder, 'lines' | 'afterSale'>; readonly pieces: number };
type Waiting = { readonly reader: RowReader<TaobaoField>; readonly head: Head };

/** Taobao: one row is one order; its lines are in another file and looked up in batches. */
export async function* taobaoOrders(rows: AsyncIterable<TableRow>, lines: LineLookup, progress: ImportProgress): AsyncGenerator<ImportItem> {
  let waiting: Waiting[] = [];
  for await (const row of rows) {
    if (row.kind === 'bad') {
      yield namedBad(row, TAOBAO_ORDER_NO);
      continue;
    }
    const head = taobaoHead(row.reader);
    const bad = row.reader.bad();
    if (bad) {
      yield bad;
      continue;
    }
    waiting.push({ reader: row.reader, head });
    progress.ordersHeld = waiting.length;
    if (waiting.length < LOOKUP_ORDERS_MAX) continue;
    yield* withLines(waiting, lines);
    waiting = [];
  }
  yield* withLines(waiting, lines);
  progress.ordersHeld = 0;
}

async function* withLines(waiting: readonly Waiting[], lookup: LineLookup): AsyncGenerator<ImportItem> {
  if (waiting.length === 0) return;
  const found = await lookup.linesOf(waiting.map(({ head }) => head.order.platformOrderNo));
  for (const { reader, head } of waiting) {
    const lines = found.get(head.order.platformOrderNo) ?? [];
    const isWhole = lines.reduce((pieces, line) => pieces + line.quantity, 0) === head.pieces;
    yield isWhole ? { kind: 'order', rows: [reader.row], order: whole(head, lines) } : reader.rejected('LINES_MISSING');
  }
}

/** What the lines cost more than what the buyer owes is the discount. */
function whole({ order }: Head, lines: readonly ExportedLine[]): ExportedOrder {
  const goodsFen = lines.reduce((total, line) => total + line.quantity * line.unitPriceFen, 0);
  const discountFen = Math.max(0, goodsFen + order.amounts.freightFen - order.amounts.payableFen);
  return { ...order, amounts: { ...order.amounts, discountFen }, afterSale: combinedAfterSale(lines), lines };
}

function taobaoHead(row: RowReader<TaobaoField>): Head {
  const platformOrderNo = row.orderNumber('orderNo', TAOBAO_ORDER_NO);
  const { raw, status } = row.status('status', TAOBAO_STATUSES);
  const isRefunded = status === 'CLOSED' && /退款/.test(row.text('closeReason') ?? '');
  const place = taobaoPlace(row.text('changedAddress') ?? row.text('address')); // the buyer's change is the address now
  return {
    pieces: row.quantity('quantity'),
    order: {
      channel: 'TAOBAO', platformOrderNo, platformStatus: raw, status: isRefunded ? 'REFUNDED' : status, inReview: false,
      placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), promisedShipAt: null, updatedAt: null,
      currency: 'CNY',
      amounts: { payableFen: row.requiredFen('payable'), paidFen: row.requiredFen('paid'), freightFen: row.fen('freight'), discountFen: 0 },
      receiver: { name: row.unmasked('name'), phone: row.phone('mobile') ?? row.phone('telephone'), buyer: row.unmasked('buyer'), ...place },
      buyerMessage: row.text('buyerMessage'), sellerNote: row.text('sellerNote'), flag: null,
    },
  };
}
