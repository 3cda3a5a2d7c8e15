import type { DouyinField } from './columns.js';
import type { ExportedAmounts, ExportedLine, ExportedOrder, ExportedReceiver } from './exported-order.js';
import type { RowReader } from './row-reader.js';
import { combinedAfterSale, combinedStatus, douyinAfterSale, DOUYIN_STATUSES } from './statuses.js';

export const DOUYIN_ORDER_NO = /^[1-9]\d{14,18}$/;

/** What one row says: one sub-order, and the order's own fields, which every row of it repeats. */
export type DouyinPart = {
  readonly platformStatus: string;
  readonly line: ExportedLine;
  readonly amounts: ExportedAmounts;
  readonly receiver: ExportedReceiver;
  readonly placedAt: string | null;
  readonly paidAt: string | null;
  readonly promisedShipAt: string | null;
  readonly buyerMessage: string | null;
  readonly sellerNote: string | null;
  readonly flag: string | null;
};

export function douyinPart(row: RowReader<DouyinField>): DouyinPart {
  const { raw, status } = row.status('status', DOUYIN_STATUSES);
  const unitPriceFen = row.requiredFen('unitPrice');
  const payableFen = row.requiredFen('payable');
  const paidAt = row.time('paidAt');
  return {
    platformStatus: raw,
    line: {
      platformLineNo: row.lineNumber('lineNo', DOUYIN_ORDER_NO), title: row.requiredText('title'), spec: row.text('spec'),
      outSkuSn: row.code('outSkuSn'), productSn: null, platformProductId: row.digits('productId'), platformSkuId: null,
      quantity: row.quantity('quantity'), unitPriceFen, isGift: unitPriceFen === 0, mode: 'DROPSHIP', status, afterSale: douyinAfterSale(row.text('afterSale')),
    },
    amounts: { payableFen, paidFen: paidAt === null ? 0 : payableFen, freightFen: row.fen('freight'), discountFen: row.fen('discount') },
    receiver: {
      name: row.unmasked('name'), phone: row.phone('phone'), address: row.unmasked('address'), buyer: null,
      province: row.unmasked('province'), city: row.unmasked('city'), district: row.unmasked('district'), town: row.unmasked('town'),
    },
    placedAt: row.time('placedAt'), paidAt, promisedShipAt: row.time('promisedShipAt'),
    buyerMessage: row.text('buyerMessage'), sellerNote: row.text('sellerNote'), flag: row.text('flag'),
  };
}

/** The order of its rows, or the word for what keeps them from being one. Amounts stand per sub-order and are added up. */
export function douyinOrder(platformOrderNo: string, parts: readonly [DouyinPart, ...DouyinPart[]]): ExportedOrder | 'ROWS_DISAGREE' | 'LINE_DUPLICATE' {
  const [first] = parts;
  if (parts.some((part) => !isSame(part.receiver, first.receiver))) return 'ROWS_DISAGREE';
  const distinct = new Map<string, DouyinPart>();
  for (const part of parts) {
    const known = distinct.get(part.line.platformLineNo);
    if (known && !isSame(known, part)) return 'LINE_DUPLICATE';
    distinct.set(part.line.platformLineNo, part);
  }
  const of = [...distinct.values()];
  const lines = of.map((part) => part.line);
  return {
    channel: 'DOUYIN', platformOrderNo, platformStatus: words(of.map((part) => part.platformStatus)) ?? '', status: combinedStatus(lines.map((line) => line.status)),
    inReview: false, afterSale: combinedAfterSale(lines),
    placedAt: earliest(of.map((part) => part.placedAt)), paidAt: earliest(of.map((part) => part.paidAt)), promisedShipAt: earliest(of.map((part) => part.promisedShipAt)), updatedAt: null,
    currency: 'CNY',
    amounts: { payableFen: sum(of, 'payableFen'), paidFen: sum(of, 'paidFen'), freightFen: sum(of, 'freightFen'), discountFen: sum(of, 'discountFen') },
    receiver: first.receiver,
    buyerMessage: words(of.map((part) => part.buyerMessage)), sellerNote: words(of.map((part) => part.sellerNote)), flag: words(of.map((part) => part.flag)),
    lines,
  };
}

/** Both were built by the same function, so their JSON is equal when they are. */
function isSame<Value>(a: Value, b: Value): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function words(texts: readonly (string | null)[]): string | null {
  const distinct = [...new Set(texts.filter((text) => text !== null))];
  return distinct.length === 0 ? null : distinct.join('；');
}

function earliest(times: readonly (string | null)[]): string | null {
  return times.filter((time) => time !== null).sort()[0] ?? null;
}

function sum(parts: readonly DouyinPart[], amount: keyof ExportedAmounts): number {
  return parts.reduce((total, part) => total + part.amounts[amount], 0);
}
