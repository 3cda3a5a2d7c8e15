import type { OrderEvent } from '@daifa/order-domain/events';
import { REVIEW_KINDS } from '@daifa/order-domain/review-rules';
import { STAGES } from '@daifa/order-domain/stage-targets';
import { HOLD_TYPES, RESHIP_REASONS, SHORTAGE_OUTCOMES, UPLOAD_FAILURE_CODES } from '@daifa/order-domain/words';
import fc from 'fast-check';
import {
  afterSaleId, afterSaleType, allocationId, bindingId, facts, factoryId, fen, flag, holdId, interceptId, labelId, line, lineId, lineQuantity, merchantId,
  orderId, orNull, permitId, printJobId, quantity, receiver, sender, serviceType, shortageId, some, text, time, version,
} from './arbitrary-values.js';
import { anyOf, type Arbitraries } from './arbitrary-of.js';

/** Any event of an order, each on its own: see arbitrary-events.ts. */

const at = time;
const basis = fc.constantFrom('PAID_AT', 'CONFIRMED_AT');
const waybillNo = text;
const carrier = text;
const reason = text;
const allocationIds = some(allocationId);
const supply = fc.constantFrom('MAKE', 'BUY');
const goods = { outSkuSn: text, productSn: text, title: text, spec: text, unitPriceFen: fen };

