import type { AfterSaleType, PlatformStatus } from '@daifa/order-domain/words';
import { timeOf } from '../import/cells.js';
import type { ChannelLine, ChannelOrder } from '../intake/channel-order.js';
import { instantOf, type ChannelAfterSale, type Readable, type Unreadable } from './connector.js';
import { RawReader } from './raw-reader.js';

/** Pinduoduo's order and refund records, field by field. Amounts are yuan, times are Shanghai's with whole seconds. */

const ORDER_NO = /^\d{6}-\d{15}$/;
const STATUSES: ReadonlyMap<number, PlatformStatus> = new Map([[1, 'AWAITING_SHIPMENT'], [2, 'SHIPPED'], [3, 'COMPLETED']]);
const NO_AFTER_SALE = 1;
const REFUNDED = 4;
const QUANTITY_MAX = 999_999;

export function readPddOrder(raw: string, readAtMs: number): Readable<ChannelOrder> | Unreadable {
  const row = RawReader.of(raw);
  const platformOrderNo = row.text('order_sn', ORDER_NO);
  const status = row.status('order_status', STATUSES, 'CLOSED');
  const refund = row.integer('refund_status', 0, 100);
  const goods = row.list('item_list').map((one, n) => goodsLine(one, n));
  const gifts = row.optionalList('gift_list').map((one, n): ChannelLine => ({ platformLineNo: `gift-${n + 1}`, title: one.text('goods_name'), spec: one.optionalText('goods_spec'), outSkuSn: null, productSn: null, quantity: one.integer('goods_count', 1, QUANTITY_MAX), unitPriceFen: 0, isGift: true, mode: 'DROPSHIP' }));
  const paidAt = time(row, 'pay_time');
  const updatedAt = time(row, 'updated_at', true);
  const goodsFen = row.fenOfYuan('goods_amount');
  const [freightFen, discountFen] = [row.fenOfYuan('postage'), row.fenOfYuan('discount_amount')];
  return row.whole({
    channel: 'PDD', platformOrderNo, platformStatus: `${status}/${refund}`, status: refund === REFUNDED ? 'REFUNDED' : status,
    inReview: row.optionalInteger('risk_control_status', 0, 100) !== 0,
    afterSale: { raw: String(refund), blocks: refund !== NO_AFTER_SALE && refund !== REFUNDED },
    placedAt: time(row, 'created_time', true), paidAt, promisedShipAt: time(row, 'last_ship_time'),
    updatedAt: updatedAt && new Date(instantOf(Date.parse(updatedAt), readAtMs)).toISOString(), currency: 'CNY',
    amounts: { payableFen: Math.max(0, goodsFen + freightFen - discountFen), paidFen: row.fenOfYuan('pay_amount'), freightFen, discountFen },
    receiver: { name: row.text('receiver_name'), phone: row.text('receiver_phone'), address: row.text('receiver_address'), buyer: null, province: row.text('province'), city: row.text('city'), district: row.text('town'), town: null },
    buyerMessage: row.optionalText('buyer_memo'), sellerNote: row.optionalText('remark'), lines: [...goods, ...gifts],
  }, platformOrderNo);
}

function goodsLine(row: RawReader, n: number): ChannelLine {
  return {
    platformLineNo: String(n + 1), title: row.text('goods_name'), spec: row.optionalText('goods_spec'), outSkuSn: row.optionalText('outer_id'), productSn: row.optionalText('outer_goods_id'),
    quantity: row.integer('goods_count', 1, QUANTITY_MAX), unitPriceFen: row.fenOfYuan('goods_price'), isGift: false, mode: 'DROPSHIP',
  };
}

/** ISO 8601 UTC; null where there is none. */
function time(row: RawReader, field: string, isRequired = false): string | null {
  const text = isRequired ? row.text(field) : row.optionalText(field);
  const read = timeOf(text ?? '');
  if (read !== 'invalid') return read;
  row.note('FIELD_INVALID', field);
  return null;
}

const TYPES: ReadonlyMap<number, AfterSaleType> = new Map([[2, 'REFUND_ONLY'], [3, 'RETURN_REFUND'], [4, 'EXCHANGE'], [5, 'RESHIP'], [6, 'REPAIR']]);
/** Refused by the platform, withdrawn by the buyer, let pass by the buyer. Every other status, known or not, keeps the order from printing. */
const OVER: ReadonlySet<number> = new Set([9, 11, 12, 13]);
const REFUND_DONE = 10;

/** A case is about the one article of its order. */
export function readPddAfterSale(raw: string, readAtMs: number): Readable<ChannelAfterSale> | Unreadable {
  const row = RawReader.of(raw);
  const platformOrderNo = row.text('order_sn', ORDER_NO);
  const status = row.integer('after_sales_status', 0, 1_000);
  const updatedAt = time(row, 'updated_time', true);
  return row.whole({
    afterSaleNo: row.text('id', /^\d{1,32}$/), platformOrderNo, type: row.status('after_sales_type', TYPES, 'REFUND_ONLY'),
    state: status === REFUND_DONE ? 'REFUNDED' : OVER.has(status) ? 'WITHDRAWN' : 'OPEN',
    version: instantOf(Date.parse(updatedAt ?? ''), readAtMs), platformLines: [{ platformLineNo: '1', quantity: row.integer('goods_number', 1, QUANTITY_MAX) }],
  }, platformOrderNo);
}
