import { MessageUnreadable, type Announced, type ChannelApi, type Connector, type FeedPage, type FeedRecord, type ShipAnswer, type Shipment, type ShopAccess, type Slice } from './connector.js';
import { answerOf, feedOf, oneOf } from './feed.js';
import { readPddAfterSale, readPddOrder } from './pdd-order.js';
import { isRecord, parsed } from './raw-reader.js';
import { CARRIER_WORDS, numbersOf, shipAnswerOf } from './shipping-words.js';

const ALL = 5;
const EXTRA = { SPLIT: 1, RESHIP: 2 } as const;

/** Pinduoduo's open platform: pages from 1, windows by second, the answer under a name of its own. */
export function pddConnector(api: ChannelApi): Connector {
  const page = async (access: ShopAccess, { page: n, pageItems, ...slice }: Slice, ask: { readonly method: string; readonly answer: string; readonly list: string; readonly key: string; readonly from: string; readonly to: string; readonly more?: Readonly<Record<string, string | number>> }): Promise<FeedPage> => {
    const asked = { [ask.from]: slice.fromMs / 1_000, [ask.to]: slice.toMs / 1_000 - 1, page: n + 1, page_size: pageItems, ...ask.more };
    return feedOf(answerOf(await api.call(access, ask.method, asked), ask.answer), { total: 'total_count', list: ask.list, key: ({ [ask.key]: key }) => key });
  };
  const order = { answer: 'order_sn_increment_get_response', list: 'order_sn_list', key: 'order_sn' } as const;
  return {
    channel: 'PDD',
    changedOrders: (access, slice) => page(access, slice, { ...order, method: 'pdd.order.number.list.increment.get', from: 'start_updated_at', to: 'end_updated_at', more: { order_status: ALL, refund_status: ALL, is_lucky_flag: 0 } }),
    changedAfterSales: (access, slice) => page(access, slice, { method: 'pdd.refund.list.increment.get', answer: 'refund_increment_get_response', list: 'refund_list', key: 'id', from: 'start_updated_at', to: 'end_updated_at', more: { after_sales_type: 1, after_sales_status: 1 } }),
    placedOrders: (access, slice) => page(access, slice, { ...order, method: 'pdd.order.list.get', answer: 'order_list_get_response', list: 'order_list', from: 'start_confirm_at', to: 'end_confirm_at', more: { order_status: ALL, refund_status: ALL } }),
    order: async (access, order_sn): Promise<FeedRecord | null> => oneOf(answerOf(await api.call(access, 'pdd.order.information.get', { order_sn }), 'order_info_get_response'), 'order_info', order_sn),
    afterSale: async (access, after_sales_id) => oneOf(answerOf(await api.call(access, 'pdd.refund.information.get', { after_sales_id }), 'refund_information_get_response'), 'refund_info', after_sales_id),
    numbers: async (access, order_sn) => {
      const { order_info: info } = answerOf(await api.call(access, 'pdd.order.information.get', { order_sn }), 'order_info_get_response');
      return isRecord(info) ? numbersOf(info['tracking_number'], info['extra_delivery_list'], 'tracking_number') : null;
    },
    ship: (access, shipment) => ship(api, access, shipment),
    readOrder: readPddOrder,
    readAfterSale: readPddAfterSale,
    announced,
  };
}

/** The first number ships the order, every other one is an extra track of its kind. */
async function ship(api: ChannelApi, access: ShopAccess, { effectId, platformOrderNo: order_sn, waybillNo: tracking_number, carrier, extra }: Shipment): Promise<ShipAnswer> {
  const logistics_id = CARRIER_WORDS.PDD[carrier];
  if (logistics_id === undefined) return { kind: 'refused', code: 'CARRIER_REJECTED' };
  const told = { order_sn, tracking_number, logistics_id, request_id: effectId };
  const text = extra === 'NONE' ? await api.call(access, 'pdd.logistics.online.send', told) : await api.call(access, 'pdd.order.upload.extra.logistics', { ...told, extra_track_type: EXTRA[extra] });
  const name = extra === 'NONE' ? 'logistics_online_send_response' : 'order_upload_extra_logistics_response';
  return shipAnswerOf('PDD', text, ({ [name]: taken }) => isRecord(taken) && taken['is_success'] === true, ({ error_response: error }) => (isRecord(error) ? error['sub_code'] : undefined));
}

/** A message of the platform's bus: its type, and as a text within the text what it is about. */
function announced(body: string): Announced | null {
  const message = parsed(body);
  const content = isRecord(message) && typeof message['content'] === 'string' ? parsed(message['content']) : undefined;
  if (!isRecord(message) || !isRecord(content) || typeof message['type'] !== 'string') throw new MessageUnreadable('no message of Pinduoduo');
  const { tid, refund_id: refundId } = content;
  if (message['type'].startsWith('pdd_trade_') && typeof tid === 'string') return { kind: 'ORDER', platformOrderNo: tid };
  if (message['type'].startsWith('pdd_refund_') && (typeof refundId === 'string' || typeof refundId === 'number')) return { kind: 'AFTER_SALE', afterSaleNo: String(refundId) };
  if (/^pdd_(trade|refund)_/.test(message['type'])) throw new MessageUnreadable('it does not say of what');
  return null;
}
