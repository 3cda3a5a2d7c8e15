import type { CaseEvent } from '@daifa/order-domain/case';
import { receiver } from './order-shapes.js';
import type { ShapesOf } from './shape.js';

/** What each event of an after-sale case's stream holds today. Documented in proto/aftersale/v1. */
export const caseShapes = {
  AfterSaleOpened: { afterSaleId: 'text', merchantId: 'text', orderId: 'text', afterSaleType: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], reason: 'text', version: 'int64', at: 'time' },
  AfterSaleModified: { afterSaleType: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], reason: 'text', version: 'int64', at: 'time' },
  AfterSaleWithdrawn: { version: 'int64', at: 'time' },
  AfterSaleClosed: { refunded: [{ lineId: 'text', quantity: 'int32' }], note: 'text', version: 'int64', at: 'time' },
  ReshipRequested: { afterSaleId: 'text', merchantId: 'text', orderId: 'text', origin: 'text', reason: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], receiver, description: 'text', version: 'int64', at: 'time' },
  ReshipRequestModified: { reason: 'text', lines: [{ lineId: 'text', quantity: 'int32' }], receiver, description: 'text', version: 'int64', at: 'time' },
  AfterSaleAgreed: { reshipmentId: 'text', by: 'text', version: 'int64', at: 'time' },
  AfterSaleRejected: { by: 'text', reason: 'text', version: 'int64', at: 'time' },
  ArbitrationStarted: { version: 'int64', at: 'time' },
  ArbitrationDecided: { ruling: 'text', note: 'text', version: 'int64', at: 'time' },
  ReshipShipped: { waybillNo: 'text', version: 'int64', at: 'time' },
  ReshipConfirmed: { version: 'int64', at: 'time' },
} as const satisfies ShapesOf<CaseEvent>;
