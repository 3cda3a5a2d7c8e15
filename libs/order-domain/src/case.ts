import { accept, unreachable, type Decision } from '@daifa/decider/decision';
import type { LineQuantity } from './events.js';
import type { AfterSaleId, MerchantId, OrderId } from './ids.js';
import type { AfterSaleType } from './words.js';

/**
 * The after-sale case in its own stream: what the two sides say. Its effect on the order is decided first, on the order's
 * stream; a case event that a crash left out is written by the retry, for both are idempotent by case id.
 */
export type CaseEvent =
  | { readonly type: 'AfterSaleOpened'; readonly afterSaleId: AfterSaleId; readonly merchantId: MerchantId; readonly orderId: OrderId; readonly afterSaleType: AfterSaleType; readonly lines: readonly LineQuantity[]; readonly reason: string; readonly version: number; readonly at: string }
  | { readonly type: 'AfterSaleModified'; readonly afterSaleType: AfterSaleType; readonly lines: readonly LineQuantity[]; readonly reason: string; readonly version: number; readonly at: string }
  | { readonly type: 'AfterSaleWithdrawn'; readonly version: number; readonly at: string }
  | { readonly type: 'AfterSaleClosed'; readonly refunded: readonly LineQuantity[]; readonly note: string; readonly version: number; readonly at: string };

export type AfterSaleCase = {
  readonly afterSaleId: AfterSaleId | null;
  readonly merchantId: MerchantId | null;
  readonly orderId: OrderId | null;
  readonly afterSaleType: AfterSaleType;
  readonly lines: readonly LineQuantity[];
  readonly version: number;
  readonly state: 'OPENED' | 'WITHDRAWN' | 'CLOSED';
};

const noCase: AfterSaleCase = { afterSaleId: null, merchantId: null, orderId: null, afterSaleType: 'REFUND_ONLY', lines: [], version: 0, state: 'OPENED' };

export const caseEvolution = { initial: noCase, evolve: evolveCase } as const;

function evolveCase(known: AfterSaleCase, event: CaseEvent): AfterSaleCase {
  switch (event.type) {
    case 'AfterSaleOpened': {
      const { afterSaleId, merchantId, orderId, afterSaleType, lines, version } = event;
      const newer = known.version > version ? known : { afterSaleType, lines, version, state: 'OPENED' as const };
      return { ...known, ...newer, afterSaleId, merchantId, orderId };
    }
    case 'AfterSaleModified': return { ...known, afterSaleType: event.afterSaleType, lines: event.lines, version: event.version, state: 'OPENED' };
    case 'AfterSaleWithdrawn': return { ...known, version: event.version, state: 'WITHDRAWN' };
    case 'AfterSaleClosed': return { ...known, version: event.version, state: 'CLOSED' };
    default: return unreachable(event);
  }
}

/** Writes what the order stream has already acknowledged, in whatever sequence it comes; the version tells whether it is news. */
export function recordCase(event: CaseEvent, known: AfterSaleCase): Decision<CaseEvent, never> {
  const news = event.version > known.version || (event.type === 'AfterSaleOpened' && known.afterSaleId === null);
  return accept(news ? [event] : []);
}
