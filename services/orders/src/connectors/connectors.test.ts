import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SimulatedOrder } from '../simulators/simulated-books.js';
import { douyinCaseOf, douyinOrderOf, pddCaseOf, pddOrderOf, believableNo } from '../simulators/simulated-order.js';
import { ChannelUnavailable, instantOf, MessageUnreadable, type ChannelApi, type ShopAccess } from './connector.js';
import { douyinConnector } from './douyin-connector.js';
import { pddConnector } from './pdd-connector.js';

const access: ShopAccess = { channel: 'PDD', shopId: 'mall-1', token: 'sim-token' };
const silent: ChannelApi = { call: async () => '{}' };
const pdd = pddConnector(silent);
const douyin = douyinConnector(silent);
const placedAt = new Date('2026-11-11T02:00:00.400Z');
const READ = Date.parse('2026-11-11T03:00:00.000Z');

const bought = (channel: 'PDD' | 'DOUYIN', changes: Partial<SimulatedOrder> = {}): SimulatedOrder =>
  ({ orderNo: believableNo(channel, 17, placedAt), placedAt, updatedAt: placedAt, status: 'AWAITING_SHIPMENT', afterSale: 'NONE', inReview: false, receiverVersion: 1, broken: null, hidden: false, ...changes });
const pddOrder = (changes: object = {}, order: Partial<SimulatedOrder> = {}) => pdd.readOrder(JSON.stringify({ ...pddOrderOf(bought('PDD', order)), ...changes }), READ);
const douyinOrder = (changes: object = {}, order: Partial<SimulatedOrder> = {}) => douyin.readOrder(JSON.stringify({ ...douyinOrderOf(bought('DOUYIN', order)), ...changes }), READ);

describe('an order as Pinduoduo writes it', () => {
  test('is read in fen and UTC, with the last word of its second', () => {
    expect(pddOrder({ goods_amount: 118, pay_amount: '117.5', discount_amount: 0.5 })).toMatchObject({ kind: 'told', told: {
      channel: 'PDD', platformOrderNo: '261111-000000000000017', status: 'AWAITING_SHIPMENT', inReview: false, afterSale: { blocks: false },
      placedAt: '2026-11-11T02:00:00.000Z', updatedAt: '2026-11-11T02:00:00.999Z', amounts: { payableFen: 11_750, paidFen: 11_750, discountFen: 50 }, lines: [{ platformLineNo: '1', isGift: false }],
    } });
  });
  test('F-AS-04 F-RV-01 PDD-23 is held by review and by every after-sale, known or not, that is neither none nor done', () => {
    const marks = (order: Partial<SimulatedOrder>, changes: object = {}) => {
      const read = pddOrder(changes, order);
      return read.kind === 'told' ? [read.told.status, read.told.inReview, read.told.afterSale?.blocks] : read.reason;
    };
    expect(marks({ inReview: true })).toEqual(['AWAITING_SHIPMENT', true, false]);
    expect(marks({ afterSale: 'OPEN' })).toEqual(['AWAITING_SHIPMENT', false, true]);
    expect(marks({ afterSale: 'REFUNDED' })).toEqual(['REFUNDED', false, false]);
    expect(marks({}, { refund_status: 88 })).toEqual(['AWAITING_SHIPMENT', false, true]);
    expect(marks({}, { risk_control_status: undefined })).toEqual(['AWAITING_SHIPMENT', true, false]);
  });
  test('F-IN-11 has its gifts as lines of no price', () => {
    const read = pddOrder({ gift_list: [{ goods_name: '样品袜', goods_spec: '', goods_count: 1 }] });
    expect(read.kind === 'told' && read.told.lines.at(-1)).toMatchObject({ platformLineNo: 'gift-1', isGift: true, unitPriceFen: 0 });
  });
});

describe('an order as Douyin writes it', () => {
  test('F-AS-04: is read line by line, and one line under after-sale holds it', () => {
    expect(douyinOrder()).toMatchObject({ kind: 'told', told: { channel: 'DOUYIN', platformOrderNo: '6900000000000000017', status: 'AWAITING_SHIPMENT', placedAt: '2026-11-11T02:00:00.000Z', updatedAt: '2026-11-11T02:00:00.999Z' } });
    expect(douyinOrder({}, { afterSale: 'OPEN' })).toMatchObject({ told: { afterSale: { blocks: true } } });
    expect(douyinOrder({}, { afterSale: 'REFUNDED' })).toMatchObject({ told: { status: 'REFUNDED' } });
    expect(douyinOrder({}, { status: 'CLOSED' })).toMatchObject({ told: { status: 'CLOSED' } });
  });
});

