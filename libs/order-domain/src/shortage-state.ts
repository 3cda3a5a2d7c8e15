import type { LineId, MerchantId } from './ids.js';
import { findAllocation, type Order } from './order.js';
import type { Shortage } from './order-parts.js';
import type { ShortageEnd, ShortageOutcome } from './words.js';

/** What others may ask of an order's shortages. */

export type ShortageState = 'OPENED' | 'CUSTOMER_NOTIFIED' | ShortageOutcome | 'CLOSED';

/** A shortage is over with its allocation, whoever took that back; only what a consented substitute costs may still be open. */
export function shortageState(order: Order, shortage: Shortage): ShortageState {
  if (endOf(order, shortage) !== null) return 'CLOSED';
  return shortage.outcome ?? (shortage.notifiedAt === null ? 'OPENED' : 'CUSTOMER_NOTIFIED');
}

/** How it ended; null while it has not. */
export function endOf(order: Order, { closedAs, consentedAt, allocationId }: Shortage): ShortageEnd | null {
  if (closedAs !== null) return closedAs;
  return consentedAt === null && findAllocation(order, allocationId)?.state.kind === 'cancelled' ? 'TAKEN_BACK' : null;
}

/** Unknown and foreign are the same. */
export const findShortage = (order: Order, shortageId: string, merchantId: MerchantId): Shortage | undefined =>
  order.merchantId === merchantId ? order.shortages.find((one) => one.shortageId === shortageId) : undefined;

/** What the buyer still owes for dearer substitutes of a line, in fen: it is promised to nobody until that is paid (ML-02). */
export function unpaidFen({ shortages }: Order, lineId: LineId): number {
  const owed = shortages.filter((one) => one.lineId === lineId && one.consentedAt !== null && one.closedAt === null);
  return owed.reduce((sum, { substitute }) => sum + Math.max(0, substitute?.differenceFen ?? 0), 0);
}
