import { accept, unreachable, type Decision } from '@daifa/decider/decision';
import { endAfterSale, openAfterSale } from './after-sales.js';
import { recordCase, type AfterSaleCase, type CaseEvent } from './case.js';
import type { OrderEvent, PlatformLineQuantity } from './events.js';
import { activeHoldOf, linesOf } from './holds.js';
import type { AfterSaleId, MerchantId, OrderId } from './ids.js';
import type { Order } from './order.js';
import type { Refusal } from './refusals.js';
import type { AfterSaleType } from './words.js';

/**
 * The room of cases that a channel's own feed tells: the whole state of a case each time, at a version that only grows, in
 * whatever sequence and however often. Stops paper and lets go exactly as the after-sales room does.
 */

export type ObserveChannelCase = {
  readonly merchantId: MerchantId;
  readonly afterSaleId: AfterSaleId;
  readonly afterSaleType: AfterSaleType;
  /** When the channel last changed the case, in milliseconds since 1970: of two tellings the greater is newer. */
  readonly version: number;
  readonly state: 'OPEN' | 'WITHDRAWN' | 'REFUNDED';
  /** In the channel's words; none: the whole order. */
  readonly platformLines: readonly PlatformLineQuantity[];
  readonly at: string;
};

/**
 * What the case does to its order. Before its order an open case is parked, and so is a refunded one, for what was refunded
 * cannot be booked on lines that are not here: told again after the order, it is (F-AS-07).
 */
export function observeChannelCase(command: ObserveChannelCase, order: Order): Decision<OrderEvent, Refusal> {
  const { merchantId, afterSaleId, version, state, at } = command;
  switch (state) {
    case 'OPEN':
      return isKnown(command, order) ? accept([]) : openAfterSale({ ...command, lines: [] }, order);
    case 'WITHDRAWN':
      return endAfterSale({ merchantId, afterSaleId, version, end: { kind: 'withdrawn' }, at }, order);
    case 'REFUNDED':
      if (awaitsOrder(command, order)) return isKnown(command, order) ? accept([]) : openAfterSale({ ...command, lines: [] }, order);
      return endAfterSale({ merchantId, afterSaleId, version, end: { kind: 'closed', refunded: refundedOf(command, order) }, at }, order);
    default:
      return unreachable(state);
  }
}

/** Whether the case has to be told again once its order is here. */
export const awaitsOrder = ({ state }: ObserveChannelCase, order: Order): boolean => state === 'REFUNDED' && order.merchantId === null;

/**
 * Platforms tell seconds: a case read at once is read again, with the last word of its second, a moment later. When that is the
 * same, nothing is held anew. A word that then still arrived from within the second is put right by the next reading.
 */
function isKnown({ afterSaleId, afterSaleType, version, platformLines }: ObserveChannelCase, order: Order): boolean {
  const isSame = (known: number, type: string, lines: readonly object[], told: readonly object[]): boolean => sameSecond(known, version) && type === afterSaleType && JSON.stringify(lines) === JSON.stringify(told);
  if (order.merchantId === null) return order.parked.some((one) => one.afterSaleId === afterSaleId && !one.withdrawn && isSame(one.version, one.afterSaleType, one.platformLines, platformLines));
  const hold = activeHoldOf(order, 'AFTER_SALE', afterSaleId);
  return hold !== undefined && isSame(hold.causeVersion, hold.reason, hold.lines, linesOf(order, platformLines));
}

const sameSecond = (one: number, other: number): boolean => Math.floor(one / 1_000) === Math.floor(other / 1_000);

function refundedOf({ platformLines }: ObserveChannelCase, order: Order): ReturnType<typeof linesOf> {
  if (platformLines.length > 0) return linesOf(order, platformLines);
  return order.lines.filter((line) => line.quantity > line.refunded).map(({ lineId, quantity, refunded }) => ({ lineId, quantity: quantity - refunded }));
}

/** Writes the same into the case's own stream, after the order's: an end that comes first has its beginning put before it. */
export function noteChannelCase(command: ObserveChannelCase & { readonly orderId: OrderId }, known: AfterSaleCase): Decision<CaseEvent, never> {
  const { afterSaleId, merchantId, orderId, afterSaleType, version, state, at } = command;
  const isNew = known.afterSaleId === null;
  const about = { afterSaleType, lines: [], reason: '', at } as const;
  const opened: readonly CaseEvent[] = isNew ? [{ type: 'AfterSaleOpened', afterSaleId, merchantId, orderId, ...about, version: state === 'OPEN' ? version : version - 1 }] : [];
  return accept([...opened, ...news(command, isNew ? { ...known, version: version - 1 } : known, about)]);
}

function news({ version, state, at }: ObserveChannelCase, known: AfterSaleCase, about: { readonly afterSaleType: AfterSaleType; readonly lines: readonly []; readonly reason: string; readonly at: string }): readonly CaseEvent[] {
  const told = (event: CaseEvent): readonly CaseEvent[] => {
    const decision = recordCase(event, known);
    return decision.kind === 'accepted' ? decision.events : [];
  };
  switch (state) {
    case 'OPEN': return known.afterSaleId === null ? [] : told({ type: 'AfterSaleModified', ...about, version });
    case 'WITHDRAWN': return told({ type: 'AfterSaleWithdrawn', version, at });
    case 'REFUNDED': return told({ type: 'AfterSaleClosed', refunded: [], note: 'REFUNDED', version, at });
    default: return unreachable(state);
  }
}
