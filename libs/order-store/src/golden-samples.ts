import type { AddressEvent } from '@daifa/order-domain/addresses';
import type { BindingEvent } from '@daifa/order-domain/binding';
import type { CaseEvent } from '@daifa/order-domain/case';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asAddressId, asHoldId, asInterceptId, asOrderId, asShortageId, asStatementId } from '@daifa/order-domain/ids';
import type { PriceEvent } from '@daifa/order-domain/price-list';
import type { StatementEvent } from '@daifa/order-domain/statement-events';
import type { StockEvent } from '@daifa/order-domain/stock-ledger';
import type { RuleEvent } from '@daifa/order-domain/rules';
import { at, binding, facts, factory, imported, key, label1, later, merchant, movedReceiver, order1, permit1, printJob1, refund1, shirt, shirtAllocation, waybill1 } from '@daifa/order-domain/samples';
import type { WaybillNumberEvent } from '@daifa/order-domain/waybill-number';
import { mallPolicy } from '@daifa/order-domain/ship-policy';

/**
 * One event of each type, from which golden/write.mjs writes the golden file of a type that has none yet. A file once
 * written does not follow this one: it is what a store somewhere holds.
 */

type Typed = { readonly type: string };
export type Samples<Event extends Typed> = { readonly [Type in Event['type']]: Extract<Event, { readonly type: Type }> };

const holdId = asHoldId(`AFTER_SALE:${refund1}:1`);
const interceptId = asInterceptId(`${order1}.I1`);
const shortageId = asShortageId(`${order1}.S1`);
const grey = { outSkuSn: 'TS-G-L', productSn: '', title: '纯棉短袖T恤', spec: '灰色 L', unitPriceFen: 6500 };
const allocationIds = [shirtAllocation];
const { bindingId, sender, merchantAlias } = binding;
const parcel = { allocationIds, carrier: 'YTO', waybillNo: waybill1 };
const number = { labelId: label1, waybillNo: waybill1 };
const reshipmentId = asOrderId('4f2e1d0c-0000-5000-8000-000000000001');
const again = { sequence: 1, reason: 'DAMAGED_REFUSED', afterSaleId: null } as const;
const effect = { effectId: `${order1}.U1`, waybillNo: waybill1 };
const permit = { permitId: permit1, labelId: label1 };

