import type { Codec } from '@daifa/event-store/context';
import { addressCodec, bindingCodec, caseCodec, orderCodec, priceCodec, ruleCodec, statementCodec, stockCodec, waybillCodec } from './codec.js';
import { addressSamples, bindingSamples, caseSamples, orderSamples, priceSamples, ruleSamples, type Samples, statementSamples, stockSamples, waybillSamples } from './golden-samples.js';
import { AFTER_SALE, BINDING, CARRIER_SERVICE, FACTORY, ORDER, RULES, STATEMENT, STOCK, WAYBILL } from './orders.js';

type Typed = { readonly type: string };

/** One event type as it is stored, whatever its union: what golden files are written from and judged by. */
export type StoredKind = {
  readonly category: string;
  readonly type: string;
  /** The version that is written today. */
  readonly version: number;
  /** The sample as stored text. */
  sample(): string;
  /** Stored text of a version as text of today's: what a reader makes of it, written again. @throws UnknownEventType, MalformedEvent */
  lift(schemaVersion: number, data: string): string;
};

export const storedKinds: readonly StoredKind[] = [
  ...kindsOf(ORDER, orderCodec, orderSamples),
  ...kindsOf(BINDING, bindingCodec, bindingSamples),
  ...kindsOf(AFTER_SALE, caseCodec, caseSamples),
  ...kindsOf(CARRIER_SERVICE, addressCodec, addressSamples),
  ...kindsOf(FACTORY, priceCodec, priceSamples),
  ...kindsOf(STATEMENT, statementCodec, statementSamples),
  ...kindsOf(RULES, ruleCodec, ruleSamples),
  ...kindsOf(STOCK, stockCodec, stockSamples),
  ...kindsOf(WAYBILL, waybillCodec, waybillSamples),
];

function kindsOf<Event extends Typed>(category: string, codec: Codec<Event>, samples: Samples<Event>): readonly StoredKind[] {
  return Object.entries<Event>(samples).map(([type, sample]) => ({
    category, type,
    version: codec.encode(sample).schemaVersion,
    sample: () => codec.encode(sample).data,
    lift: (schemaVersion, data) => codec.encode(codec.decode(type, schemaVersion, data)).data,
  }));
}
