import type { AfterSaleMark, Channel, ExportedLine, ExportedOrder, ExportedReceiver, ExportedStatus } from './exported-order.js';
import { canaryReceiver, drawsOf, inventedReceiver, pick, type Draw } from './fixture-people.js';
import { combinedAfterSale } from './statuses.js';

export type OrderOptions = {
  readonly channel: Channel;
  readonly seed: number;
  /** `masked`: asterisks, as today's exports have them; `canary`: values to look for in places they must not reach. */
  readonly people: 'invented' | 'masked' | 'canary';
};

const GOODS = [
  ['【厂家直发】加厚珊瑚绒浴巾', '浅灰;70*140cm', 'YJ-0701'], ['不锈钢保温杯500ml', '墨绿', 'BWB-500-G'], ['儿童纯棉短袖T恤', '白色,110cm', 'TS-110-W'],
  ['多功能厨房剪刀', '默认', 'JD-01'], ['真皮"复古"腰带', '黑色 1.2m', 'PD-120'], ['5寸便携充电宝', '10000mAh', 'CDB-10'],
] as const;

const WORDS: Readonly<Record<Channel, Readonly<Record<ExportedStatus, string>>>> = {
  PDD: { AWAITING_PAYMENT: '待付款', AWAITING_SHIPMENT: '待发货', PARTLY_SHIPPED: '部分发货', SHIPPED: '已发货，待收货', COMPLETED: '已收货', CLOSED: '已取消', REFUNDED: '已退款' },
  DOUYIN: { AWAITING_PAYMENT: '待支付', AWAITING_SHIPMENT: '待发货', PARTLY_SHIPPED: '部分发货', SHIPPED: '已发货', COMPLETED: '已完成', CLOSED: '已关闭', REFUNDED: '已退款' },
  TAOBAO: { AWAITING_PAYMENT: '等待买家付款', AWAITING_SHIPMENT: '买家已付款，等待卖家发货', PARTLY_SHIPPED: '卖家部分发货', SHIPPED: '卖家已发货，等待买家确认', COMPLETED: '交易成功', CLOSED: '交易关闭', REFUNDED: '交易关闭' },
};

/** Most orders of an export are to be shipped; a tenth is elsewhere in its life. */
const STATUSES = ['AWAITING_SHIPMENT', 'AWAITING_SHIPMENT', 'AWAITING_SHIPMENT', 'AWAITING_SHIPMENT', 'AWAITING_SHIPMENT', 'AWAITING_SHIPMENT', 'AWAITING_PAYMENT', 'SHIPPED', 'COMPLETED', 'CLOSED', 'REFUNDED'] as const;

const FIRST_ORDER_MS = Date.UTC(2026, 10, 1);

/** The nth order of a seed, exactly as reading its export must give it back. n from 0 to 999 999. */
export function believableOrder(options: OrderOptions, n: number): ExportedOrder {
  const { channel } = options;
  const draw = drawsOf(Math.imul(options.seed, 1_000_003) + n);
  const status = pick(draw, STATUSES);
  const placedMs = FIRST_ORDER_MS + n * 37_000;
  const isPaid = status !== 'AWAITING_PAYMENT' && status !== 'CLOSED';
  // Taobao's lines have no after-sale column, and say of a refunded line only that it is closed.
  const about = channel === 'TAOBAO' ? { status: status === 'REFUNDED' ? 'CLOSED' : status, afterSale: null } as const : { status, afterSale: afterSaleOf(channel, draw) };
  const lines = linesOf(channel, draw, n, about);
  const amounts = amountsOf(lines, draw, isPaid);
  return {
    channel, platformOrderNo: orderNoOf(channel, draw, n, placedMs), platformStatus: WORDS[channel][status], status,
    inReview: channel === 'PDD' && draw(20) === 0, afterSale: channel === 'PDD' ? (lines[0]?.afterSale ?? null) : combinedAfterSale(lines),
    placedAt: channel === 'PDD' && draw(15) === 0 ? null : isoOf(placedMs), paidAt: isPaid ? isoOf(placedMs + 61_000) : null,
    promisedShipAt: channel === 'TAOBAO' ? null : isoOf(placedMs + 48 * 3_600_000), updatedAt: null,
    currency: 'CNY', amounts, receiver: receiverOf(options, draw, n),
    buyerMessage: draw(8) === 0 ? pick(draw, ['请发顺丰,谢谢', '不要放价格单\n送人的', '"急"，明天要用']) : null,
    sellerNote: draw(10) === 0 ? '老客户，检查后发' : null, flag: channel === 'DOUYIN' && draw(5) === 0 ? '红旗' : null,
    lines,
  };
}

