import type { Codec, EventMeta } from '@daifa/event-store/context';
import { categoryOf, type EventStore, type StoredRecord } from '@daifa/event-store/port';
import { Aggregate, parseMeta } from '@daifa/event-store/transact';
import { addressEvolution, type AddressBook, type AddressEvent } from '@daifa/order-domain/addresses';
import { bindingEvolution, type Binding, type BindingEvent } from '@daifa/order-domain/binding';
import { caseEvolution, type AfterSaleCase, type CaseEvent } from '@daifa/order-domain/case';
import type { OrderEvent } from '@daifa/order-domain/events';
import { orderEvolution } from '@daifa/order-domain/evolve';
import { asAfterSaleId, asMerchantId, asOrderId, type AfterSaleId, type MerchantId, type OrderId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import { type PriceEvent, priceEvolution, type PriceList } from '@daifa/order-domain/price-list';
import { type StatementDay, type StatementEvent, statementEvolution } from '@daifa/order-domain/statement-events';
import { type StockEvent, stockEvolution, stockItemWithin, type StockLedger } from '@daifa/order-domain/stock-ledger';
import type { Ports } from '@daifa/ports/ports';
import { addressCodec, bindingCodec, caseCodec, orderCodec, priceCodec, ruleCodec, statementCodec, stockCodec, waybillCodec } from './codec.js';
import { type WaybillNumber, type WaybillNumberEvent, waybillNumberEvolution } from '@daifa/order-domain/waybill-number';
import { type RuleBook, type RuleEvent, ruleEvolution } from '@daifa/order-domain/rules';

/** Every kind of stream there is, by what stands before the first dash of its name. For ever, as the names in the store are. */
export const ORDER = 'order';
export const BINDING = 'binding';
export const AFTER_SALE = 'aftersale';
export const CARRIER_SERVICE = 'carrierservice';
export const FACTORY = 'factory';
export const STATEMENT = 'statement';
export const RULES = 'rules';
export const STOCK = 'stock';
export const WAYBILL = 'waybill';

export type Aggregates = {
  /** By order id. */
  readonly orders: Aggregate<Order, OrderEvent>;
  /** By pair: see bindingPairOf. */
  readonly bindings: Aggregate<Binding, BindingEvent>;
  /** By after-sale id. */
  readonly cases: Aggregate<AfterSaleCase, CaseEvent>;
  /** By merchant id. */
  readonly addressBooks: Aggregate<AddressBook, AddressEvent>;
  /** By price list: see priceListIdOf. */
  readonly prices: Aggregate<PriceList, PriceEvent>;
  /** By pair and business day: see statementDayIdOf. */
  readonly statements: Aggregate<StatementDay, StatementEvent>;
  /** By waybill number: those that somebody typed. */
  readonly waybillNumbers: Aggregate<WaybillNumber, WaybillNumberEvent>;
  /** By merchant id. */
  readonly ruleBooks: Aggregate<RuleBook, RuleEvent>;
  /** By page: see stockPageIdOf. Commands go through StockLedgers, which turns the pages. */
  readonly stock: Aggregate<StockLedger, StockEvent>;
};

/** @param options cachedStreamsMax: folded streams kept in memory, for each kind */
export function openAggregates(options: { readonly store: EventStore; readonly ports: Ports; readonly cachedStreamsMax?: number }): Aggregates {
  return {
    orders: new Aggregate({ ...options, category: ORDER, evolution: orderEvolution, codec: orderCodec }),
    bindings: new Aggregate({ ...options, category: BINDING, evolution: bindingEvolution, codec: bindingCodec }),
    cases: new Aggregate({ ...options, category: AFTER_SALE, evolution: caseEvolution, codec: caseCodec }),
    addressBooks: new Aggregate({ ...options, category: CARRIER_SERVICE, evolution: addressEvolution, codec: addressCodec }),
    prices: new Aggregate({ ...options, category: FACTORY, evolution: priceEvolution, codec: priceCodec }),
    statements: new Aggregate({ ...options, category: STATEMENT, evolution: statementEvolution, codec: statementCodec }),
    waybillNumbers: new Aggregate({ ...options, category: WAYBILL, evolution: waybillNumberEvolution, codec: waybillCodec }),
    ruleBooks: new Aggregate({ ...options, category: RULES, evolution: ruleEvolution, codec: ruleCodec }),
    stock: new Aggregate({ ...options, category: STOCK, evolution: stockEvolution, codec: stockCodec }),
  };
}

/** A record as projections and processes want it. */
export type Decoded<Event> = { readonly event: Event; readonly meta: EventMeta; readonly revision: number; readonly position: number };

export type OrderRecord = Decoded<OrderEvent> & { readonly orderId: OrderId };
export type BindingRecord = Decoded<BindingEvent> & { readonly pair: string };
export type CaseRecord = Decoded<CaseEvent> & { readonly afterSaleId: AfterSaleId };
export type RuleRecord = Decoded<RuleEvent> & { readonly merchantId: MerchantId };
export type AddressRecord = Decoded<AddressEvent> & { readonly merchantId: MerchantId };
export type PriceRecord = Decoded<PriceEvent> & { readonly priceListId: string };
/** `itemId` names the ledger the page is of. */
export type StockRecord = Decoded<StockEvent> & { readonly itemId: string };
export type WaybillRecord = Decoded<WaybillNumberEvent> & { readonly waybillNo: string };
export type StatementRecord = Decoded<StatementEvent> & { readonly dayId: string };

// Each throws UnknownEventType or MalformedEvent, and a TypeError for a record of another kind: ask categoryOf first.

/** Decoded once: the consumer groups of a process share the records of a page, and what is decoded is only read. */
export function decodeOrderRecord(record: StoredRecord): OrderRecord {
  const known = decodedOrders.get(record);
  if (known) return known;
  const fresh = { orderId: asOrderId(idIn(record, ORDER)), ...decoded(record, orderCodec) };
  decodedOrders.set(record, fresh);
  return fresh;
}

const decodedOrders = new WeakMap<StoredRecord, OrderRecord>();

export function decodeBindingRecord(record: StoredRecord): BindingRecord {
  return { pair: idIn(record, BINDING), ...decoded(record, bindingCodec) };
}

export function decodeCaseRecord(record: StoredRecord): CaseRecord {
  return { afterSaleId: asAfterSaleId(idIn(record, AFTER_SALE)), ...decoded(record, caseCodec) };
}

export function decodeAddressRecord(record: StoredRecord): AddressRecord {
  return { merchantId: asMerchantId(idIn(record, CARRIER_SERVICE)), ...decoded(record, addressCodec) };
}

export function decodePriceRecord(record: StoredRecord): PriceRecord {
  return { priceListId: idIn(record, FACTORY), ...decoded(record, priceCodec) };
}

export function decodeStatementRecord(record: StoredRecord): StatementRecord {
  return { dayId: idIn(record, STATEMENT), ...decoded(record, statementCodec) };
}

export function decodeStockRecord(record: StoredRecord): StockRecord {
  return { itemId: stockItemWithin(idIn(record, STOCK)), ...decoded(record, stockCodec) };
}

export function decodeWaybillRecord(record: StoredRecord): WaybillRecord {
  return { waybillNo: idIn(record, WAYBILL), ...decoded(record, waybillCodec) };
}

export function decodeRuleRecord(record: StoredRecord): RuleRecord {
  return { merchantId: asMerchantId(idIn(record, RULES)), ...decoded(record, ruleCodec) };
}

function decoded<Event extends { readonly type: string }>({ type, meta, data, revision, position }: StoredRecord, codec: Codec<Event>): Decoded<Event> {
  const parsed = parseMeta(meta);
  return { event: codec.decode(type, parsed.schemaVersion, data), meta: parsed, revision, position };
}

function idIn({ stream }: StoredRecord, category: string): string {
  if (categoryOf(stream) !== category) throw new TypeError(`${stream} is no ${category} stream`);
  return stream.slice(category.length + 1);
}
