import { accept, unreachable, type Decision } from '@daifa/decider/decision';
import { noCase, type AfterSaleCase } from './case-state.js';
import type { LineQuantity } from './events.js';
import type { AfterSaleId, MerchantId, OrderId } from './ids.js';
import { evolveReshipCase, type ReshipCaseEvent } from './reship-case-events.js';
import type { AfterSaleType } from './words.js';

/**
 * The after-sale case in its own stream: what the two sides say. Its effect on the order is decided first, on the order's
 * stream; a case event that a crash left out is written by the retry, for both are idempotent by case id.
 */
export type CaseEvent =
  | { readonly type: 'AfterSaleOpened'; readonly afterSaleId: AfterSaleId; readonly merchantId: MerchantId; readonly orderId: OrderId; readonly afterSaleType: AfterSaleType; readonly lines: readonly LineQuantity[]; readonly reason: string; readonly version: number; readonly at: string }
  | { readonly type: 'AfterSaleModified'; readonly afterSaleType: AfterSaleType; readonly lines: readonly LineQuantity[]; readonly reason: string; readonly version: number; readonly at: string }
  | { readonly type: 'AfterSaleWithdrawn'; readonly version: number; readonly at: string }
  | { readonly type: 'AfterSaleClosed'; readonly refunded: readonly LineQuantity[]; readonly note: string; readonly version: number; readonly at: string }
  | ReshipCaseEvent;

export type { AfterSaleCase } from './case-state.js';

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
    case 'ReshipRequested': case 'ReshipRequestModified': case 'AfterSaleAgreed': case 'AfterSaleRejected': case 'ArbitrationStarted': case 'ArbitrationDecided': case 'ReshipShipped': case 'ReshipConfirmed':
      return evolveReshipCase(known, event);
    default: return unreachable(event);
  }
}

/** Writes what the order stream has already acknowledged, in whatever sequence it comes; the version tells whether it is news. */
export function recordCase(event: CaseEvent, known: AfterSaleCase): Decision<CaseEvent, never> {
  const news = event.version > known.version || (event.type === 'AfterSaleOpened' && known.afterSaleId === null);
  return accept(news ? [event] : []);
}