describe('F-IN-07 what is not as documented', () => {
  test.each([
    ['an unknown status', { order_status: 77 }, 'UNMAPPED_STATUS', ['order_status']],
    ['no receiver', { receiver_name: '', receiver_phone: undefined }, 'FIELD_MISSING', ['receiver_name', 'receiver_phone']],
    ['half a fen', { pay_amount: 1.005 }, 'FIELD_INVALID', ['pay_amount']],
    ['no lines', { item_list: [] }, 'FIELD_INVALID', ['item_list']],
    ['an id that lost digits on its way', { order_sn: 2_611_110_000_000_000_000 }, 'FIELD_INVALID', ['order_sn']],
    ['a day that is none', { created_time: '2026-02-30 10:00:00' }, 'FIELD_INVALID', ['created_time']],
  ])('(%s) is told by reason and field, never by what it said', (_, changes, reason, fields) => {
    expect(pddOrder(changes)).toEqual({ kind: 'unreadable', reason, fields, platformOrderNo: 'order_sn' in changes ? null : '261111-000000000000017' });
  });
  test('never throws, whatever the words', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.object().map((value) => JSON.stringify(value))), (raw) => {
      for (const read of [pdd.readOrder, pdd.readAfterSale, douyin.readOrder, douyin.readAfterSale]) expect(read(raw, READ).kind).toBe('unreadable');
    }));
    expect(pdd.readOrder('{"order_sn":', READ)).toMatchObject({ reason: 'JSON_INVALID', platformOrderNo: null });
  });
});

describe('a case', () => {
  const told = { afterSaleNo: '7000000000000001', quantity: 1, updatedAt: placedAt } as const;
  test.each(['OPEN', 'WITHDRAWN', 'REFUNDED'] as const)('that is %s is read so on both channels', (state) => {
    expect(pdd.readAfterSale(JSON.stringify(pddCaseOf({ ...told, orderNo: '261111-000000000000017', state })), READ)).toMatchObject({ told: { state, type: 'REFUND_ONLY', version: Date.parse('2026-11-11T02:00:00.999Z'), platformLines: [{ platformLineNo: '1', quantity: 1 }] } });
    expect(douyin.readAfterSale(JSON.stringify(douyinCaseOf({ ...told, orderNo: '6900000000000000017', state })), READ)).toMatchObject({ told: { state, type: 'REFUND_ONLY', platformLines: [{ platformLineNo: '1900000000000000017', quantity: 1 }] } });
  });
  test('F-AS-04: of a state nobody knows is open: it keeps the order from printing', () => {
    const raw = { ...pddCaseOf({ ...told, orderNo: '261111-000000000000017', state: 'OPEN' }), after_sales_status: 555 };
    expect(pdd.readAfterSale(JSON.stringify(raw), READ)).toMatchObject({ told: { state: 'OPEN' } });
  });
});

test('F-IN-08 a word read within its second is older than the last word of that second', () => {
  expect([5_000, 5_400, 5_999, 6_000].map((readAt) => instantOf(5_000, readAt))).toEqual([5_000, 5_000, 5_000, 5_999]);
});

test('an answer of no known form is asked for again', async () => {
  const slice = { fromMs: 0, toMs: 1_000, page: 0, pageItems: 10 };
  for (const answer of ['', 'oops', '{}', '{"order_sn_increment_get_response":{"total_count":"1"}}', '{"error_response":{"error_code":50000}}']) {
    await expect(pddConnector({ call: async () => answer }).changedOrders(access, slice)).rejects.toThrow(ChannelUnavailable);
  }
});

test('messages are understood, ignored or set aside', () => {
  expect(pdd.announced('{"type":"pdd_refund_RefundCreated","content":"{\\"refund_id\\":7000000000000001}"}')).toEqual({ kind: 'AFTER_SALE', afterSaleNo: '7000000000000001' });
  expect(douyin.announced('{"tag":"101","data":"{\\"p_id\\":\\"6900000000000000017\\"}"}')).toEqual({ kind: 'ORDER', platformOrderNo: '6900000000000000017' });
  expect([pdd.announced('{"type":"pdd_goods_GoodsEdit","content":"{}"}'), douyin.announced('{"tag":"400","data":"{}"}')]).toEqual([null, null]);
  for (const body of ['', '[]', '{"type":1}', '{"type":"pdd_trade_TradeConfirmed","content":"{}"}']) expect(() => pdd.announced(body)).toThrow(MessageUnreadable);
  expect(() => douyin.announced('{"tag":"201","data":"{}"}')).toThrow(MessageUnreadable);
});