const orderFields: Arbitraries<OrderEvent> = {
  OrderImported: {
    merchantId, channel: fc.constantFrom('PDD', 'DOUYIN', 'TAOBAO', 'API'), shopId: text, platformOrderNo: text, placedAt: orNull(time),
    currency: fc.constant('CNY'), receiver, lines: some(line), ...facts, at,
  },
  OrderUpdated: { ...facts, at },
  StaleUpdateIgnored: { contentKey: text, platformUpdatedAt: orNull(time), at },
  ReceiverChanged: { receiver, addressVersion: quantity, at },
  ReviewDecided: { decision: fc.constantFrom('APPROVED', 'REJECTED'), by: fc.constantFrom('RULE', 'PERSON'), note: text, at },
  ReviewQueued: { reasons: some(fc.record({ ruleId: text, code: fc.constantFrom(...REVIEW_KINDS) })), ruleVersion: quantity, at },
  PaymentConfirmed: { method: fc.constant('COD'), note: text, at },
  OrderClosed: { reason, at },

  ShipBySet: { shipBy: time, rule: fc.constantFrom('PROMISE', 'CUTOFF', 'LIMIT'), basis, basisAt: orNull(time), ruleVersion: quantity, pausesOn: some(fc.constantFrom(...HOLD_TYPES)), at },
  ShipByMissed: { shipBy: time, ruleVersion: quantity, at },
  StageMissed: { stage: fc.constantFrom(...STAGES), allocationId: orNull(allocationId), owner: fc.constantFrom('MERCHANT', 'FACTORY'), startedAt: time, dueAt: time, ruleVersion: quantity, at },

  AfterSaleParked: { afterSaleId, version, afterSaleType, platformLines: some(fc.record({ platformLineNo: text, quantity })), at },
  AfterSaleUnparked: { afterSaleId, version, at },
  HoldPlaced: {
    holdId, holdType: fc.constantFrom(...HOLD_TYPES), effect: fc.constantFrom('CANCEL', 'SUSPEND'), lines: some(lineQuantity), causeId: text, causeVersion: version,
    placedBy: fc.constantFrom('merchant', 'platform', 'system'), reason, at,
  },
  HoldReleased: { holdId, causeVersion: version, reason, at },
  LinesRefunded: { afterSaleId, lines: some(lineQuantity), at },
  InterceptOpened: { interceptId, kind: fc.constantFrom('STOP', 'REROUTE'), allocationIds, carrier, waybillNo, holdId: orNull(holdId), at },
  InterceptClosed: { interceptId, outcome: fc.constantFrom('INTERCEPTED', 'TOO_LATE', 'REFUSED_BY_CONSIGNEE', 'LOST', 'ABANDONED'), note: text, at },

  AllocationCreated: {
    allocationId, lineId, quantity, epoch: quantity, factoryId, bindingId, serviceType, merchantAlias: text, sender, fenced: flag, repickOf: orNull(allocationId), settlementPriceFen: orNull(fen), at,
  },
  AllocationAccepted: { allocationId, factoryId, at },
  AllocationCancelled: { allocationId, cause: fc.constantFrom('MERCHANT', 'HOLD'), holdId: orNull(holdId), reason, at },
  AutoRouteSuspended: { lineId, at },
  AutoRouteResumed: { lineId, at },
  FactoryTaskOpened: { task: fc.constantFrom('DESTROY_LABEL', 'CALL_FACTORY'), factoryId, allocationIds, labelId: orNull(labelId), dueAt: time, at },

  LabelRequested: { labelId, allocationIds, factoryId, carrier, addressVersion: quantity, subjectKeyId: orderId, at },
  LabelIssued: { labelId, waybillNo, sortCode: text, packageCenter: text, markDestination: text, reusedFrom: orNull(labelId), at },
  LabelFailed: { labelId, reason, at },
  LabelOrphaned: { labelId, waybillNo, at },
  LabelVoidRequested: { labelId, waybillNo, cause: fc.constantFrom('HOLD', 'ADDRESS_CHANGED', 'ORPHANED', 'MERCHANT', 'FACTORY'), at },
  LabelVoided: { labelId, waybillNo, at },
  LabelVoidFailed: { labelId, waybillNo, reason, quarantined: flag, at },

  PrintPermitGranted: { permitId, labelId, factoryId, printJobId, copy: quantity, reason, place: quantity, expiresAt: time, at },
  PrintPermitConsumed: { permitId, labelId, at },
  PrintPermitRevoked: { permitId, labelId, holdId: orNull(holdId), at },
  LabelRenderStarted: { permitId, labelId, format: text, subjectKeyId: text, at },
  PrintReported: { permitId, labelId, result: fc.constantFrom('PRINTED', 'FAILED', 'UNKNOWN'), at },

  WaybillReturned: { allocationIds, factoryId, carrier, waybillNo, labelId: orNull(labelId), origin: fc.constantFrom('EWAYBILL', 'TYPED'), at },
  ExtraWaybillsReturned: { waybillNo, extraWaybillNos: some(text), at },
  WaybillReturnRevoked: { allocationIds, waybillNo, reason, at },

  ShipConfirmed: {
    allocationIds, carrier, waybillNo, shipMethod: fc.constantFrom('TIME_GUARANTEED', 'ONLINE_BOOKING', 'SELF_ARRANGED', 'NO_LOGISTICS'),
    returnAddressId: text, returnAddress: sender, at,
  },
  VirtuallyShipped: { allocationIds, labelId, waybillNo, at },
  VirtualShipUnbacked: { allocationIds, waybillNo, holdId, at },
  TrackingObserved: { waybillNo, code: text, scannedAt: time, at },
  GhostShipmentRaised: { allocationIds, factoryId, waybillNo, reason, at },

  StockVerified: { allocationId, at },
  ShortageOpened: { shortageId, allocationId, lineId, quantity, factoryId, sku: text, supply, notifyBy: time, ruleVersion: quantity, at },
  ShortageNotified: { shortageId, note: text, at },
  ShortageNotifyMissed: { shortageId, notifyBy: time, at },
  ShortageDecided: { shortageId, outcome: fc.constantFrom(...SHORTAGE_OUTCOMES), note: text, at },
  SubstituteProposed: { shortageId, ...goods, differenceFen: fen, at },
  SubstituteConsented: { shortageId, consentRef: text, at },
  LineSubstituted: { shortageId, lineId, ...goods, at },
  PriceDifferenceSettled: { shortageId, differenceFen: fen, method: fc.constantFrom('PAID_BY_BUYER', 'REFUNDED_TO_BUYER'), reference: text, at },
  ShortageClosed: { shortageId, end: fc.constantFrom(...SHORTAGE_OUTCOMES, 'REPLENISHED'), at },
  ReshipmentCreated: { reshipmentId: orderId, sequence: quantity, reason: fc.constantFrom(...RESHIP_REASONS), lines: some(lineQuantity), afterSaleId: orNull(afterSaleId), evidence: text, receivers: some(receiver), at },
  ReshipmentCancelled: { reshipmentId: orderId, reason, at },
  ReshipmentLinked: { originalOrderId: orderId, originalOrderNo: text, sequence: quantity, reason: fc.constantFrom(...RESHIP_REASONS), afterSaleId: orNull(afterSaleId), at },
  ShipUploadRequested: { effectId: text, waybillNo, carrier, kind: fc.constantFrom('SHIP', 'RESHIP'), by: fc.constantFrom('AUTOMATIC', 'PERSON'), at },
  ShipUploaded: { effectId: text, waybillNo, attempt: quantity, at },
  ShipUploadFailed: { effectId: text, waybillNo, attempt: quantity, code: fc.constantFrom(...UPLOAD_FAILURE_CODES), retryable: flag, nextAttemptAt: orNull(time), at },
  ShipFailureIgnored: { effectId: text, waybillNo, attempt: quantity, by: text, reason, at },
};

export const arbitraryOrderEvent = anyOf<OrderEvent>(orderFields);