export const orderSamples: Samples<OrderEvent> = {
  OrderImported: { ...imported, buyerMessage: '请发顺丰，谢谢😊', sellerNote: '老客户' },
  OrderUpdated: { type: 'OrderUpdated', ...facts, platformStatus: 'PARTLY_SHIPPED', contentKey: 'c2', paidAt: null, discountFen: 500, at },
  StaleUpdateIgnored: { type: 'StaleUpdateIgnored', contentKey: 'c0', platformUpdatedAt: '2026-11-11T00:30:00.000Z', at },
  ReceiverChanged: { type: 'ReceiverChanged', receiver: movedReceiver, addressVersion: 2, at },
  ReviewDecided: { type: 'ReviewDecided', decision: 'APPROVED', by: 'PERSON', note: '已电话确认', at },
  ReviewQueued: { type: 'ReviewQueued', reasons: [{ ruleId: 'big-orders', code: 'AMOUNT_OVER' }], ruleVersion: 3, at },
  PaymentConfirmed: { type: 'PaymentConfirmed', method: 'COD', note: '已电话确认', at },
  OrderClosed: { type: 'OrderClosed', reason: 'REFUNDED', at },

  ShipBySet: { type: 'ShipBySet', shipBy: '2026-11-11T10:00:00.000Z', rule: 'CUTOFF', basis: 'PAID_AT', basisAt: '2026-11-11T00:59:00.000Z', ruleVersion: 3, pausesOn: ['RISK_REVIEW'], at },
  ShipByMissed: { type: 'ShipByMissed', shipBy: '2026-11-11T10:00:00.000Z', ruleVersion: 3, at: '2026-11-11T10:00:04.000Z' },
  StageMissed: { type: 'StageMissed', stage: 'PRINT', allocationId: shirtAllocation, owner: 'FACTORY', startedAt: at, dueAt: '2026-11-11T06:00:00.000Z', ruleVersion: 3, at: '2026-11-11T06:00:04.000Z' },

  AfterSaleParked: { type: 'AfterSaleParked', afterSaleId: refund1, version: 1, afterSaleType: 'REFUND_ONLY', platformLines: [{ platformLineNo: 'p-1', quantity: 1 }], at },
  AfterSaleUnparked: { type: 'AfterSaleUnparked', afterSaleId: refund1, version: 2, at },
  HoldPlaced: { type: 'HoldPlaced', holdId, holdType: 'AFTER_SALE', effect: 'CANCEL', lines: [{ lineId: shirt, quantity: 2 }], causeId: refund1, causeVersion: 1, placedBy: 'system', reason: 'REFUND_ONLY', at },
  HoldReleased: { type: 'HoldReleased', holdId, causeVersion: 2, reason: 'WITHDRAWN', at },
  LinesRefunded: { type: 'LinesRefunded', afterSaleId: refund1, lines: [{ lineId: shirt, quantity: 1 }], at },
  InterceptOpened: { type: 'InterceptOpened', interceptId, kind: 'STOP', ...parcel, holdId, at },
  InterceptClosed: { type: 'InterceptClosed', interceptId, outcome: 'INTERCEPTED', note: '快递员已退回网点', at },

  AllocationCreated: { type: 'AllocationCreated', allocationId: shirtAllocation, lineId: shirt, quantity: 2, epoch: 1, factoryId: factory, ...binding, repickOf: null, settlementPriceFen: 3100, at },
  AllocationAccepted: { type: 'AllocationAccepted', allocationId: shirtAllocation, factoryId: factory, at },
  AllocationCancelled: { type: 'AllocationCancelled', allocationId: shirtAllocation, cause: 'HOLD', holdId, reason: 'AFTER_SALE', at },
  AutoRouteSuspended: { type: 'AutoRouteSuspended', lineId: shirt, at },
  AutoRouteResumed: { type: 'AutoRouteResumed', lineId: shirt, at },
  FactoryTaskOpened: { type: 'FactoryTaskOpened', task: 'DESTROY_LABEL', factoryId: factory, allocationIds, labelId: label1, dueAt: '2026-11-11T06:00:00.000Z', at },

  LabelRequested: { type: 'LabelRequested', labelId: label1, allocationIds, factoryId: factory, carrier: 'YTO', addressVersion: 1, subjectKeyId: order1, at },
  LabelIssued: { type: 'LabelIssued', ...number, sortCode: '330-106-08', packageCenter: '杭州转运中心', markDestination: '杭州', reusedFrom: null, at },
  LabelFailed: { type: 'LabelFailed', labelId: label1, reason: '网点余额不足', at },
  LabelOrphaned: { type: 'LabelOrphaned', ...number, at },
  LabelVoidRequested: { type: 'LabelVoidRequested', ...number, cause: 'HOLD', at },
  LabelVoided: { type: 'LabelVoided', ...number, at },
  LabelVoidFailed: { type: 'LabelVoidFailed', ...number, reason: '已揽收', quarantined: true, at },

  PrintPermitGranted: { type: 'PrintPermitGranted', ...permit, factoryId: factory, printJobId: printJob1, copy: 2, reason: '卡纸', place: 0, expiresAt: '2026-11-11T02:02:00.000Z', at },
  PrintPermitConsumed: { type: 'PrintPermitConsumed', ...permit, at },
  PrintPermitRevoked: { type: 'PrintPermitRevoked', ...permit, holdId: null, at },
  LabelRenderStarted: { type: 'LabelRenderStarted', ...permit, format: 'pdf', subjectKeyId: order1, at },
  PrintReported: { type: 'PrintReported', ...permit, result: 'PRINTED', at: later },

  WaybillReturned: { type: 'WaybillReturned', allocationIds, factoryId: factory, carrier: 'YTO', waybillNo: waybill1, labelId: label1, origin: 'EWAYBILL', at },
  ExtraWaybillsReturned: { type: 'ExtraWaybillsReturned', waybillNo: waybill1, extraWaybillNos: ['YT8800000000024'], at },
  WaybillReturnRevoked: { type: 'WaybillReturnRevoked', allocationIds, waybillNo: waybill1, reason: '单号填错', at },

  ShipConfirmed: { type: 'ShipConfirmed', ...parcel, shipMethod: 'SELF_ARRANGED', returnAddressId: 'a-1', returnAddress: sender, at },
  VirtuallyShipped: { type: 'VirtuallyShipped', allocationIds, ...number, at },
  VirtualShipUnbacked: { type: 'VirtualShipUnbacked', allocationIds, waybillNo: waybill1, holdId, at },
  TrackingObserved: { type: 'TrackingObserved', waybillNo: waybill1, code: 'PICKED_UP', scannedAt: at, at: later },
  GhostShipmentRaised: { type: 'GhostShipmentRaised', allocationIds, factoryId: factory, waybillNo: waybill1, reason: 'SCAN_ON_VOIDED_NUMBER', at },

  StockVerified: { type: 'StockVerified', allocationId: shirtAllocation, at },
  ShortageOpened: { type: 'ShortageOpened', shortageId, allocationId: shirtAllocation, lineId: shirt, quantity: 2, factoryId: factory, sku: 'TS-W-L', supply: 'MAKE', notifyBy: '2026-11-12T02:00:00.000Z', ruleVersion: 3, at },
  ShortageNotified: { type: 'ShortageNotified', shortageId, note: '建议改发灰色 L', at: later },
  ShortageNotifyMissed: { type: 'ShortageNotifyMissed', shortageId, notifyBy: '2026-11-12T02:00:00.000Z', at: '2026-11-12T02:00:04.000Z' },
  ShortageDecided: { type: 'ShortageDecided', shortageId, outcome: 'SUBSTITUTE', note: '', at: later },
  SubstituteProposed: { type: 'SubstituteProposed', shortageId, ...grey, differenceFen: 1200, at: later },
  SubstituteConsented: { type: 'SubstituteConsented', shortageId, consentRef: '聊天记录 4711', at: later },
  LineSubstituted: { type: 'LineSubstituted', shortageId, lineId: shirt, ...grey, at: later },
  PriceDifferenceSettled: { type: 'PriceDifferenceSettled', shortageId, differenceFen: 1200, method: 'PAID_BY_BUYER', reference: '补款 4711', at: later },
  ShortageClosed: { type: 'ShortageClosed', shortageId, end: 'SUBSTITUTE', at: later },
  ReshipmentCreated: { type: 'ReshipmentCreated', ...again, reshipmentId, lines: [{ lineId: shirt, quantity: 1 }], evidence: '照片3张', receivers: [movedReceiver], at },
  ReshipmentCancelled: { type: 'ReshipmentCancelled', reshipmentId, reason: '客户不要了', at },
  ReshipmentLinked: { type: 'ReshipmentLinked', ...again, originalOrderId: order1, originalOrderNo: key.platformOrderNo, at },
  ShipUploadRequested: { type: 'ShipUploadRequested', ...effect, carrier: 'YTO', kind: 'SHIP', by: 'AUTOMATIC', at },
  ShipUploaded: { type: 'ShipUploaded', ...effect, attempt: 2, at: later },
  ShipUploadFailed: { type: 'ShipUploadFailed', ...effect, attempt: 1, code: 'RATE_LIMITED', retryable: true, nextAttemptAt: later, at },
  ShipFailureIgnored: { type: 'ShipFailureIgnored', ...effect, attempt: 1, by: 'key-7', reason: '已在平台手工发货', at: later },
};

