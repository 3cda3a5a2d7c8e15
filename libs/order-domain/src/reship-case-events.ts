import { unreachable } from '@daifa/decider/decision';
import type { AfterSaleCase } from './case-state.js';
import type { LineQuantity, SealedReceiver } from './events.js';
import type { AfterSaleId, MerchantId, OrderId } from './ids.js';
import type { ReshipReason } from './words.js';

/** A buyer asks for what was left out (补寄), in the stream of its case. Each event is a version of the case of its own. */
export type ReshipCaseEvent =
  | { readonly type: 'ReshipRequested'; readonly afterSaleId: AfterSaleId; readonly merchantId: MerchantId; readonly orderId: OrderId; readonly origin: 'CONSUMER' | 'PLATFORM_CS'; readonly reason: ReshipReason; readonly lines: readonly LineQuantity[]; readonly receiver: SealedReceiver; readonly description: string; readonly version: number; readonly at: string }
  | { readonly type: 'ReshipRequestModified'; readonly reason: ReshipReason; readonly lines: readonly LineQuantity[]; readonly receiver: SealedReceiver; readonly description: string; readonly version: number; readonly at: string }
  | { readonly type: 'AfterSaleAgreed'; readonly reshipmentId: OrderId; readonly by: 'MERCHANT' | 'PLATFORM'; readonly version: number; readonly at: string }
  | { readonly type: 'AfterSaleRejected'; readonly by: 'MERCHANT' | 'PLATFORM'; readonly reason: string; readonly version: number; readonly at: string }
  | { readonly type: 'ArbitrationStarted'; readonly version: number; readonly at: string }
  | { readonly type: 'ArbitrationDecided'; readonly ruling: 'AGREE' | 'REJECT'; readonly note: string; readonly version: number; readonly at: string }
  | { readonly type: 'ReshipShipped'; readonly waybillNo: string; readonly version: number; readonly at: string }
  | { readonly type: 'ReshipConfirmed'; readonly version: number; readonly at: string };

export function evolveReshipCase(known: AfterSaleCase, event: ReshipCaseEvent): AfterSaleCase {
  const { version } = event;
  switch (event.type) {
    case 'ReshipRequested': {
      const { afterSaleId, merchantId, orderId, reason, lines, receiver, description } = event;
      return { afterSaleId, merchantId, orderId, afterSaleType: 'RESHIP', lines, version, state: 'OPENED', reship: { reason, description, receiver, reshipmentId: null } };
    }
    case 'ReshipRequestModified': {
      const { reason, lines, receiver, description } = event;
      return { ...known, lines, version, reship: { reason, description, receiver, reshipmentId: known.reship?.reshipmentId ?? null } };
    }
    case 'AfterSaleAgreed': return { ...known, version, state: 'AGREED', reship: known.reship && { ...known.reship, reshipmentId: event.reshipmentId } };
    case 'AfterSaleRejected': return { ...known, version, state: 'REJECTED' };
    case 'ArbitrationStarted': return { ...known, version, state: 'IN_ARBITRATION' };
    case 'ArbitrationDecided': return { ...known, version };
    case 'ReshipShipped': return { ...known, version, state: 'RESHIPPED' };
    case 'ReshipConfirmed': return { ...known, version, state: 'CONFIRMED' };
    default: return unreachable(event);
  }
}
