import type { AfterSaleMark, ExportedStatus } from './exported-order.js';

/** The platforms' words without punctuation and space (`已发货，待收货` has been seen with both commas and with none). */
export function plainStatus(raw: string): string {
  return raw.replace(/[\s,，、;；]/g, '');
}

export const PDD_STATUSES: ReadonlyMap<string, ExportedStatus> = new Map<string, ExportedStatus>([
  ['待付款', 'AWAITING_PAYMENT'], ['待支付', 'AWAITING_PAYMENT'],
  ['待发货', 'AWAITING_SHIPMENT'], ['部分发货', 'PARTLY_SHIPPED'],
  ['已发货', 'SHIPPED'], ['已发货待收货', 'SHIPPED'], ['已发货待签收', 'SHIPPED'],
  ['已收货', 'COMPLETED'], ['已签收', 'COMPLETED'], ['交易成功', 'COMPLETED'],
  ['已取消', 'CLOSED'], ['已关闭', 'CLOSED'], ['交易关闭', 'CLOSED'],
  ['已退款', 'REFUNDED'], ['退款成功', 'REFUNDED'], ['未发货退款成功', 'REFUNDED'], ['已发货退款成功', 'REFUNDED'], ['已收货退款成功', 'REFUNDED'],
]);

export const DOUYIN_STATUSES: ReadonlyMap<string, ExportedStatus> = new Map<string, ExportedStatus>([
  ['待付款', 'AWAITING_PAYMENT'], ['待支付', 'AWAITING_PAYMENT'],
  ['待发货', 'AWAITING_SHIPMENT'], ['备货中', 'AWAITING_SHIPMENT'], ['部分发货', 'PARTLY_SHIPPED'],
  ['已发货', 'SHIPPED'], ['已完成', 'COMPLETED'], ['已签收', 'COMPLETED'], ['已收货', 'COMPLETED'],
  ['已关闭', 'CLOSED'], ['已取消', 'CLOSED'], ['已退款', 'REFUNDED'],
]);

export const TAOBAO_STATUSES: ReadonlyMap<string, ExportedStatus> = new Map<string, ExportedStatus>([
  ['等待买家付款', 'AWAITING_PAYMENT'],
  ['买家已付款等待卖家发货', 'AWAITING_SHIPMENT'], ['卖家部分发货', 'PARTLY_SHIPPED'],
  ['卖家已发货等待买家确认', 'SHIPPED'], ['交易成功', 'COMPLETED'], ['交易关闭', 'CLOSED'],
]);

const PDD_AFTER_SALE_OVER: ReadonlySet<string> = new Set(['无售后或售后取消']);

const DOUYIN_AFTER_SALE_OVER: ReadonlySet<string> = new Set(['售后关闭', '售后已关闭', '无售后']);

/** Pinduoduo writes a word for every order, so an empty cell was emptied by somebody: it blocks too. */
export function pddAfterSale(raw: string | null): AfterSaleMark {
  return { raw: raw ?? '', blocks: !PDD_AFTER_SALE_OVER.has(raw ?? '') };
}

/** Douyin writes `-` where there is none. */
export function douyinAfterSale(raw: string | null): AfterSaleMark | null {
  return raw === null ? null : { raw, blocks: !DOUYIN_AFTER_SALE_OVER.has(raw) };
}

/** The status of an order from those of its lines: the least that is still to be done with what is still alive. */
export function combinedStatus(statuses: readonly ExportedStatus[]): ExportedStatus {
  const live = statuses.filter((status) => !isOver(status));
  const has = (status: ExportedStatus): boolean => live.includes(status);
  if (live.length === 0) return statuses.includes('REFUNDED') ? 'REFUNDED' : 'CLOSED';
  if (has('AWAITING_PAYMENT')) return 'AWAITING_PAYMENT';
  if (live.every((status) => status === 'AWAITING_SHIPMENT')) return 'AWAITING_SHIPMENT';
  if (has('AWAITING_SHIPMENT') || has('PARTLY_SHIPPED')) return 'PARTLY_SHIPPED';
  return has('SHIPPED') ? 'SHIPPED' : 'COMPLETED';
}

/**
 * The after-sale mark of an order from those of its lines. An order of which a part was closed while the rest is to be
 * shipped is blocked as a whole: shipping a refunded line is dearer than a person's look.
 */
export function combinedAfterSale(lines: readonly { readonly status: ExportedStatus; readonly afterSale: AfterSaleMark | null }[]): AfterSaleMark | null {
  const marks = lines.flatMap((line) => (line.afterSale ? [line.afterSale] : []));
  const isPartlyClosed = lines.some((line) => isOver(line.status)) && lines.some((line) => !isOver(line.status));
  const raw = [...marks.map((mark) => mark.raw), ...(isPartlyClosed ? ['部分子订单已关闭'] : [])];
  return raw.length === 0 ? null : { raw: [...new Set(raw)].join('；'), blocks: isPartlyClosed || marks.some((mark) => mark.blocks) };
}

function isOver(status: ExportedStatus): boolean {
  return status === 'CLOSED' || status === 'REFUNDED';
}
