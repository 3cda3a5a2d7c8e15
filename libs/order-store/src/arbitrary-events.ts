import type { AddressEvent } from '@daifa/order-domain/addresses';
import type { BindingEvent } from '@daifa/order-domain/binding';
import type { CaseEvent } from '@daifa/order-domain/case';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asAddressId } from '@daifa/order-domain/ids';
import type { PriceEvent } from '@daifa/order-domain/price-list';
import type { StatementEvent } from '@daifa/order-domain/statement-events';
import { REVIEW_KINDS } from '@daifa/order-domain/review-rules';
import type { RuleEvent } from '@daifa/order-domain/rules';
import type { StockEvent } from '@daifa/order-domain/stock-ledger';
import { STAGES } from '@daifa/order-domain/stage-targets';
import { HOLD_TYPES, RESHIP_REASONS, SHORTAGE_OUTCOMES, UPLOAD_FAILURE_CODES } from '@daifa/order-domain/words';
import type { WaybillNumberEvent } from '@daifa/order-domain/waybill-number';
import fc from 'fast-check';
import {
  afterSaleId, afterSaleType, allocationId, bindingId, facts, factoryId, fen, flag, holdId, interceptId, labelId, line, lineId, lineQuantity, merchantId, orderId,
  orNull, permitId, printJobId, quantity, receiver, sender, serviceType, shortageId, some, statementId, text, time, version,
} from './arbitrary-values.js';

/**
 * Any event of every type, each on its own: for codecs, projections and whatever else must cope with all of them. They make
 * no story: for histories that can happen, run commands.
 */

type Typed = { readonly type: string };
type FieldsOf<Event extends Typed, Type> = Omit<Extract<Event, { readonly type: Type }>, 'type'>;

/** An arbitrary for each field of each type of a union, and no other. */
type Arbitraries<Event extends Typed> = {
  readonly [Type in Event['type']]: { readonly [Field in keyof FieldsOf<Event, Type>]: fc.Arbitrary<FieldsOf<Event, Type>[Field]> };
};

const at = time;
const basis = fc.constantFrom('PAID_AT', 'CONFIRMED_AT');
const everyDay = fc.constantFrom('WORKING', 'EVERY');
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

const ruleFields: Arbitraries<RuleEvent> = {
  WorkingCalendarPublished: { version: quantity, calendar: fc.record({ weekdays: some(fc.constantFrom(1, 2, 3, 4, 5, 6, 7)), exceptions: some(fc.record({ day: text, working: flag, name: text })) }), at },
  ShippingRulesPublished: {
    version: quantity,
    policies: some(fc.record({
      channel: fc.constantFrom('PDD', 'DOUYIN', 'TAOBAO', 'API'), basis, codBasis: basis, promise: fc.constantFrom('REPLACES', 'TIGHTENS'),
      cutoffs: some(fc.record({ cutoff: text, shipBy: text, days: everyDay })), limits: some(fc.record({ minutes: quantity, time: everyDay })), pausesOn: some(fc.constantFrom(...HOLD_TYPES)),
    })),
    targets: some(fc.record({ stage: fc.constantFrom(...STAGES), bindingId: orNull(bindingId), minutes: quantity })),
    at,
  },
  ReviewRulesPublished: { version: quantity, rules: some(fc.record({ ruleId: text, kind: fc.constantFrom(...REVIEW_KINDS), threshold: fen, words: some(text) })), at },
};

const bindingFields: Arbitraries<BindingEvent> = {
  BindingRequested: { bindingId, merchantId, factoryId, merchantAlias: text, sender, serviceType, fenced: flag, at },
  BindingAccepted: { bindingId, at },
  BindingRejected: { bindingId, reason, at },
  BindingWithdrawn: { bindingId, at },
  BindingUnbound: { bindingId, by: fc.constantFrom('merchant', 'factory'), at },
};

const caseFields: Arbitraries<CaseEvent> = {
  AfterSaleOpened: { afterSaleId, merchantId, orderId, afterSaleType, lines: some(lineQuantity), reason, version, at },
  AfterSaleModified: { afterSaleType, lines: some(lineQuantity), reason, version, at },
  AfterSaleWithdrawn: { version, at },
  AfterSaleClosed: { refunded: some(lineQuantity), note: text, version, at },
  ReshipRequested: { afterSaleId, merchantId, orderId, origin: fc.constantFrom('CONSUMER', 'PLATFORM_CS'), reason: fc.constantFrom(...RESHIP_REASONS), lines: some(lineQuantity), receiver, description: text, version, at },
  ReshipRequestModified: { reason: fc.constantFrom(...RESHIP_REASONS), lines: some(lineQuantity), receiver, description: text, version, at },
  AfterSaleAgreed: { reshipmentId: orderId, by: fc.constantFrom('MERCHANT', 'PLATFORM'), version, at },
  AfterSaleRejected: { by: fc.constantFrom('MERCHANT', 'PLATFORM'), reason, version, at },
  ArbitrationStarted: { version, at },
  ArbitrationDecided: { ruling: fc.constantFrom('AGREE', 'REJECT'), note: text, version, at },
  ReshipShipped: { waybillNo, version, at },
  ReshipConfirmed: { version, at },
};

