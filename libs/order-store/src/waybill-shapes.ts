import type { WaybillNumberEvent } from '@daifa/order-domain/waybill-number';
import type { ShapesOf } from './shape.js';

/** What each event of a waybill number's stream holds today. Documented in proto/waybill/v1. */
export const waybillShapes = {
  WaybillUsed: { orderId: 'text', merchantId: 'text', receiverKey: 'text', regionCode: 'text', at: 'time' },
  WaybillFreed: { orderId: 'text', at: 'time' },
  WaybillScanned: { code: 'text', regionCode: 'text', scannedAt: 'time', at: 'time' },
} as const satisfies ShapesOf<WaybillNumberEvent>;
