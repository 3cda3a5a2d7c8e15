import type { StockEvent } from '@daifa/order-domain/stock-ledger';
import type { ShapesOf } from './shape.js';

const counts = { factoryId: 'text', sku: 'text', onHand: 'int32', backorderMax: 'int32', supply: 'text' } as const;
const entry = { allocationId: 'text', quantity: 'int32', shipBy: 'time?' } as const;

/** What each event of a page of a stock ledger holds today. Documented in proto/stock/v1. */
export const stockShapes = {
  StockCounted: { ...counts, note: 'text', at: 'time' },
  StockReceived: { quantity: 'int32', note: 'text', at: 'time' },
  StockReserved: { ...entry, at: 'time' },
  StockShort: { ...entry, at: 'time' },
  StockReleased: { allocationId: 'text', quantity: 'int32', at: 'time' },
  StockDeducted: { allocationId: 'text', quantity: 'int32', unbacked: 'int32', at: 'time' },
  StockPageClosed: { at: 'time' },
  StockCarried: { ...counts, at: 'time' },
  StockEntriesCarried: { entries: [{ ...entry, state: 'text' }], at: 'time' },
} as const satisfies ShapesOf<StockEvent>;
