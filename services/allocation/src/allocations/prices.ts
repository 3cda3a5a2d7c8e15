import type { FactoryId, LineId } from '@daifa/order-domain/ids';
import type { Fen } from '@daifa/order-domain/money';
import type { Order } from '@daifa/order-domain/order';
import { priceAt, priceListIdOf, priceSkuOf } from '@daifa/order-domain/price-list';
import type { World } from '@daifa/service-shell/world';

/** What the factory asks for the order's goods at this moment, by SKU: it is copied onto the allocations (PDD-06). @param lineIds empty: all lines */
export async function pricesFor({ aggregates }: World, { factoryId, order, lineIds, at }: { readonly factoryId: FactoryId; readonly order: Order; readonly lineIds: readonly LineId[]; readonly at: string }): Promise<ReadonlyMap<string, Fen>> {
  const lines = order.lines.filter(({ lineId, mode }) => mode === 'DROPSHIP' && (lineIds.length === 0 || lineIds.includes(lineId)));
  const skus = [...new Set(lines.map(priceSkuOf))].filter((sku) => sku !== '');
  const priced = await Promise.all(skus.map(async (sku) => [sku, priceAt((await aggregates.prices.load(priceListIdOf(factoryId, 'GOODS', sku))).state, at)] as const));
  return new Map(priced.flatMap(([sku, price]) => (price === null ? [] : [[sku, price] as const])));
}
