import { unreachable } from '@daifa/decider/decision';
import { nameUuid } from '@daifa/ports/name-uuid';
import type { FactoryId } from './ids.js';
import { priceFenOf, type Fen } from './money.js';
import type { OrderLine } from './events.js';

/**
 * What a factory asks for its goods (结算价格), by date. One stream for each thing priced: a SKU, or the freight of a parcel.
 * A price is copied onto an allocation when it is made (PDD-06), so that a change never reaches back.
 */
export type PriceEvent =
  /** A sku for `GOODS`; '' for `FREIGHT`, the price of sending one parcel. Valid from `effectiveFrom` until another is. */
  | { readonly type: 'SettlementPriceSet'; readonly factoryId: FactoryId; readonly item: PricedItem; readonly sku: string; readonly priceFen: number; readonly effectiveFrom: string; readonly at: string }
  /** From then on there is no price: what is allocated then is unpriced. */
  | { readonly type: 'SettlementPriceWithdrawn'; readonly factoryId: FactoryId; readonly item: PricedItem; readonly sku: string; readonly effectiveFrom: string; readonly at: string };

export type PricedItem = 'GOODS' | 'FREIGHT';

/** In order of `effectiveFrom`; of two with the same one, the last said counts. */
export type PriceList = { readonly entries: readonly PriceEntry[] };

/** `priceFen` null: withdrawn. */
export type PriceEntry = { readonly effectiveFrom: string; readonly priceFen: Fen | null };

export const priceEvolution = { initial: { entries: [] } satisfies PriceList as PriceList, evolve: evolvePrices } as const;

function evolvePrices(list: PriceList, event: PriceEvent): PriceList {
  switch (event.type) {
    case 'SettlementPriceSet': return withEntry(list, { effectiveFrom: event.effectiveFrom, priceFen: priceFenOf(event.priceFen) });
    case 'SettlementPriceWithdrawn': return withEntry(list, { effectiveFrom: event.effectiveFrom, priceFen: null });
    default: return unreachable(event);
  }
}

function withEntry({ entries }: PriceList, entry: PriceEntry): PriceList {
  const earlier = entries.filter(({ effectiveFrom }) => effectiveFrom < entry.effectiveFrom);
  const later = entries.filter(({ effectiveFrom }) => effectiveFrom > entry.effectiveFrom);
  return { entries: [...earlier, entry, ...later] };
}

/** The price valid at an instant (ISO 8601 UTC); null when there is none. */
export function priceAt({ entries }: PriceList, at: string): Fen | null {
  return entries.findLast(({ effectiveFrom }) => effectiveFrom <= at)?.priceFen ?? null;
}

/** Where the price of a thing stands; the factory's id is the namespace. */
export function priceListIdOf(factoryId: FactoryId, item: PricedItem, sku: string): string {
  return nameUuid(`price/${item}/${sku}`, factoryId);
}

/** What a line is priced by: the merchant's SKU code (商家编码), or the product number (货号) where the channel gave none; '' has no price. */
export function priceSkuOf({ outSkuSn, productSn }: Pick<OrderLine, 'outSkuSn' | 'productSn'>): string {
  return outSkuSn === '' ? productSn : outSkuSn;
}
