import type { CaseEvent } from '@daifa/order-domain/case';
import type { ShapesOf } from './shape.js';

/** What each event of an after-sale case's stream holds today. Documented in proto/aftersale/v1. */
export const caseShapes = {
  AfterSaleOpened: { afterSaleId: 'text', merchantId: 'text', orderId: 'text', afterSaleType: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], reason: 'text', version: 'int64', at: 'time' },
  AfterSaleModified: { afterSaleType: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], reason: 'text', version: 'int64', at: 'time' },
  AfterSaleWithdrawn: { version: 'int64', at: 'time' },
  AfterSaleClosed: { refunded: [{ lineId: 'text', quantity: 'int32' }], note: 'text', version: 'int64', at: 'time' },
} as const satisfies ShapesOf<CaseEvent>;
