import { MessageUnreadable, type Announced, type ChannelApi, type Connector, type FeedPage, type ShipAnswer, type Shipment, type ShopAccess, type Slice } from './connector.js';
import { readDouyinAfterSale, readDouyinOrder } from './douyin-order.js';
import { answerOf, feedOf, oneOf } from './feed.js';
import { isRecord, parsed } from './raw-reader.js';
import { CARRIER_WORDS, numbersOf, shipAnswerOf } from './shipping-words.js';

const PACK = { SPLIT: 'split', RESHIP: 'reship' } as const;

/** Douyin's shop platform: pages from 0, times in seconds, the answer under `data`. */
export function douyinConnector(api: ChannelApi): Connector {
  const orders = async (access: ShopAccess, { fromMs, toMs, page, pageItems: size }: Slice, by: 'update' | 'create'): Promise<FeedPage> =>
    feedOf(answerOf(await api.call(access, 'order.searchList', { [`${by}_time_start`]: fromMs / 1_000, [`${by}_time_end`]: toMs / 1_000 - 1, page, size, order_by: `${by}_time`, order_asc: 'true' }), 'data'), { total: 'total', list: 'shop_order_list', key: ({ order_id: id }) => id });
  return {
    channel: 'DOUYIN',
    changedOrders: (access, slice) => orders(access, slice, 'update'),
    placedOrders: (access, slice) => orders(access, slice, 'create'),
    changedAfterSales: async (access, { fromMs, toMs, page, pageItems: size }) =>
      feedOf(answerOf(await api.call(access, 'afterSale.List', { update_start_time: fromMs / 1_000, update_end_time: toMs / 1_000 - 1, page, size }), 'data'), { total: 'total', list: 'items', key: ({ aftersale_info: about }) => (isRecord(about) ? about['aftersale_id'] : undefined) }),
    order: async (access, id) => oneOf(answerOf(await api.call(access, 'order.orderDetail', { shop_order_id: id }), 'data'), 'shop_order_detail', id),
    afterSale: async (access, id) => oneOf(answerOf(await api.call(access, 'afterSale.Detail', { after_sale_id: id }), 'data'), 'process_info', id),
    numbers: async (access, id) => {
      const { shop_order_detail: detail } = answerOf(await api.call(access, 'order.orderDetail', { shop_order_id: id }), 'data');
      return isRecord(detail) ? numbersOf(undefined, detail['logistics_info'], 'tracking_no') : null;
    },
    ship: (access, shipment) => ship(api, access, shipment),
    readOrder: readDouyinOrder,
    readAfterSale: readDouyinAfterSale,
    announced,
  };
}

/** The first number ships the order, every other one is a pack of its own. */
async function ship(api: ChannelApi, access: ShopAccess, { effectId, platformOrderNo: order_id, waybillNo: logistics_code, carrier, extra }: Shipment): Promise<ShipAnswer> {
  const company_code = CARRIER_WORDS.DOUYIN[carrier];
  if (company_code === undefined) return { kind: 'refused', code: 'CARRIER_REJECTED' };
  const told = { order_id, logistics_code, company_code, request_id: effectId };
  const text = extra === 'NONE' ? await api.call(access, 'order.logisticsAdd', told) : await api.call(access, 'order.logisticsAddMultiPack', { ...told, pack_type: PACK[extra] });
  return shipAnswerOf('DOUYIN', text, ({ code }) => code === 10_000, ({ sub_code: word }) => word);
}

/** Messages of orders have tags from 100 on, of after-sales from 200 on; ids are texts within the text. */
function announced(body: string): Announced | null {
  const message = parsed(body);
  const data = isRecord(message) && typeof message['data'] === 'string' ? parsed(message['data']) : undefined;
  if (!isRecord(message) || !isRecord(data) || typeof message['tag'] !== 'string') throw new MessageUnreadable('no message of Douyin');
  const { p_id: orderId, aftersale_id: afterSaleId } = data;
  if (message['tag'].startsWith('1') && typeof orderId === 'string') return { kind: 'ORDER', platformOrderNo: orderId };
  if (message['tag'].startsWith('2') && typeof afterSaleId === 'string') return { kind: 'AFTER_SALE', afterSaleNo: afterSaleId };
  if (/^[12]/.test(message['tag'])) throw new MessageUnreadable('it does not say of what');
  return null;
}
