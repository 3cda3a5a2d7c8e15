import { ChannelRefused } from '../connectors/connector.js';
import { CARRIER_WORDS, REFUSAL_WORDS } from '../connectors/shipping-words.js';
import type { SimulatedShop } from './simulated-books.js';
import { DAY_SECONDS, stretchOf, WINDOW_SECONDS_MAX, type Answer, type Desk, type Parameters } from './simulated-answer.js';
import { douyinCaseOf, douyinOrderOf } from './simulated-order.js';
import { codeOf, refusalWord } from './simulated-shipments.js';

/** What Douyin's simulator answers, method by method. Pages count from 0. @throws ChannelRefused for a call no document knows */
export async function douyinAnswer({ books, shipments, settings }: Desk, shop: SimulatedShop, method: string, asked: Parameters): Promise<Answer> {
  const paged = (from: unknown, to: unknown, windowSeconds: number) => stretchOf(from, to, { page: Number(asked['page']), size: asked['size'], windowSeconds });
  switch (method) {
    case 'order.searchList': {
      const isByUpdate = asked['update_time_start'] !== undefined;
      const stretch = isByUpdate ? paged(asked['update_time_start'], asked['update_time_end'], WINDOW_SECONDS_MAX) : paged(asked['create_time_start'], asked['create_time_end'], DAY_SECONDS);
      const { rows, total } = await books.orders(shop, { by: isByUpdate ? 'updated_at' : 'placed_at', ...stretch });
      const { from, to } = isByUpdate ? stretch : { from: new Date(0), to: new Date(0) };
      return { kind: 'feed', feed: { total, records: rows.map(douyinOrderOf), from, to }, wrap: (all, shop_order_list) => ({ code: 10_000, data: { total: all, page: asked['page'], size: asked['size'], shop_order_list } }) };
    }
    case 'afterSale.List': {
      const stretch = paged(asked['update_start_time'], asked['update_end_time'], WINDOW_SECONDS_MAX);
      const { rows, total } = await books.cases(shop, stretch);
      return { kind: 'feed', feed: { total, records: rows.map(douyinCaseOf), from: new Date(0), to: new Date(0) }, wrap: (all, items) => ({ code: 10_000, data: { total: all, items } }) };
    }
    case 'order.orderDetail': {
      const order = await books.order(shop, String(asked['shop_order_id']));
      return { kind: 'one', answer: { code: 10_000, data: { shop_order_detail: order && { ...douyinOrderOf(order), logistics_info: (await shipments.numbers(shop, order.orderNo)).map((tracking_no) => ({ tracking_no })) } } } };
    }
    case 'afterSale.Detail': {
      const found = await books.case(shop, String(asked['after_sale_id']));
      return { kind: 'one', answer: { code: 10_000, data: { process_info: found && douyinCaseOf(found) } } };
    }
    case 'order.logisticsAdd': case 'order.logisticsAddMultiPack': {
      const extra = asked['pack_type'] === undefined ? 'NONE' : asked['pack_type'] === 'reship' ? 'RESHIP' : 'SPLIT';
      const refused = await shipments.submit(shop, { orderNo: String(asked['order_id']), waybillNo: String(asked['logistics_code']), carrier: codeOf(CARRIER_WORDS.DOUYIN, asked['company_code']), extra, effectId: String(asked['request_id']) }, settings);
      return { kind: 'one', answer: refused ? { code: 50_002, msg: '业务处理失败', sub_code: refusalWord(REFUSAL_WORDS.DOUYIN, refused) } : { code: 10_000, data: {} } };
    }
    default: throw new ChannelRefused(`no such method: ${method}`);
  }
}