export const bindingSamples: Samples<BindingEvent> = {
  BindingRequested: { type: 'BindingRequested', bindingId, merchantId: merchant, factoryId: factory, merchantAlias, sender, serviceType: 'PRINT_ONLY', fenced: true, at },
  BindingAccepted: { type: 'BindingAccepted', bindingId, at },
  BindingRejected: { type: 'BindingRejected', bindingId, reason: '旺季产能已满', at },
  BindingWithdrawn: { type: 'BindingWithdrawn', bindingId, at },
  BindingUnbound: { type: 'BindingUnbound', bindingId, by: 'factory', at },
};

export const caseSamples: Samples<CaseEvent> = {
  AfterSaleOpened: { type: 'AfterSaleOpened', afterSaleId: refund1, merchantId: key.merchantId, orderId: order1, afterSaleType: 'REFUND_ONLY', lines: [{ lineId: shirt, quantity: 2 }], reason: '尺码拍错', version: 1, at },
  AfterSaleModified: { type: 'AfterSaleModified', afterSaleType: 'RETURN_REFUND', lines: [{ lineId: shirt, quantity: 2 }], reason: '收到后不合身', version: 2, at },
  AfterSaleWithdrawn: { type: 'AfterSaleWithdrawn', version: 3, at },
  AfterSaleClosed: { type: 'AfterSaleClosed', refunded: [{ lineId: shirt, quantity: 1 }], note: '已退款', version: 3, at },
  ReshipRequested: { type: 'ReshipRequested', afterSaleId: refund1, merchantId: key.merchantId, orderId: order1, origin: 'CONSUMER', reason: 'MISSED', lines: [{ lineId: shirt, quantity: 1 }], receiver: movedReceiver, description: '少了一件', version: 1, at },
  ReshipRequestModified: { type: 'ReshipRequestModified', reason: 'SHORT', lines: [{ lineId: shirt, quantity: 2 }], receiver: movedReceiver, description: '少了两件', version: 2, at },
  AfterSaleAgreed: { type: 'AfterSaleAgreed', reshipmentId, by: 'MERCHANT', version: 3, at },
  AfterSaleRejected: { type: 'AfterSaleRejected', by: 'PLATFORM', reason: '已足量发出', version: 3, at },
  ArbitrationStarted: { type: 'ArbitrationStarted', version: 3, at },
  ArbitrationDecided: { type: 'ArbitrationDecided', ruling: 'AGREE', note: '称重不足', version: 4, at },
  ReshipShipped: { type: 'ReshipShipped', waybillNo: waybill1, version: 5, at },
  ReshipConfirmed: { type: 'ReshipConfirmed', version: 6, at },
};

