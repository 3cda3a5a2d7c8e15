import type { PriceEvent } from '@daifa/order-domain/price-list';
import type { ShapesOf } from './shape.js';

/** What each event of a price list's stream holds today. Documented in proto/factory/v1. */
export const priceShapes = {
  SettlementPriceSet: { factoryId: 'text', item: 'text', sku: 'text', priceFen: 'int64', effectiveFrom: 'time', at: 'time' },
  SettlementPriceWithdrawn: { factoryId: 'text', item: 'text', sku: 'text', effectiveFrom: 'time', at: 'time' },
} as const satisfies ShapesOf<PriceEvent>;
