import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { LineQuantity, OrderEvent, OrderEventOf, PlatformLineQuantity } from './events.js';
import { consequencesOf } from './fence.js';
import { isOwnedBy } from './guards.js';
import { asHoldId, type HoldId, type MerchantId } from './ids.js';
import { findLine, type Hold, type Order } from './order.js';
import type { Refusal } from './refusals.js';
import type { HoldEffect, HoldOwner, HoldType } from './words.js';

/** The holds room: what keeps an order from printing, each with its own cause, released by its own cause only. */

export type PlaceHold = {
  /** null for the platform and for processes, which see every order. */
  readonly merchantId: MerchantId | null;
  readonly type: HoldType;
  readonly effect: HoldEffect;
  /** Empty: the whole order. */
  readonly lines: readonly LineQuantity[];
  readonly causeId: string;
  readonly placedBy: HoldOwner;
  readonly reason: string;
  readonly at: string;
};

/** The same type and cause again is the same hold. */
export function placeHold(command: PlaceHold, order: Order): Decision<OrderEvent, Refusal> {
  if (!isVisible(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const [first, ...others] = wrongLines(order, command.lines);
  if (first) return refuse(first, ...others);
  if (order.holds.some((hold) => !hold.released && hold.type === command.type && hold.causeId === command.causeId)) return accept([]);
  return accept(placed(order, { ...command, causeVersion: 1 }));
}

export type NewHold = Omit<PlaceHold, 'merchantId'> & { readonly causeVersion: number };

/** The hold and all it does, as one list for one append: the sentence this product exists for. */
export function placed(order: Order, { type, effect, lines, causeId, causeVersion, placedBy, reason, at }: NewHold): readonly OrderEvent[] {
  const holdId = holdIdOf(type, causeId, order.holds.filter((hold) => hold.type === type && hold.causeId === causeId).length + 1);
  const hold: Hold = { holdId, type, effect, lines, causeId, causeVersion, placedBy, reason, placedAt: at, released: false, releasedAt: null };
  const event: OrderEventOf<'HoldPlaced'> = { type: 'HoldPlaced', holdId, holdType: type, effect, lines, causeId, causeVersion, placedBy, reason, at };
  return [event, ...consequencesOf(order, hold, at)];
}

/** Readable, and unique in its order: a cause that holds again gets the next number. */
function holdIdOf(type: HoldType, causeId: string, ordinal: number): HoldId {
  return asHoldId(`${type}:${causeId}:${ordinal}`);
}

export type ReleaseHold = {
  readonly merchantId: MerchantId | null;
  readonly holdId: HoldId;
  readonly releasedBy: HoldOwner;
  readonly reason: string;
  readonly at: string;
};

/**
 * Releases one hold and no other. An unknown one is refused and creates nothing; a merchant cannot release what the
 * platform placed, and nobody releases by hand what an after-sale or an address change will release itself.
 */
export function releaseHold(command: ReleaseHold, order: Order): Decision<OrderEvent, Refusal> {
  if (!isVisible(order, command.merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  const hold = order.holds.find(({ holdId }) => holdId === command.holdId);
  if (!hold) return refuse({ code: 'HOLD_NOT_FOUND', holdId: command.holdId });
  const own = hold.placedBy === command.releasedBy && hold.type !== 'AFTER_SALE' && hold.type !== 'ADDRESS_CHANGED';
  if (!own) return refuse({ code: 'HOLD_NOT_YOURS', holdId: hold.holdId, placedBy: hold.placedBy });
  return accept(hold.released ? [] : [releasedHold(hold, hold.causeVersion, command.reason, command.at)]);
}

export function releasedHold({ holdId }: Hold, causeVersion: number, reason: string, at: string): OrderEvent {
  return { type: 'HoldReleased', holdId, causeVersion, reason, at };
}

/** The active hold of a cause, if there is one. */
export function activeHoldOf(order: Order, type: HoldType, causeId: string): Hold | undefined {
  return order.holds.findLast((hold) => !hold.released && hold.type === type && hold.causeId === causeId);
}

function isVisible(order: Order, merchantId: MerchantId | null): boolean {
  return merchantId === null ? order.merchantId !== null : isOwnedBy(order, merchantId);
}

/** Lines a command names that the order does not have, or not in that quantity. */
export function wrongLines(order: Order, lines: readonly LineQuantity[]): readonly Refusal[] {
  return lines.flatMap(({ lineId, quantity }): readonly Refusal[] => {
    const max = findLine(order, lineId)?.quantity;
    if (max === undefined) return [{ code: 'LINE_NOT_FOUND', lineId }];
    return Number.isInteger(quantity) && quantity >= 1 && quantity <= max ? [] : [{ code: 'QUANTITY_INVALID', lineId, quantity, max }];
  });
}

/** The channel's words as ours; a line the channel never sold is left out, and quantities are at most what was sold. */
export const linesOf = (order: Order, platformLines: readonly PlatformLineQuantity[]): readonly LineQuantity[] =>
  platformLines.flatMap(({ platformLineNo, quantity }) => {
    const line = order.lines.find((one) => one.platformLineNo === platformLineNo);
    return line ? [{ lineId: line.lineId, quantity: Math.min(quantity, line.quantity) }] : [];
  });
