import type { LineQuantity, SealedReceiver } from './events.js';
import type { AfterSaleId, MerchantId, OrderId } from './ids.js';
import type { AfterSaleType, ReshipReason } from './words.js';

/** A case as its events tell it. */
export type AfterSaleCase = {
  readonly afterSaleId: AfterSaleId | null;
  readonly merchantId: MerchantId | null;
  readonly orderId: OrderId | null;
  readonly afterSaleType: AfterSaleType;
  readonly lines: readonly LineQuantity[];
  readonly version: number;
  readonly state: 'OPENED' | 'AGREED' | 'RESHIPPED' | 'CONFIRMED' | 'REJECTED' | 'IN_ARBITRATION' | 'WITHDRAWN' | 'CLOSED';
  /** What is to be sent again, and where to; null for every other type of case. */
  readonly reship: { readonly reason: ReshipReason; readonly description: string; readonly receiver: SealedReceiver; readonly reshipmentId: OrderId | null } | null;
};

export const noCase: AfterSaleCase = { afterSaleId: null, merchantId: null, orderId: null, afterSaleType: 'REFUND_ONLY', lines: [], version: 0, state: 'OPENED', reship: null };
