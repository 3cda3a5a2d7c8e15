import { UnknownEventType, type Codec } from '@daifa/event-store/context';
import type { AddressEvent } from '@daifa/order-domain/addresses';
import type { BindingEvent } from '@daifa/order-domain/binding';
import type { CaseEvent } from '@daifa/order-domain/case';
import type { OrderEvent } from '@daifa/order-domain/events';
import type { PriceEvent } from '@daifa/order-domain/price-list';
import type { StatementEvent } from '@daifa/order-domain/statement-events';
import type { StockEvent } from '@daifa/order-domain/stock-ledger';
import type { RuleEvent } from '@daifa/order-domain/rules';
import type { WaybillNumberEvent } from '@daifa/order-domain/waybill-number';
import { addressShapes } from './address-shapes.js';
import { bindingShapes } from './binding-shapes.js';
import { caseShapes } from './case-shapes.js';
import { orderShapes } from './order-shapes.js';
import { priceShapes } from './price-shapes.js';
import { ruleShapes } from './rule-shapes.js';
import { faultFinder, isRecord, type FaultFinder, type Shape, type ShapesOf } from './shape.js';
import { statementShapes } from './statement-shapes.js';
import { stockShapes } from './stock-shapes.js';
import { waybillShapes } from './waybill-shapes.js';

/**
 * Domain event ⇄ stored text: the JSON of the event's fields, without its type. Published in proto/, kept for ever.
 *
 * To change a stored event: add an optional field to it, to its shape and to its proto message; add an upcast here that
 * gives old records the field; write the golden file of the new version. Never rename, remove or re-mean.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** Lifts the fields of one version to those of the next. Pure, and written once: its result is a golden file. */
export type Upcast = (old: Fields) => Fields;

export type StoredTypes<Event extends { readonly type: string }> = {
  /** What each type holds today. */
  readonly shapes: ShapesOf<Event>;
  /** From version 1 to 2, from 2 to 3 and so on, by type. Their number is what tells today's version: none means 1. */
  readonly upcasts: { readonly [Type in Event['type']]?: readonly Upcast[] };
};

/** Text that is not what its type and version promise. Says where, never what: stored values stay out of logs. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
  constructor(readonly eventType: string, readonly schemaVersion: number, readonly place: string) {
    super(`event ${eventType} version ${schemaVersion} is malformed at ${place === '' ? 'its root' : place}`);
  }
}

/**
 * Both directions check the whole event, so that nothing enters the store that cannot be read, and a damaged record is an
 * error instead of a strange order.
 *
 * `encode` throws MalformedEvent, `decode` UnknownEventType and MalformedEvent.
 */
export function eventCodec<Event extends { readonly type: string }>({ shapes, upcasts }: StoredTypes<Event>): Codec<Event> {
  const lifts = new Map(Object.entries<readonly Upcast[] | undefined>(upcasts));
  const finders = new Map(Object.entries<Shape>(shapes).map(([type, shape]) => [type, faultFinder(shape)]));
  const versionOf = (type: string): number => 1 + (lifts.get(type)?.length ?? 0);
  return {
    encode: ({ type, ...fields }) => {
      const schemaVersion = versionOf(type);
      const fault = finderOf(finders, type, schemaVersion)(fields);
      if (fault !== null) throw new MalformedEvent(type, schemaVersion, fault);
      return { type, schemaVersion, data: JSON.stringify(fields) };
    },
    decode: (type, schemaVersion, data) => {
      const faultIn = finderOf(finders, type, schemaVersion);
      if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > versionOf(type)) throw new UnknownEventType(type, schemaVersion);
      const stored = parsedFields(type, schemaVersion, data);
      const fields = (lifts.get(type) ?? []).slice(schemaVersion - 1).reduce((old, upcast) => upcast(old), stored);
      const fault = faultIn(fields);
      if (fault !== null) throw new MalformedEvent(type, schemaVersion, fault);
      return { type, ...fields } as Event;
    },
  };
}

function finderOf(finders: ReadonlyMap<string, FaultFinder>, type: string, schemaVersion: number): FaultFinder {
  const finder = finders.get(type);
  if (!finder) throw new UnknownEventType(type, schemaVersion);
  return finder;
}

function parsedFields(type: string, schemaVersion: number, data: string): Fields {
  const parsed = parsedJson(data);
  if (!isRecord(parsed)) throw new MalformedEvent(type, schemaVersion, '');
  return parsed;
}

/** Undefined where the text is no JSON. The parser's own message is dropped on purpose: it quotes the text. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Before prices were kept there were none. */
const unpriced: Upcast = (first) => ({ ...first, settlementPriceFen: null });

/** Before numbers were kept in quarantine every one was bought for its label. */
const boughtForIt: Upcast = (first) => ({ ...first, reusedFrom: null });

/** Before places were kept a job came out as it was granted. */
const unordered: Upcast = (first) => ({ ...first, place: 0 });

export const orderCodec: Codec<OrderEvent> = eventCodec<OrderEvent>({ shapes: orderShapes, upcasts: { AllocationCreated: [unpriced], LabelIssued: [boughtForIt], PrintPermitGranted: [unordered] } });
export const bindingCodec: Codec<BindingEvent> = eventCodec<BindingEvent>({ shapes: bindingShapes, upcasts: {} });
export const caseCodec: Codec<CaseEvent> = eventCodec<CaseEvent>({ shapes: caseShapes, upcasts: {} });
export const ruleCodec: Codec<RuleEvent> = eventCodec<RuleEvent>({ shapes: ruleShapes, upcasts: {} });
export const addressCodec: Codec<AddressEvent> = eventCodec<AddressEvent>({ shapes: addressShapes, upcasts: {} });
export const priceCodec: Codec<PriceEvent> = eventCodec<PriceEvent>({ shapes: priceShapes, upcasts: {} });
export const waybillCodec: Codec<WaybillNumberEvent> = eventCodec<WaybillNumberEvent>({ shapes: waybillShapes, upcasts: {} });
export const statementCodec: Codec<StatementEvent> = eventCodec<StatementEvent>({ shapes: statementShapes, upcasts: {} });
export const stockCodec: Codec<StockEvent> = eventCodec<StockEvent>({ shapes: stockShapes, upcasts: {} });
