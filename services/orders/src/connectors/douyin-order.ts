import type { AfterSaleType, PlatformStatus } from '@daifa/order-domain/words';
import { combinedAfterSale } from '../import/statuses.js';
import type { ChannelLine, ChannelOrder } from '../intake/channel-order.js';
import { instantOf, type ChannelAfterSale, type Readable, type Unreadable } from './connector.js';
import { RawReader } from './raw-reader.js';

/** Douyin's order and after-sale records, field by field. Amounts are fen, times are seconds since 1970. */

const ORDER_NO = /^[1-9]\d{14,18}$/;
const STATUSES: ReadonlyMap<number, PlatformStatus> = new Map([[1, 'AWAITING_PAYMENT'], [105, 'AWAITING_SHIPMENT'], [2, 'AWAITING_SHIPMENT'], [101, 'PARTLY_SHIPPED'], [3, 'SHIPPED'], [4, 'CLOSED'], [5, 'COMPLETED']]);
const LINE_AFTER_SALE_OVER: ReadonlySet<number> = new Set([0, 28]);
const LINE_REFUNDED = 12;
const FEN_MAX = 100_000_000_00;
const QUANTITY_MAX = 999_999;
const SECONDS_MAX = 4_102_444_800;

type Sku = { readonly line: ChannelLine; readonly status: PlatformStatus; readonly afterSale: { readonly raw: string; readonly blocks: boolean } | null };

export function readDouyinOrder(raw: string, readAtMs: number): Readable<ChannelOrder> | Unreadable {
  const row = RawReader.of(raw);
  const platformOrderNo = row.text('order_id', ORDER_NO);
  const status = row.status('order_status', STATUSES, 'CLOSED');
  const skus = row.list('sku_order_list').map((one) => skuOf(one, status));
  const refunded = skus.length > 0 && skus.every((sku) => sku.status === 'REFUNDED');
  const place = row.inner('post_addr');
  const paidAt = seconds(row, 'pay_time');
  return row.whole({
    channel: 'DOUYIN', platformOrderNo, platformStatus: status, status: refunded ? 'REFUNDED' : status, inReview: false,
    afterSale: refunded ? null : combinedAfterSale(skus),
    placedAt: seconds(row, 'create_time'), paidAt, promisedShipAt: seconds(row, 'exp_ship_time'),
    updatedAt: new Date(instantOf(row.integer('update_time', 1, SECONDS_MAX) * 1_000, readAtMs)).toISOString(), currency: 'CNY',
    amounts: { payableFen: row.integer('order_amount', 0, FEN_MAX), paidFen: row.integer('pay_amount', 0, FEN_MAX), freightFen: row.integer('post_amount', 0, FEN_MAX), discountFen: row.integer('promotion_amount', 0, FEN_MAX) },
    receiver: { name: row.text('post_receiver'), phone: row.text('post_tel'), address: place.text('detail'), buyer: row.optionalText('doudian_open_id'), province: nameOf(place, 'province'), city: nameOf(place, 'city'), district: nameOf(place, 'town'), town: nameOf(place, 'street') },
    buyerMessage: row.optionalText('buyer_words'), sellerNote: row.optionalText('seller_words'), lines: skus.map(({ line }) => line),
  }, platformOrderNo);
}

const nameOf = (place: RawReader, field: string): string => place.inner(field).text('name');

function skuOf(row: RawReader, status: PlatformStatus): Sku {
  const mark = row.inner('after_sale_info').integer('after_sale_status', 0, 1_000);
  const spec = row.optionalList('spec').map((one) => one.text('value')).join(' ');
  return {
    status: mark === LINE_REFUNDED ? 'REFUNDED' : status,
    afterSale: mark === 0 ? null : { raw: String(mark), blocks: !LINE_AFTER_SALE_OVER.has(mark) && mark !== LINE_REFUNDED },
    line: {
      platformLineNo: row.text('order_id', ORDER_NO), title: row.text('product_name'), spec: spec || null, outSkuSn: row.optionalText('code'), productSn: row.optionalText('product_id'),
      quantity: row.integer('item_num', 1, QUANTITY_MAX), unitPriceFen: row.integer('goods_price', 0, FEN_MAX), isGift: (row.optionalInteger('given_product_type', 0, 100) ?? 0) > 0, mode: 'DROPSHIP',
    },
  };
}

/** 0 is how the platform writes "not yet". */
function seconds(row: RawReader, field: string): string | null {
  const found = row.optionalInteger(field, 0, SECONDS_MAX) ?? 0;
  return found === 0 ? null : new Date(found * 1_000).toISOString();
}

const TYPES: ReadonlyMap<number, AfterSaleType> = new Map([[0, 'RETURN_REFUND'], [1, 'REFUND_ONLY'], [2, 'REFUND_ONLY'], [3, 'EXCHANGE'], [7, 'RESHIP'], [8, 'REPAIR']]);
/** Closed without a refund. Every other status, known or not, keeps what it covers from printing. */
const OVER: ReadonlySet<number> = new Set([28]);
const REFUND_DONE = 12;

export function readDouyinAfterSale(raw: string, readAtMs: number): Readable<ChannelAfterSale> | Unreadable {
  const row = RawReader.of(raw);
  const [about, order] = [row.inner('aftersale_info'), row.inner('order_info')];
  const platformOrderNo = order.text('shop_order_id', ORDER_NO);
  const status = about.integer('aftersale_status', 0, 1_000);
  return row.whole({
    afterSaleNo: about.text('aftersale_id', /^\d{1,32}$/), platformOrderNo, type: about.status('aftersale_type', TYPES, 'REFUND_ONLY'),
    state: status === REFUND_DONE ? 'REFUNDED' : OVER.has(status) ? 'WITHDRAWN' : 'OPEN',
    version: instantOf(about.integer('update_time', 1, SECONDS_MAX) * 1_000, readAtMs),
    platformLines: order.list('related_order_info').map((one) => ({ platformLineNo: one.text('sku_order_id', ORDER_NO), quantity: one.integer('aftersale_item_num', 1, QUANTITY_MAX) })),
  }, platformOrderNo);
}
