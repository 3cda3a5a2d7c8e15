import type { AddressEvent } from '@daifa/order-domain/addresses';
import type { BindingEvent } from '@daifa/order-domain/binding';
import type { CaseEvent } from '@daifa/order-domain/case';
import { asAddressId } from '@daifa/order-domain/ids';
import type { PriceEvent } from '@daifa/order-domain/price-list';
import type { StatementEvent } from '@daifa/order-domain/statement-events';
import { REVIEW_KINDS } from '@daifa/order-domain/review-rules';
import type { RuleEvent } from '@daifa/order-domain/rules';
import type { StockEvent } from '@daifa/order-domain/stock-ledger';
import { STAGES } from '@daifa/order-domain/stage-targets';
import { HOLD_TYPES, RESHIP_REASONS } from '@daifa/order-domain/words';
import type { WaybillNumberEvent } from '@daifa/order-domain/waybill-number';
import fc from 'fast-check';
import {
  afterSaleId, afterSaleType, allocationId, bindingId, factoryId, fen, flag, lineQuantity, merchantId, orderId, orNull,
  quantity, receiver, sender, serviceType, some, statementId, text, time, version,
} from './arbitrary-values.js';
import { anyOf, type Arbitraries } from './arbitrary-of.js';

/**
 * Any event of every type, each on its own: for codecs, projections and whatever else must cope with all of them. They make
 * no story: for histories that can happen, run commands.
 */

const at = time;
const basis = fc.constantFrom('PAID_AT', 'CONFIRMED_AT');
const everyDay = fc.constantFrom('WORKING', 'EVERY');
const waybillNo = text;
const carrier = text;
const reason = text;
const supply = fc.constantFrom('MAKE', 'BUY');

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
export const arbitraryBindingEvent = anyOf<BindingEvent>(bindingFields);
export const arbitraryCaseEvent = anyOf<CaseEvent>(caseFields);
export const arbitraryRuleEvent = anyOf<RuleEvent>(ruleFields);
export const arbitraryAddressEvent = anyOf<AddressEvent>(addressFields);
export const arbitraryPriceEvent = anyOf<PriceEvent>(priceFields);
export const arbitraryWaybillEvent = anyOf<WaybillNumberEvent>(waybillFields);
export const arbitraryStatementEvent = anyOf<StatementEvent>(statementFields);
