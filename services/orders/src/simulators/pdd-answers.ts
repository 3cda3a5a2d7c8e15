import { ChannelRefused } from '../connectors/connector.js';
import { CARRIER_WORDS, REFUSAL_WORDS } from '../connectors/shipping-words.js';
import type { SimulatedShop } from './simulated-books.js';
import { DAY_SECONDS, stretchOf, WINDOW_SECONDS_MAX, type Answer, type Desk, type Parameters } from './simulated-answer.js';
import { pddCaseOf, pddOrderOf } from './simulated-order.js';
import { codeOf, refusalWord } from './simulated-shipments.js';

/** What Pinduoduo's simulator answers, method by method. Pages count from 1. @throws ChannelRefused for a call no document knows */
export async function pddAnswer({ books, shipments, settings }: Desk, shop: SimulatedShop, method: string, asked: Parameters): Promise<Answer> {
  const page = Number(asked['page']) - 1;
  const size = asked['page_size'];
  switch (method) {
    case 'pdd.order.number.list.increment.get': {
      const { rows, total } = await books.orders(shop, { by: 'updated_at', ...stretchOf(asked['start_updated_at'], asked['end_updated_at'], { page, size, windowSeconds: WINDOW_SECONDS_MAX }) });
      return feed(total, rows.map(pddOrderOf), asked['start_updated_at'], asked['end_updated_at'], (total_count, order_sn_list) => ({ order_sn_increment_get_response: { total_count, order_sn_list } }));
    }
    case 'pdd.order.list.get': {
      const { rows, total } = await books.orders(shop, { by: 'placed_at', ...stretchOf(asked['start_confirm_at'], asked['end_confirm_at'], { page, size, windowSeconds: DAY_SECONDS }) });
      return feed(total, rows.map(pddOrderOf), 0, 0, (total_count, order_list) => ({ order_list_get_response: { total_count, order_list } }));
    }
    case 'pdd.refund.list.increment.get': {
      const { rows, total } = await books.cases(shop, stretchOf(asked['start_updated_at'], asked['end_updated_at'], { page, size, windowSeconds: WINDOW_SECONDS_MAX }));
      return feed(total, rows.map(pddCaseOf), 0, 0, (total_count, refund_list) => ({ refund_increment_get_response: { total_count, refund_list } }));
    }
    case 'pdd.order.information.get': {
      const order = await books.order(shop, String(asked['order_sn']));
      return { kind: 'one', answer: { order_info_get_response: { order_info: order && { ...pddOrderOf(order), ...tracksOf(await shipments.numbers(shop, order.orderNo)) } } } };
    }
    case 'pdd.refund.information.get': {
      const found = await books.case(shop, String(asked['after_sales_id']));
      return { kind: 'one', answer: { refund_information_get_response: { refund_info: found && pddCaseOf(found) } } };
    }
    case 'pdd.logistics.online.send': case 'pdd.order.upload.extra.logistics': {
      const extra = asked['extra_track_type'] === undefined ? 'NONE' : asked['extra_track_type'] === 2 ? 'RESHIP' : 'SPLIT';
      const refused = await shipments.submit(shop, { orderNo: String(asked['order_sn']), waybillNo: String(asked['tracking_number']), carrier: codeOf(CARRIER_WORDS.PDD, asked['logistics_id']), extra, effectId: String(asked['request_id']) }, settings);
      if (refused) return { kind: 'one', answer: { error_response: { error_code: 50_001, error_msg: '发货失败', sub_code: refusalWord(REFUSAL_WORDS.PDD, refused) } } };
      return { kind: 'one', answer: { [extra === 'NONE' ? 'logistics_online_send_response' : 'order_upload_extra_logistics_response']: { is_success: true } } };
    }
    default: throw new ChannelRefused(`no such method: ${method}`);
  }
}

function feed(total: number, records: readonly object[], from: unknown, to: unknown, wrap: (total: number, records: readonly object[]) => object): Answer {
  return { kind: 'feed', feed: { total, records, from: new Date(Number(from) * 1_000), to: new Date((Number(to) + 1) * 1_000) }, wrap };
}

function tracksOf([first = '', ...others]: readonly string[]): object {
  return { tracking_number: first, extra_delivery_list: others.map((tracking_number) => ({ tracking_number })) };
}