const addressFields: Arbitraries<AddressEvent> = {
  AddressCreated: { addressId: fc.uuid().map(asAddressId), name: text, phone: text, province: text, city: text, district: text, detail: text, at },
  AddressChanged: { addressId: fc.uuid().map(asAddressId), version: quantity, name: text, phone: text, province: text, city: text, district: text, detail: text, at },
  AddressDeleted: { addressId: fc.uuid().map(asAddressId), at },
  ServiceApplied: {
    serviceId: text, carrier, addressId: fc.uuid().map(asAddressId), addressVersion: quantity, region: fc.record({ code: text, province: text, city: text, district: text }), branchId: text, branchName: text,
    contact: fc.record({ purpose: fc.constant('EWAYBILL_CONTACT'), subjectKeyId: text, sealed: text, mask: text }), agreementVersion: text, scope: fc.constantFrom('ADDRESS', 'ADDRESS_AND_CARRIER'), at,
  },
  ServiceApproved: { serviceId: text, at },
  ServiceRejected: { serviceId: text, reason, at },
  ServiceSuspended: { serviceId: text, reason, at },
  ServiceResumed: { serviceId: text, at },
  ServiceClosed: { serviceId: text, at },
};

const pricedItem = fc.constantFrom('GOODS', 'FREIGHT');

const priceFields: Arbitraries<PriceEvent> = {
  SettlementPriceSet: { factoryId, item: pricedItem, sku: text, priceFen: fen, effectiveFrom: time, at },
  SettlementPriceWithdrawn: { factoryId, item: pricedItem, sku: text, effectiveFrom: time, at },
};

const statementFields: Arbitraries<StatementEvent> = {
  StatementRequested: { statementId, merchantId, factoryId, merchantAlias: text, factoryName: text, from: time, to: time, allowUnpriced: flag, at },
  StatementReady: { statementId, position: version, layout: quantity, lineCount: quantity, unpricedLines: quantity, totalFen: fen, contentSha256: text, csvSha256: text, xlsxSha256: text, at },
  StatementFailed: { statementId, reason: fc.constantFrom('PRICE_MISSING', 'TOO_MANY_LINES', 'GENERATION_FAILED'), skus: some(text), skuCount: quantity, at },
  StatementDayClosed: { at },
};

const shelf = { factoryId, sku: text, onHand: quantity, backorderMax: quantity, supply };
const promised = { allocationId, quantity, shipBy: orNull(time) };
const stockFields: Arbitraries<StockEvent> = {
  StockCounted: { ...shelf, note: text, at },
  StockReceived: { quantity, note: text, at },
  StockReserved: { ...promised, at },
  StockShort: { ...promised, at },
  StockReleased: { allocationId, quantity, at },
  StockDeducted: { allocationId, quantity, unbacked: quantity, at },
  StockPageClosed: { at },
  StockCarried: { ...shelf, at },
  StockEntriesCarried: { entries: some(fc.record({ ...promised, state: fc.constantFrom('RESERVED', 'WAITING') })), at },
};
export const arbitraryStockEvent = anyOf<StockEvent>(stockFields);
const waybillFields: Arbitraries<WaybillNumberEvent> = {
  WaybillUsed: { orderId, merchantId, receiverKey: text, regionCode: text, at },
  WaybillFreed: { orderId, at },
  WaybillScanned: { code: text, regionCode: text, scannedAt: time, at },
};
export const arbitraryOrderEvent = anyOf<OrderEvent>(orderFields);
export const arbitraryBindingEvent = anyOf<BindingEvent>(bindingFields);
export const arbitraryCaseEvent = anyOf<CaseEvent>(caseFields);
export const arbitraryRuleEvent = anyOf<RuleEvent>(ruleFields);
export const arbitraryAddressEvent = anyOf<AddressEvent>(addressFields);
export const arbitraryPriceEvent = anyOf<PriceEvent>(priceFields);
export const arbitraryWaybillEvent = anyOf<WaybillNumberEvent>(waybillFields);
export const arbitraryStatementEvent = anyOf<StatementEvent>(statementFields);

function anyOf<Event extends Typed>(fields: Arbitraries<Event>): fc.Arbitrary<Event> {
  const types = Object.entries<object>(fields).map(([type, record]) => fc.record({ type: fc.constant(type), ...record }) as fc.Arbitrary<Event>);
  return fc.oneof(...types);
}