function orderNoOf(channel: Channel, draw: Draw, n: number, placedMs: number): string {
  const place = String(n).padStart(6, '0');
  if (channel === 'PDD') return `${isoOf(placedMs + 8 * 3_600_000).slice(2, 10).replaceAll('-', '')}-${place}${digits(draw, 9)}`;
  return channel === 'DOUYIN' ? `69${place}${digits(draw, 11)}` : `2${place}${digits(draw, 12)}`;
}

function linesOf(channel: Channel, draw: Draw, n: number, about: Pick<ExportedLine, 'status' | 'afterSale'>): readonly ExportedLine[] {
  const count = channel === 'PDD' ? 1 : 1 + draw(3);
  const lines: ExportedLine[] = [];
  for (let at = 1; at <= count; at += 1) {
    const [title, spec, outSkuSn] = pick(draw, GOODS);
    const isGift = channel !== 'PDD' && at > 1 && draw(6) === 0;
    lines.push({
      platformLineNo: channel === 'DOUYIN' ? `69${String(n).padStart(6, '0')}${digits(draw, 10)}${at}` : String(at), title, spec, outSkuSn,
      productSn: channel === 'DOUYIN' ? null : outSkuSn.split('-')[0] ?? null, platformProductId: channel === 'TAOBAO' ? null : `75${digits(draw, 10)}`,
      platformSkuId: channel === 'PDD' ? `15${digits(draw, 11)}` : null, quantity: 1 + draw(4), unitPriceFen: isGift ? 0 : 990 + draw(200_000), isGift, mode: 'DROPSHIP', ...about,
    });
  }
  return channel === 'PDD' && draw(8) === 0 ? [...lines, pddGift(draw, about)] : lines;
}

function pddGift(draw: Draw, about: Pick<ExportedLine, 'status' | 'afterSale'>): ExportedLine {
  return {
    platformLineNo: 'gift-1', title: '赠品 旅行收纳袋', spec: '随机色', outSkuSn: null, productSn: null, platformProductId: `76${digits(draw, 10)}`, platformSkuId: null,
    quantity: 1, unitPriceFen: 0, isGift: true, mode: 'DROPSHIP', ...about,
  };
}

function amountsOf(lines: readonly ExportedLine[], draw: Draw, isPaid: boolean): ExportedOrder['amounts'] {
  const goodsFen = lines.reduce((total, line) => total + line.quantity * line.unitPriceFen, 0);
  const freightFen = draw(4) === 0 ? 800 : 0;
  const discountFen = draw(3) === 0 ? 100 + draw(800) : 0;
  const payableFen = goodsFen + freightFen - discountFen;
  return { payableFen, paidFen: isPaid ? payableFen : 0, freightFen, discountFen };
}

function afterSaleOf(channel: Channel, draw: Draw): AfterSaleMark | null {
  const isOpen = draw(12) === 0;
  if (isOpen) return { raw: channel === 'PDD' ? '售后处理中' : '待商家处理', blocks: true };
  return channel === 'PDD' ? { raw: '无售后或售后取消', blocks: false } : draw(10) === 0 ? { raw: '售后关闭', blocks: false } : null;
}

function receiverOf({ channel, people }: OrderOptions, draw: Draw, n: number): ExportedReceiver {
  const invented = inventedReceiver(draw);
  const receiver = people === 'canary' ? canaryReceiver(invented, n) : invented;
  if (people === 'masked') return { ...receiver, name: null, phone: null, address: null, buyer: null };
  return channel === 'TAOBAO' ? receiver : { ...receiver, buyer: null };
}

function digits(draw: Draw, count: number): string {
  return String(draw(10 ** count)).padStart(count, '0');
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
