import { accept, refuse, unlessRefused, type Decision } from '@daifa/decider/decision';
import { together } from './allocation.js';
import type { LineQuantity, OrderEvent, PlatformLineQuantity } from './events.js';
import { evolve } from './evolve.js';
import { isOwnedBy } from './guards.js';
import { activeHoldOf, linesOf, placed, releasedHold, wrongLines } from './holds.js';
import type { AfterSaleId, MerchantId } from './ids.js';
import { coversLine, findLine, isReturned, type Hold, type Order } from './order.js';
import type { Refusal } from './refusals.js';
import type { AfterSaleType } from './words.js';

/**
 * The after-sales room: what a case does to its order. The case is talked over in its own stream; here is only what stops
 * paper. Versions are the case's own and only grow, so that messages may come in any order.
 */

export type ObserveAfterSale = {
  readonly merchantId: MerchantId;
  readonly afterSaleId: AfterSaleId;
  readonly afterSaleType: AfterSaleType;
  /** Version of the case that this describes; null for "the next one". */
  readonly version: number | null;
  /** What it covers; none of either: the whole order. The channel's own words count where ours are not given. */
  readonly lines: readonly LineQuantity[];
  readonly platformLines: readonly PlatformLineQuantity[];
  readonly at: string;
};

/** Opens a case. Before its order is imported it is parked, and the order will be born held (R-01, F-AS-07). */
export function openAfterSale(command: ObserveAfterSale, order: Order): Decision<OrderEvent, Refusal> {
  if (order.merchantId === null) return accept(parked(command, order));
  if (!isOwnedBy(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const version = command.version ?? Math.max(1, knownVersion(order, command.afterSaleId));
  if (version <= knownVersion(order, command.afterSaleId)) return accept([]);
  return unlessRefused(wrongLines(order, command.lines), () => reheld(order, command, version));
}

/**
 * Changes what a case covers: the new hold is placed before the old one lets go, in one append. Whoever names the version
 * he tells of may tell it before older ones, for the newest counts; without one the case has to be open.
 */
export function modifyAfterSale(command: ObserveAfterSale, order: Order): Decision<OrderEvent, Refusal> {
  const { afterSaleId } = command;
  if (order.merchantId === null && command.version !== null) return accept(parked(command, order));
  if (!isOwnedBy(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const known = knownVersion(order, afterSaleId);
  const version = command.version ?? known + 1;
  if (known === 0 && command.version === null) return refuse({ code: 'AFTERSALE_NOT_FOUND', afterSaleId });
  const hold = activeHoldOf(order, 'AFTER_SALE', afterSaleId);
  if (hold && command.version === null && isSame(hold, command, order)) return accept([]);
  if (!hold && (command.version === null || version <= known)) return refuse({ code: 'AFTERSALE_CLOSED', afterSaleId });
  if (version <= known) return refuse({ code: 'AFTERSALE_VERSION_CHANGED', afterSaleId, version: known });
  return unlessRefused(wrongLines(order, command.lines), () => reheld(order, command, version));
}

function isSame(hold: Hold, command: ObserveAfterSale, order: Order): boolean {
  return hold.reason === command.afterSaleType && shownLines(hold.lines) === shownLines(coveredBy(command, order));
}

const shownLines = (lines: readonly LineQuantity[]): string => lines.map(({ lineId, quantity }) => `${lineId}×${quantity}`).sort().join();

function coveredBy({ lines, platformLines }: ObserveAfterSale, order: Order): readonly LineQuantity[] {
  return lines.length > 0 ? lines : linesOf(order, platformLines);
}

function reheld(order: Order, command: ObserveAfterSale, version: number): readonly OrderEvent[] {
  const { afterSaleId, afterSaleType, at } = command;
  const old = activeHoldOf(order, 'AFTER_SALE', afterSaleId);
  const lines = coveredBy(command, order);
  return [
    ...placed(order, { type: 'AFTER_SALE', effect: 'CANCEL', lines, causeId: afterSaleId, causeVersion: version, placedBy: 'system', reason: afterSaleType, at }),
    ...(old ? [releasedHold(old, version, 'MODIFIED', at)] : []),
  ];
}

export type EndAfterSale = {
  readonly merchantId: MerchantId;
  readonly afterSaleId: AfterSaleId;
  readonly version: number | null;
  readonly end: { readonly kind: 'withdrawn' } | { readonly kind: 'closed'; readonly refunded: readonly LineQuantity[] };
  readonly at: string;
};

/**
 * Withdraws or closes a case: its own hold is released and no other. What it had taken back is picked again by the
 * allocation service; what was refunded never is, whatever the case covered. An end older than what is known changes
 * nothing; one that comes before its beginning is remembered.
 */
export function endAfterSale(command: EndAfterSale, order: Order): Decision<OrderEvent, Refusal> {
  const { afterSaleId, end, at } = command;
  if (order.merchantId === null) return unparked(command, order);
  if (!isOwnedBy(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const known = knownVersion(order, afterSaleId);
  if (known === 0 && command.version === null) return refuse({ code: 'AFTERSALE_NOT_FOUND', afterSaleId });
  const hold = activeHoldOf(order, 'AFTER_SALE', afterSaleId);
  const version = command.version ?? (hold ? known + 1 : known);
  if (hold ? version < known : version <= known) return accept([]);
  const refunded = end.kind === 'closed' && !order.refundedBy.includes(afterSaleId) ? together(end.refunded) : [];
  return unlessRefused(refunded.flatMap((line) => refundProblems(order, line)), () => [
    ...(hold || refunded.length > 0 ? [] : [{ type: 'AfterSaleUnparked', afterSaleId, version, at } as const]),
    ...ended(order, command, hold, refunded, version, at),
  ]);
}

/** A refund of lines the case did not hold takes them back first: what is refunded is never left with a factory. */
function ended(order: Order, { afterSaleId, end }: EndAfterSale, hold: Hold | undefined, refunded: readonly LineQuantity[], version: number, at: string): readonly OrderEvent[] {
  const lines = refunded.filter(({ lineId }) => !hold || !coversLine(hold, lineId));
  const widened = lines.length > 0 ? placed(order, { type: 'AFTER_SALE', effect: 'CANCEL', lines, causeId: afterSaleId, causeVersion: version, placedBy: 'system', reason: 'REFUNDED', at }) : [];
  const refund: readonly OrderEvent[] = refunded.length > 0 ? [{ type: 'LinesRefunded', afterSaleId, lines: refunded, at }] : [];
  const after = [...widened, ...refund].reduce(evolve, order);
  const left = after.lines.some((line) => line.quantity > line.refunded) || after.allocations.some(isReturned);
  const closed: readonly OrderEvent[] = refund.length > 0 && !left && order.closedReason === null ? [{ type: 'OrderClosed', reason: 'REFUNDED', at }] : [];
  const releases = after.holds.filter((mine) => !mine.released && mine.type === 'AFTER_SALE' && mine.causeId === afterSaleId);
  return [...widened, ...refund, ...closed, ...releases.map((mine) => releasedHold(mine, version, end.kind === 'withdrawn' ? 'WITHDRAWN' : 'CLOSED', at))];
}

function refundProblems(order: Order, { lineId, quantity }: LineQuantity): readonly Refusal[] {
  const line = findLine(order, lineId);
  if (!line) return [{ code: 'LINE_NOT_FOUND', lineId }];
  const max = line.quantity - line.refunded;
  return Number.isInteger(quantity) && quantity >= 1 && quantity <= max ? [] : [{ code: 'QUANTITY_INVALID', lineId, quantity, max }];
}

/** Highest version of a case this order has seen; 0 when it never heard of it. */
export function knownVersion(order: Order, afterSaleId: AfterSaleId): number {
  const parkedVersion = order.parked.find((one) => one.afterSaleId === afterSaleId)?.version ?? 0;
  return order.holds.reduce((version, hold) => (hold.type === 'AFTER_SALE' && hold.causeId === afterSaleId ? Math.max(version, hold.causeVersion) : version), parkedVersion);
}

// ---- before the order ----

function parked({ afterSaleId, afterSaleType, platformLines, version, at }: ObserveAfterSale, order: Order): readonly OrderEvent[] {
  const known = order.parked.find((parkedOne) => parkedOne.afterSaleId === afterSaleId)?.version ?? 0;
  const next = version ?? Math.max(1, known);
  return next <= known ? [] : [{ type: 'AfterSaleParked', afterSaleId, version: next, afterSaleType, platformLines, at }];
}

/** A refund needs its order's lines: it is refused until the order is there, which will be born held. */
function unparked({ afterSaleId, version, end, at }: EndAfterSale, order: Order): Decision<OrderEvent, Refusal> {
  const known = order.parked.find((parkedOne) => parkedOne.afterSaleId === afterSaleId);
  if (!known && version === null) return refuse({ code: 'AFTERSALE_NOT_FOUND', afterSaleId });
  const next = version ?? (known?.withdrawn ? known.version : (known?.version ?? 0) + 1);
  if (known && (known.withdrawn ? next <= known.version : next < known.version)) return accept([]);
  if (end.kind === 'closed' && end.refunded.length > 0) return refuse({ code: 'ORDER_NOT_FOUND' });
  return accept([{ type: 'AfterSaleUnparked', afterSaleId, version: next, at }]);
}