export const ruleSamples: Samples<RuleEvent> = {
  WorkingCalendarPublished: { type: 'WorkingCalendarPublished', version: 1, calendar: { weekdays: [1, 2, 3, 4, 5, 6], exceptions: [{ day: '2026-10-01', working: false, name: '国庆节' }, { day: '2026-10-11', working: true, name: '国庆节调休' }] }, at },
  ShippingRulesPublished: { type: 'ShippingRulesPublished', version: 2, policies: [{ ...mallPolicy, pausesOn: ['RISK_REVIEW'] }], targets: [{ stage: 'PRINT', bindingId: null, minutes: 240 }, { stage: 'PRINT', bindingId, minutes: 480 }], at },
  ReviewRulesPublished: { type: 'ReviewRulesPublished', version: 3, rules: [{ ruleId: 'big-orders', kind: 'AMOUNT_OVER', threshold: 100_000, words: [] }, { ruleId: 'forwarders', kind: 'ADDRESS_MATCHES', threshold: 0, words: ['转运仓'] }], at },
};

const addressId = asAddressId('a-1');

export const addressSamples: Samples<AddressEvent> = {
  AddressCreated: { type: 'AddressCreated', addressId, name: '晨光小店', phone: '13900000000', province: '浙江省', city: '义乌市', district: '北苑街道', detail: '春风大道1号', at },
  AddressChanged: { type: 'AddressChanged', addressId, version: 2, name: '晨光小店', phone: '13900000000', province: '浙江省', city: '金华市', district: '义乌市', detail: '春风大道2号', at },
  AddressDeleted: { type: 'AddressDeleted', addressId, at },
  ServiceApplied: {
    type: 'ServiceApplied', serviceId: 's-1', carrier: 'STO', addressId, addressVersion: 1, region: { code: '330782', province: '浙江省', city: '金华市', district: '义乌市' }, branchId: 'STO-330782-1', branchName: '申通快递义乌市一部',
    contact: { purpose: 'EWAYBILL_CONTACT', subjectKeyId: 's-1', sealed: 'AQcontactciphertext', mask: '林*' }, agreementVersion: '2026-01', scope: 'ADDRESS', at,
  },
  ServiceApproved: { type: 'ServiceApproved', serviceId: 's-1', at },
  ServiceRejected: { type: 'ServiceRejected', serviceId: 's-1', reason: '证件不清', at },
  ServiceSuspended: { type: 'ServiceSuspended', serviceId: 's-1', reason: '欠费', at },
  ServiceResumed: { type: 'ServiceResumed', serviceId: 's-1', at },
  ServiceClosed: { type: 'ServiceClosed', serviceId: 's-1', at },
};

