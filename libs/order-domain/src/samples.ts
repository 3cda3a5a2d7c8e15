import type { ActiveBinding } from './allocation.js';
import type { LineQuantity, OrderEvent, OrderEventOf, OrderLine, PlatformFacts, SealedReceiver } from './events.js';
import { allocationIdOf, asAfterSaleId, asBindingId, asFactoryId, asLabelId, asLineId, asMerchantId, asPermitId, asPrintJobId, orderIdOf, type FactoryId, type LineId } from './ids.js';

/** Believable values for sentences in tests, of this package and of those above it. Nobody in them exists. */

export const merchant = asMerchantId('5b0c1a52-2f3e-4a7e-9d51-0a1b2c3d4e5f');
export const factory = asFactoryId('9a4e7c10-6b1d-4f0e-8a77-112233445566');
export const otherFactory = asFactoryId('c3d2e1f0-1a2b-4c3d-9e8f-aabbccddeeff');
export const key = { merchantId: merchant, channel: 'TAOBAO', shopId: 'shop-1', platformOrderNo: '2150000112233445566' } as const;
export const order1 = orderIdOf(key);
export const shirt = asLineId('1');
export const socks = asLineId('2');
export const refund1 = asAfterSaleId('71f0c9f4-5d2a-4a30-8d0e-5a5a5a5a0001');
export const printJob1 = asPrintJobId('job-1');
export const waybill1 = 'YT8800000000017';

export const at = '2026-11-11T02:00:00.000Z';
export const later = '2026-11-11T02:01:00.000Z';

export const receiver: SealedReceiver = {
  subjectKeyId: order1,
  sealed: { name: 'AQnameciphertext', phone: 'AQphoneciphertext', address: 'AQaddressciphertext', buyer: null },
  mask: { name: '林*', phone: '138****0001', address: '浙江省杭州市西湖区****' },
  region: { code: '330106', province: '浙江省', city: '杭州市', district: '西湖区' },
  receiverKey: 'k1',
};
export const movedReceiver: SealedReceiver = { ...receiver, receiverKey: 'k2', region: { ...receiver.region, code: '330108', district: '滨江区' } };

export const lines: readonly OrderLine[] = [
  { lineId: shirt, platformLineNo: 'p-1', title: '纯棉短袖T恤', spec: '白色 L', outSkuSn: 'TS-W-L', productSn: 'TS', quantity: 2, unitPriceFen: 5900, isGift: false, mode: 'DROPSHIP' },
  { lineId: socks, platformLineNo: 'p-2', title: '中筒袜', spec: '黑色', outSkuSn: 'SK-B', productSn: 'SK', quantity: 3, unitPriceFen: 900, isGift: false, mode: 'DROPSHIP' },
];

/** A line with all that was bought of it. */
export const whole = (lineId: LineId): LineQuantity => ({ lineId, quantity: lines.find((line) => line.lineId === lineId)?.quantity ?? 1 });

export const facts: PlatformFacts = {
  platformStatus: 'AWAITING_SHIPMENT', platformUpdatedAt: '2026-11-11T01:00:00.000Z', contentKey: 'c1', paidAt: '2026-11-11T00:59:00.000Z', promisedShipAt: '2026-11-13T00:59:00.000Z',
  payableFen: 14500, paidFen: 14500, freightFen: 0, discountFen: 0, buyerMessage: '', sellerNote: '',
};

export const imported: OrderEventOf<'OrderImported'> = { type: 'OrderImported', ...key, placedAt: '2026-11-11T00:58:00.000Z', currency: 'CNY', receiver, lines, ...facts, at };
export const approved: OrderEvent = { type: 'ReviewDecided', decision: 'APPROVED', by: 'RULE', note: '', at };

export const binding: ActiveBinding = {
  bindingId: asBindingId('0f0e0d0c-0b0a-4908-8706-050403020100.1'), serviceType: 'PRINT_ONLY', merchantAlias: '晨光小店', fenced: true,
  sender: { name: '晨光小店', phone: '13900000000', address: '浙江省义乌市北苑街道春风大道1号' },
};

export function allocated(lineId: LineId, epoch = 1, options: { readonly quantity?: number; readonly factoryId?: FactoryId; readonly fenced?: boolean; readonly settlementPriceFen?: number } = {}): OrderEventOf<'AllocationCreated'> {
  const quantity = options.quantity ?? lines.find((line) => line.lineId === lineId)?.quantity ?? 1;
  return { type: 'AllocationCreated', allocationId: allocationIdOf(order1, lineId, epoch), lineId, epoch, quantity, factoryId: options.factoryId ?? factory, ...binding, fenced: options.fenced ?? true, repickOf: null, settlementPriceFen: options.settlementPriceFen ?? null, at };
}

export const shirtAllocation = allocationIdOf(order1, shirt, 1);
export const socksAllocation = allocationIdOf(order1, socks, 1);
export const label1 = asLabelId(`${order1}.L1`);
export const permit1 = asPermitId(`${order1}.P1`);

export const labelRequested: OrderEvent = { type: 'LabelRequested', labelId: label1, allocationIds: [shirtAllocation], factoryId: factory, carrier: 'YTO', addressVersion: 1, subjectKeyId: order1, at };
export const labelIssued: OrderEvent = { type: 'LabelIssued', labelId: label1, waybillNo: waybill1, sortCode: '330-106-08', packageCenter: '杭州转运中心', markDestination: '杭州', reusedFrom: null, at };
export const permitGranted: OrderEvent = { type: 'PrintPermitGranted', permitId: permit1, labelId: label1, factoryId: factory, printJobId: printJob1, copy: 1, reason: '', place: 0, expiresAt: '2026-11-11T02:02:00.000Z', at };
export const permitConsumed: OrderEvent = { type: 'PrintPermitConsumed', permitId: permit1, labelId: label1, at };
export const returned: OrderEvent = { type: 'WaybillReturned', allocationIds: [shirtAllocation], factoryId: factory, carrier: 'YTO', waybillNo: waybill1, labelId: label1, origin: 'EWAYBILL', at };

/** The life of a parcel, step by step: `story('labelled')` is everything up to an issued label. */
const steps = { imported: [imported], approved: [approved], allocated: [allocated(shirt)], requested: [labelRequested], labelled: [labelIssued], granted: [permitGranted], printed: [permitConsumed], returned: [returned] } as const;

export function story(until: keyof typeof steps): readonly OrderEvent[] {
  const names = Object.keys(steps);
  return Object.entries(steps).filter(([name]) => names.indexOf(name) <= names.indexOf(until)).flatMap(([, events]) => [...events]);
}
