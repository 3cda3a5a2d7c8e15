import type { OrderEvent, OrderLine, PlatformFacts, SealedReceiver, Sender } from '@daifa/order-domain/events';
import type { SubstituteGoods } from '@daifa/order-domain/shortage-events';
import type { ShapeOf, ShapesOf } from './shape.js';

/** What each event of an order stream holds today. Documented, with units, in proto/order/v1. */

export const sender = { name: 'text', phone: 'text', address: 'text' } as const satisfies ShapeOf<Sender>;

export const receiver = {
  subjectKeyId: 'text',
  sealed: { name: 'text?', phone: 'text?', address: 'text?', buyer: 'text?' },
  mask: { name: 'text', phone: 'text', address: 'text' },
  region: { code: 'text', province: 'text', city: 'text', district: 'text' },
  receiverKey: 'text',
} as const satisfies ShapeOf<SealedReceiver>;

const line = {
  lineId: 'text', platformLineNo: 'text', title: 'text', spec: 'text', outSkuSn: 'text', productSn: 'text',
  quantity: 'int32', unitPriceFen: 'int64', isGift: 'flag', mode: 'text',
} as const satisfies ShapeOf<OrderLine>;

const facts = {
  platformStatus: 'text', platformUpdatedAt: 'time?', contentKey: 'text', paidAt: 'time?', promisedShipAt: 'time?',
  payableFen: 'int64', paidFen: 'int64', freightFen: 'int64', discountFen: 'int64', buyerMessage: 'text', sellerNote: 'text',
} as const satisfies ShapeOf<PlatformFacts>;

const goods = { outSkuSn: 'text', productSn: 'text', title: 'text', spec: 'text', unitPriceFen: 'int64' } as const satisfies ShapeOf<SubstituteGoods>;