const price = { factoryId: factory, item: 'GOODS', sku: 'TS-W-L', effectiveFrom: '2026-11-12T16:00:00.000Z', at } as const;

export const priceSamples: Samples<PriceEvent> = {
  SettlementPriceSet: { type: 'SettlementPriceSet', ...price, priceFen: 3100 },
  SettlementPriceWithdrawn: { type: 'SettlementPriceWithdrawn', ...price },
};

const statementId = asStatementId('7d4f9a52-5a0b-5c3e-9a67-0b1c2d3e4f50.20261111.4a1b2c3d4e5f');
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const statementSamples: Samples<StatementEvent> = {
  StatementRequested: { type: 'StatementRequested', statementId, merchantId: merchant, factoryId: factory, merchantAlias, factoryName: '义乌北苑服饰厂', from: '2026-10-31T16:00:00.000Z', to: '2026-11-10T16:00:00.000Z', allowUnpriced: false, at },
  StatementReady: { type: 'StatementReady', statementId, position: 4711, layout: 1, lineCount: 2, unpricedLines: 0, totalFen: 8900, contentSha256: sha256, csvSha256: sha256, xlsxSha256: sha256, at: later },
  StatementFailed: { type: 'StatementFailed', statementId, reason: 'PRICE_MISSING', skus: ['TS-W-L'], skuCount: 1, at: later },
  StatementDayClosed: { type: 'StatementDayClosed', at },
};

const shelf = { factoryId: factory, sku: 'TS-W-L', onHand: 120, backorderMax: 0, supply: 'MAKE' } as const;
const promised = { allocationId: shirtAllocation, quantity: 2, shipBy: '2026-11-13T10:00:00.000Z' } as const;
export const stockSamples: Samples<StockEvent> = {
  StockCounted: { type: 'StockCounted', ...shelf, note: '月末盘点', at },
  StockReceived: { type: 'StockReceived', quantity: 60, note: '补货', at },
  StockReserved: { type: 'StockReserved', ...promised, at },
  StockShort: { type: 'StockShort', ...promised, shipBy: null, at },
  StockReleased: { type: 'StockReleased', allocationId: shirtAllocation, quantity: 2, at },
  StockDeducted: { type: 'StockDeducted', allocationId: shirtAllocation, quantity: 2, unbacked: 1, at },
  StockPageClosed: { type: 'StockPageClosed', at },
  StockCarried: { type: 'StockCarried', ...shelf, at },
  StockEntriesCarried: { type: 'StockEntriesCarried', entries: [{ ...promised, state: 'RESERVED' }], at },
};

export const waybillSamples: Samples<WaybillNumberEvent> = {
  WaybillUsed: { type: 'WaybillUsed', orderId: order1, merchantId: merchant, receiverKey: 'k1', regionCode: '330106', at },
  WaybillFreed: { type: 'WaybillFreed', orderId: order1, at },
  WaybillScanned: { type: 'WaybillScanned', code: 'DELIVERED', regionCode: '330106', scannedAt: at, at: later },
};
