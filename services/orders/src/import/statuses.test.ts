import type { ExportedStatus } from './exported-order.js';
import { combinedAfterSale, combinedStatus, DOUYIN_STATUSES, douyinAfterSale, pddAfterSale, PDD_STATUSES, plainStatus, TAOBAO_STATUSES } from './statuses.js';

test.each([['已发货，待收货', 'SHIPPED'], ['已发货,待收货', 'SHIPPED'], ['已发货 待签收', 'SHIPPED'], ['待发货', 'AWAITING_SHIPMENT'], ['已收货', 'COMPLETED'], ['未发货，退款成功', 'REFUNDED'], ['待成团', undefined]])('TB-02: Pinduoduo %s is %s', (raw, status) =>
  expect(PDD_STATUSES.get(plainStatus(raw))).toBe(status));

test.each([['待发货', 'AWAITING_SHIPMENT'], ['已关闭', 'CLOSED'], ['已完成', 'COMPLETED'], ['火星转运中', undefined]])('TB-02: Douyin %s is %s', (raw, status) => expect(DOUYIN_STATUSES.get(plainStatus(raw))).toBe(status));

test.each([['买家已付款，等待卖家发货', 'AWAITING_SHIPMENT'], ['买家已付款,等待卖家发货', 'AWAITING_SHIPMENT'], ['卖家已发货，等待买家确认', 'SHIPPED'], ['等待买家付款', 'AWAITING_PAYMENT'], ['交易关闭', 'CLOSED']])('TB-02: Taobao %s is %s', (raw, status) =>
  expect(TAOBAO_STATUSES.get(plainStatus(raw))).toBe(status));

describe('an after-sale word', () => {
  test.each([['无售后或售后取消', false], ['售后处理中', true], ['退款成功', true], ['从未见过的词', true], [null, true]])('F-AS-04: of Pinduoduo, %s, blocks: %s', (raw, blocks) => expect(pddAfterSale(raw)).toEqual({ raw: raw ?? '', blocks }));
  test.each([['售后关闭', false], ['待商家处理', true], ['从未见过的词', true]])('F-AS-04: of Douyin, %s, blocks: %s', (raw, blocks) => expect(douyinAfterSale(raw)).toEqual({ raw, blocks }));
  test('of Douyin, none, is none', () => expect(douyinAfterSale(null)).toBeNull());
});

describe('an order of several lines', () => {
  test.each<[readonly ExportedStatus[], ExportedStatus]>([
    [['AWAITING_SHIPMENT', 'AWAITING_SHIPMENT'], 'AWAITING_SHIPMENT'], [['AWAITING_SHIPMENT', 'SHIPPED'], 'PARTLY_SHIPPED'], [['SHIPPED', 'COMPLETED'], 'SHIPPED'], [['COMPLETED', 'COMPLETED'], 'COMPLETED'],
    [['CLOSED', 'AWAITING_SHIPMENT'], 'AWAITING_SHIPMENT'], [['CLOSED', 'REFUNDED'], 'REFUNDED'], [['CLOSED', 'CLOSED'], 'CLOSED'], [['AWAITING_PAYMENT', 'SHIPPED'], 'AWAITING_PAYMENT'], [['PARTLY_SHIPPED', 'COMPLETED'], 'PARTLY_SHIPPED'],
  ])('%j is %s', (statuses, status) => expect(combinedStatus(statuses)).toBe(status));

  test('of which one was closed and one is to be shipped is blocked', () => {
    expect(combinedAfterSale([{ status: 'CLOSED', afterSale: null }, { status: 'AWAITING_SHIPMENT', afterSale: null }])).toEqual({ raw: '部分子订单已关闭', blocks: true });
  });

  test('F-AS-04: is blocked by one line with an open after-sale', () => {
    const lines = [{ status: 'AWAITING_SHIPMENT', afterSale: { raw: '售后关闭', blocks: false } }, { status: 'AWAITING_SHIPMENT', afterSale: { raw: '待商家处理', blocks: true } }] as const;
    expect(combinedAfterSale(lines)).toEqual({ raw: '售后关闭；待商家处理', blocks: true });
  });
});