export const orderShapes = {
  OrderImported: { merchantId: 'text', channel: 'text', shopId: 'text', platformOrderNo: 'text', placedAt: 'time?', currency: 'text', receiver, lines: [line], ...facts, at: 'time' },
  OrderUpdated: { ...facts, at: 'time' },
  StaleUpdateIgnored: { contentKey: 'text', platformUpdatedAt: 'time?', at: 'time' },
  ReceiverChanged: { receiver, addressVersion: 'int32', at: 'time' },
  ReviewDecided: { decision: 'text', by: 'text', note: 'text', at: 'time' },
  ReviewQueued: { reasons: [{ ruleId: 'text', code: 'text' }], ruleVersion: 'int32', at: 'time' },
  PaymentConfirmed: { method: 'text', note: 'text', at: 'time' },
  OrderClosed: { reason: 'text', at: 'time' },

  ShipBySet: { shipBy: 'time', rule: 'text', basis: 'text', basisAt: 'time?', ruleVersion: 'int32', pausesOn: ['text'], at: 'time' },
  ShipByMissed: { shipBy: 'time', ruleVersion: 'int32', at: 'time' },
  StageMissed: { stage: 'text', allocationId: 'text?', owner: 'text', startedAt: 'time', dueAt: 'time', ruleVersion: 'int32', at: 'time' },

  AfterSaleParked: { afterSaleId: 'text', version: 'int64', afterSaleType: 'text', platformLines: [{ platformLineNo: 'text', quantity: 'int32' }], at: 'time' },
  AfterSaleUnparked: { afterSaleId: 'text', version: 'int64', at: 'time' },
  HoldPlaced: { holdId: 'text', holdType: 'text', effect: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], causeId: 'text', causeVersion: 'int64', placedBy: 'text', reason: 'text', at: 'time' },
  HoldReleased: { holdId: 'text', causeVersion: 'int64', reason: 'text', at: 'time' },
  LinesRefunded: { afterSaleId: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], at: 'time' },
  InterceptOpened: { interceptId: 'text', kind: 'text', allocationIds: ['text'], carrier: 'text', waybillNo: 'text', holdId: 'text?', at: 'time' },
  InterceptClosed: { interceptId: 'text', outcome: 'text', note: 'text', at: 'time' },

  AllocationCreated: {
    allocationId: 'text', lineId: 'text', quantity: 'int32', epoch: 'int32', factoryId: 'text', bindingId: 'text', serviceType: 'text',
    merchantAlias: 'text', sender, fenced: 'flag', repickOf: 'text?', settlementPriceFen: 'int64?', at: 'time',
  },
  AllocationAccepted: { allocationId: 'text', factoryId: 'text', at: 'time' },
  AllocationCancelled: { allocationId: 'text', cause: 'text', holdId: 'text?', reason: 'text', at: 'time' },
  AutoRouteSuspended: { lineId: 'text', at: 'time' },
  AutoRouteResumed: { lineId: 'text', at: 'time' },
  FactoryTaskOpened: { task: 'text', factoryId: 'text', allocationIds: ['text'], labelId: 'text?', dueAt: 'time', at: 'time' },

  LabelRequested: { labelId: 'text', allocationIds: ['text'], factoryId: 'text', carrier: 'text', addressVersion: 'int32', subjectKeyId: 'text', at: 'time' },
  LabelIssued: { labelId: 'text', waybillNo: 'text', sortCode: 'text', packageCenter: 'text', markDestination: 'text', reusedFrom: 'text?', at: 'time' },
  LabelFailed: { labelId: 'text', reason: 'text', at: 'time' },
  LabelOrphaned: { labelId: 'text', waybillNo: 'text', at: 'time' },
  LabelVoidRequested: { labelId: 'text', waybillNo: 'text', cause: 'text', at: 'time' },
  LabelVoided: { labelId: 'text', waybillNo: 'text', at: 'time' },
  LabelVoidFailed: { labelId: 'text', waybillNo: 'text', reason: 'text', quarantined: 'flag', at: 'time' },

  PrintPermitGranted: { permitId: 'text', labelId: 'text', factoryId: 'text', printJobId: 'text', copy: 'int32', reason: 'text', place: 'int32', expiresAt: 'time', at: 'time' },
  PrintPermitConsumed: { permitId: 'text', labelId: 'text', at: 'time' },
  PrintPermitRevoked: { permitId: 'text', labelId: 'text', holdId: 'text?', at: 'time' },
  LabelRenderStarted: { permitId: 'text', labelId: 'text', format: 'text', subjectKeyId: 'text', at: 'time' },
  PrintReported: { permitId: 'text', labelId: 'text', result: 'text', at: 'time' },

  WaybillReturned: { allocationIds: ['text'], factoryId: 'text', carrier: 'text', waybillNo: 'text', labelId: 'text?', origin: 'text', at: 'time' },
  ExtraWaybillsReturned: { waybillNo: 'text', extraWaybillNos: ['text'], at: 'time' },
  WaybillReturnRevoked: { allocationIds: ['text'], waybillNo: 'text', reason: 'text', at: 'time' },

  ShipConfirmed: { allocationIds: ['text'], carrier: 'text', waybillNo: 'text', shipMethod: 'text', returnAddressId: 'text', returnAddress: sender, at: 'time' },
  VirtuallyShipped: { allocationIds: ['text'], labelId: 'text', waybillNo: 'text', at: 'time' },
  VirtualShipUnbacked: { allocationIds: ['text'], waybillNo: 'text', holdId: 'text', at: 'time' },
  TrackingObserved: { waybillNo: 'text', code: 'text', scannedAt: 'time', at: 'time' },
  GhostShipmentRaised: { allocationIds: ['text'], factoryId: 'text', waybillNo: 'text', reason: 'text', at: 'time' },

  StockVerified: { allocationId: 'text', at: 'time' },
  ShortageOpened: { shortageId: 'text', allocationId: 'text', lineId: 'text', quantity: 'int32', factoryId: 'text', sku: 'text', supply: 'text', notifyBy: 'time', ruleVersion: 'int32', at: 'time' },
  ShortageNotified: { shortageId: 'text', note: 'text', at: 'time' },
  ShortageNotifyMissed: { shortageId: 'text', notifyBy: 'time', at: 'time' },
  ShortageDecided: { shortageId: 'text', outcome: 'text', note: 'text', at: 'time' },
  SubstituteProposed: { shortageId: 'text', ...goods, differenceFen: 'int64', at: 'time' },
  SubstituteConsented: { shortageId: 'text', consentRef: 'text', at: 'time' },
  LineSubstituted: { shortageId: 'text', lineId: 'text', ...goods, at: 'time' },
  PriceDifferenceSettled: { shortageId: 'text', differenceFen: 'int64', method: 'text', reference: 'text', at: 'time' },
  ShortageClosed: { shortageId: 'text', end: 'text', at: 'time' },
  ReshipmentCreated: { reshipmentId: 'text', sequence: 'int32', reason: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], afterSaleId: 'text?', evidence: 'text', receivers: [receiver], at: 'time' },
  ReshipmentCancelled: { reshipmentId: 'text', reason: 'text', at: 'time' },
  ReshipmentLinked: { originalOrderId: 'text', originalOrderNo: 'text', sequence: 'int32', reason: 'text', afterSaleId: 'text?', at: 'time' },
  ShipUploadRequested: { effectId: 'text', waybillNo: 'text', carrier: 'text', kind: 'text', by: 'text', at: 'time' },
  ShipUploaded: { effectId: 'text', waybillNo: 'text', attempt: 'int32', at: 'time' },
  ShipUploadFailed: { effectId: 'text', waybillNo: 'text', attempt: 'int32', code: 'text', retryable: 'flag', nextAttemptAt: 'time?', at: 'time' },
  ShipFailureIgnored: { effectId: 'text', waybillNo: 'text', attempt: 'int32', by: 'text', reason: 'text', at: 'time' },
} as const satisfies ShapesOf<OrderEvent>;
