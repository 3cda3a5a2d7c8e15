import type { PddField } from './columns.js';
import type { ExportedAmounts, ExportedLine, ExportedOrder, ImportItem } from './exported-order.js';
import type { RowReader } from './row-reader.js';
import { pddAfterSale, PDD_STATUSES } from './statuses.js';
import { namedBad, type TableRow } from './table.js';

/** `YYMMDD-` and 15 digits. The date is the platform's and may differ from the time of the order around midnight. */
const PDD_ORDER_NO = /^\d{6}-\d{15}$/;

/** Pinduoduo: one row is one order of one article, with perhaps a gift in columns of its own. */
export async function* pddOrders(rows: AsyncIterable<TableRow>): AsyncGenerator<ImportItem> {
  for await (const row of rows) {
    if (row.kind === 'bad') {
      yield namedBad(row, PDD_ORDER_NO);
      continue;
    }
    const order = pddOrder(row.reader);
    const bad = row.reader.bad();
    yield bad ?? { kind: 'order', rows: [row.reader.row], order };
  }
}

function pddOrder(row: RowReader<PddField>): ExportedOrder {
  const platformOrderNo = row.orderNumber('orderNo', PDD_ORDER_NO);
  const { raw, status } = row.status('status', PDD_STATUSES);
  const afterSale = pddAfterSale(row.text('afterSale'));
  const goodsFen = row.requiredFen('goods');
  const quantity = row.quantity('quantity');
  const about = { mode: 'DROPSHIP', status, afterSale } as const;
  const article: ExportedLine = {
    platformLineNo: '1', title: row.requiredText('title'), spec: row.text('spec'),
    outSkuSn: row.code('outSkuSn'), productSn: row.code('productSn'), platformProductId: row.digits('productId'), platformSkuId: row.digits('skuId'),
    quantity, unitPriceFen: quantity === 0 ? 0 : Math.floor(goodsFen / quantity), isGift: false, ...about,
  };
  return {
    channel: 'PDD', platformOrderNo, platformStatus: raw, status, inReview: row.text('inReview') !== '否', afterSale,
    placedAt: row.time('placedAt'), paidAt: row.time('paidAt'), promisedShipAt: row.time('promisedShipAt'), updatedAt: null,
    currency: 'CNY', amounts: pddAmounts(row, goodsFen),
    receiver: {
      name: row.unmasked('name'), phone: row.phone('phone'), address: row.unmasked('address'), buyer: null,
      province: row.unmasked('province'), city: row.unmasked('city'), district: row.unmasked('district'), town: row.unmasked('town'),
    },
    buyerMessage: row.text('buyerMessage'), sellerNote: row.text('sellerNote'), flag: null,
    lines: [article, ...pddGift(row, about)],
  };
}

function pddAmounts(row: RowReader<PddField>, goodsFen: number): ExportedAmounts {
  const freightFen = row.fen('freight');
  const discountFen = row.fen('shopDiscount') + row.fen('platformDiscount') + row.fen('payDiscount');
  return { payableFen: Math.max(0, goodsFen + freightFen - discountFen), paidFen: row.requiredFen('paid'), freightFen, discountFen };
}

function pddGift(row: RowReader<PddField>, about: Pick<ExportedLine, 'mode' | 'status' | 'afterSale'>): readonly ExportedLine[] {
  const title = row.text('giftTitle');
  if (title === null) return [];
  return [{
    platformLineNo: 'gift-1', title, spec: row.text('giftSpec'), outSkuSn: null, productSn: null, platformProductId: row.digits('giftId'), platformSkuId: null,
    quantity: row.quantity('giftQuantity'), unitPriceFen: 0, isGift: true, ...about,
  }];
}
