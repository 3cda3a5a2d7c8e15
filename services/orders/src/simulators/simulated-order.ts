import { drawsOf, inventedReceiver, pick, type Draw } from '../import/fixture-people.js';
import type { ConnectedChannel } from '../connectors/connector.js';
import type { SimulatedCase, SimulatedOrder } from './simulated-books.js';

/** What a simulated platform says of an order, in that platform's own fields. Everything follows from the number: nobody in it exists. */

const GOODS = [
  { title: '纯棉短袖T恤', spec: '白色 L', code: 'TS-W-L', product: '3300000001', priceFen: 5_900 },
  { title: '中筒袜三双装', spec: '黑色 均码', code: 'SK-B', product: '3300000002', priceFen: 2_700 },
  { title: '亚麻收纳篮', spec: '米白 中号', code: 'BK-M', product: '3300000003', priceFen: 3_950 },
] as const;
const SHANGHAI_AHEAD_MS = 8 * 3_600_000;
const SHIP_WITHIN_MS = 48 * 3_600_000;

/** `YYMMDD-` and 15 digits, or 19 digits: as the platforms number their orders. */
export function believableNo(channel: ConnectedChannel, n: number, placedAt: Date): string {
  if (channel === 'DOUYIN') return `69${String(n).padStart(17, '0')}`;
  return `${shanghai(placedAt).slice(2, 10).replaceAll('-', '')}-${String(n).padStart(15, '0')}`;
}

const shanghai = (at: Date): string => new Date(at.getTime() + SHANGHAI_AHEAD_MS).toISOString().slice(0, 19).replace('T', ' ');
const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);
const yuan = (fen: number): number => fen / 100;

function drawsFor(orderNo: string, version: number): Draw {
  return drawsOf([...orderNo].reduce((seed, character) => (seed * 31 + character.charCodeAt(0)) >>> 0, version));
}

const PDD_STATUS = { AWAITING_SHIPMENT: 1, SHIPPED: 2, COMPLETED: 3, CLOSED: 3 } as const;
const PDD_REFUND = { NONE: 1, OPEN: 2, REFUNDED: 4 } as const;

export function pddOrderOf(order: SimulatedOrder): object {
  const { orderNo, placedAt, updatedAt, status, afterSale, inReview, receiverVersion, broken } = order;
  const draw = drawsFor(orderNo, 1);
  const goods = pick(draw, GOODS);
  const count = 1 + draw(3);
  const { name, phone, address, province, city, district } = inventedReceiver(drawsFor(orderNo, 1 + receiverVersion));
  return {
    order_sn: orderNo, order_status: broken === 'STATUS' ? 77 : PDD_STATUS[status], refund_status: status === 'CLOSED' ? 4 : PDD_REFUND[afterSale], risk_control_status: inReview ? 1 : 0,
    created_time: shanghai(placedAt), pay_time: shanghai(placedAt), last_ship_time: shanghai(new Date(placedAt.getTime() + SHIP_WITHIN_MS)), updated_at: shanghai(updatedAt),
    goods_amount: yuan(goods.priceFen * count), discount_amount: 0, postage: 0, pay_amount: yuan(goods.priceFen * count),
    ...(broken !== 'MISSING' && { receiver_name: name }), receiver_phone: phone, receiver_address: address, province, city, town: district, buyer_memo: '', remark: '',
    item_list: [{ goods_id: goods.product, goods_name: goods.title, goods_spec: goods.spec, goods_count: broken === 'TYPE' ? '两件' : count, goods_price: yuan(goods.priceFen), outer_id: goods.code, outer_goods_id: goods.product }],
  };
}

const PDD_CASE = { OPEN: 2, WITHDRAWN: 11, REFUNDED: 10 } as const;

export function pddCaseOf({ afterSaleNo, orderNo, state, quantity, updatedAt }: SimulatedCase): object {
  return { id: afterSaleNo, order_sn: orderNo, after_sales_type: 2, after_sales_status: PDD_CASE[state], goods_number: quantity, updated_time: shanghai(updatedAt) };
}

const DOUYIN_STATUS = { AWAITING_SHIPMENT: 2, SHIPPED: 3, COMPLETED: 5, CLOSED: 4 } as const;
const DOUYIN_AFTER_SALE = { NONE: 0, OPEN: 6, REFUNDED: 12 } as const;

export function douyinOrderOf(order: SimulatedOrder): object {
  const { orderNo, placedAt, updatedAt, status, afterSale, receiverVersion, broken } = order;
  const draw = drawsFor(orderNo, 1);
  const { name, phone, address, buyer, province, city, district, town } = inventedReceiver(drawsFor(orderNo, 1 + receiverVersion));
  const skus = Array.from({ length: 1 + draw(2) }, (_, n) => ({ ...pick(draw, GOODS), no: douyinLineNo(orderNo, n), count: 1 + draw(3) }));
  const payableFen = skus.reduce((sum, { priceFen, count }) => sum + priceFen * count, 0);
  return {
    order_id: orderNo, order_status: broken === 'STATUS' ? 77 : DOUYIN_STATUS[status], create_time: seconds(placedAt), pay_time: seconds(placedAt), update_time: seconds(updatedAt),
    exp_ship_time: seconds(new Date(placedAt.getTime() + SHIP_WITHIN_MS)), order_amount: payableFen, pay_amount: payableFen, post_amount: 0, promotion_amount: 0, buyer_words: '', seller_words: '',
    ...(broken !== 'MISSING' && { post_receiver: name }), post_tel: phone, doudian_open_id: buyer,
    post_addr: { province: { name: province }, city: { name: city }, town: { name: district }, street: { name: town }, detail: address },
    sku_order_list: skus.map(({ no, title, spec, code, product, priceFen, count }) => ({
      order_id: no, product_name: title, product_id: product, code, spec: spec.split(' ').map((value) => ({ name: '规格', value })), item_num: broken === 'TYPE' ? '两件' : count, goods_price: priceFen,
      given_product_type: 0, after_sale_info: { after_sale_status: DOUYIN_AFTER_SALE[afterSale] },
    })),
  };
}

/** Sub-orders are numbered like orders. */
const douyinLineNo = (orderNo: string, n: number): string => `${n + 1}${orderNo.slice(1)}`;

const DOUYIN_CASE = { OPEN: 6, WITHDRAWN: 28, REFUNDED: 12 } as const;

export function douyinCaseOf({ afterSaleNo, orderNo, state, quantity, updatedAt }: SimulatedCase): object {
  return {
    aftersale_info: { aftersale_id: afterSaleNo, aftersale_type: 2, aftersale_status: DOUYIN_CASE[state], update_time: seconds(updatedAt) },
    order_info: { shop_order_id: orderNo, related_order_info: [{ sku_order_id: douyinLineNo(orderNo, 0), aftersale_item_num: quantity }] },
  };
}
