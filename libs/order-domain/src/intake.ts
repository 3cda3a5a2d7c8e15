import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent, OrderLine, PlatformFacts, SealedReceiver } from './events.js';
import { evolve } from './evolve.js';
import { activeHoldOf, linesOf, placed, releasedHold, type NewHold } from './holds.js';
import type { MerchantId } from './ids.js';
import type { Order } from './order.js';
import { codHold } from './payment.js';
import { changeReceiver } from './receiver.js';
import type { Refusal } from './refusals.js';
import type { ReviewReason } from './review-rules.js';
import { currentRules, type RuleBook } from './rules.js';
import { clocked, isCod } from './ship-clock.js';
import type { Channel, HoldType } from './words.js';

/** The intake room: what a channel says about an order becomes the order, once, in whatever sequence it is said. */

export type ObserveOrder = {
  readonly merchantId: MerchantId;
  readonly channel: Channel;
  readonly shopId: string;
  readonly platformOrderNo: string;
  readonly placedAt: string | null;
  readonly facts: PlatformFacts;
  readonly receiver: SealedReceiver;
  readonly lines: readonly OrderLine[];
  /** What the channel itself holds the order for; null when it does not say. */
  readonly inReview: boolean;
  readonly hasAfterSale: boolean;
  /** Whether a paid order is approved by rule at once or waits for a person. */
  readonly approve: 'RULE' | 'PERSON';
  /** Paid on delivery: it waits for customer service instead of for the money. */
  readonly cod: boolean;
  /** The merchant's review rules that match it, under the current version of `rules`. */
  readonly matched: readonly ReviewReason[];
  readonly rules: RuleBook;
  readonly at: string;
};

/** Imports or updates. What was said before changes nothing; what is older than the known never changes state (F-IN-08). */
export function observeOrder(command: ObserveOrder, order: Order): Decision<OrderEvent, Refusal> {
  if (order.merchantId === null) return accept(born(command, order));
  if (order.merchantId !== command.merchantId) return refuse({ code: 'ORDER_NOT_FOUND' });
  const { facts, at } = command;
  if (order.contentKeys.includes(facts.contentKey)) return accept([]);
  if (isOlder(facts, order)) return accept([{ type: 'StaleUpdateIgnored', contentKey: facts.contentKey, platformUpdatedAt: facts.platformUpdatedAt, at }]);
  return accept(updated(command, order));
}

/** Ties within a millisecond are broken by the content, so that the result does not hang on the order of arrival. */
function isOlder({ platformUpdatedAt, contentKey }: PlatformFacts, order: Order): boolean {
  const known = order.platformUpdatedAt;
  if (known === null || platformUpdatedAt === null) return false;
  return platformUpdatedAt < known || (platformUpdatedAt === known && contentKey < (order.contentKeys.at(-1) ?? ''));
}

/** The order and everything that waited for it, in one append: it is born held (F-AS-07). */
function born(command: ObserveOrder, order: Order): readonly OrderEvent[] {
  const { merchantId, channel, shopId, platformOrderNo, placedAt, receiver, lines, facts, at } = command;
  const imported: OrderEvent = { type: 'OrderImported', merchantId, channel, shopId, platformOrderNo, placedAt, currency: 'CNY', receiver, lines, ...facts, at };
  const events: OrderEvent[] = [imported];
  events.push(...reviewedByRule(command, order));
  if (command.cod) events.push(...codHold(events.reduce(evolve, order), at));
  for (const parked of order.parked.filter(({ withdrawn }) => !withdrawn)) {
    const now = events.reduce(evolve, order);
    const lines = linesOf(now, parked.platformLines);
    events.push(...placed(now, { type: 'AFTER_SALE', effect: 'CANCEL', lines, causeId: parked.afterSaleId, causeVersion: parked.version, placedBy: 'system', reason: parked.afterSaleType, at }));
  }
  return finished(events, command, order);
}

/** What the channel holds it for, and by when it must leave, as everything before has left it. */
function finished(before: readonly OrderEvent[], command: ObserveOrder, order: Order): readonly OrderEvent[] {
  const events = [...before, ...channelHolds(command, before.reduce(evolve, order))];
  return [...events, ...clocked(events.reduce(evolve, order), command.rules, command.at)];
}

/** Once paid, whether the channel said so first or later; what a person decided stands, and what waits for one waits. */
function reviewedByRule({ approve, facts, cod, matched, rules, at }: ObserveOrder, order: Order): readonly OrderEvent[] {
  const paid = (cod || isCod(order) || facts.paidFen >= facts.payableFen) && facts.platformStatus === 'AWAITING_SHIPMENT';
  if (approve !== 'RULE' || !paid || order.review !== 'PENDING' || order.reviewReasons.length > 0) return [];
  if (matched.length > 0) return [{ type: 'ReviewQueued', reasons: matched, ruleVersion: currentRules(rules).version, at }];
  return [{ type: 'ReviewDecided', decision: 'APPROVED', by: 'RULE', note: '', at }];
}

function updated(command: ObserveOrder, order: Order): readonly OrderEvent[] {
  const { facts, receiver, merchantId, at } = command;
  const events: OrderEvent[] = [{ type: 'OrderUpdated', ...facts, at }, ...reviewedByRule(command, order)];
  const moved = receiver.receiverKey === '' ? accept([]) : changeReceiver({ merchantId, receiver, at }, order);
  if (moved.kind === 'accepted') events.push(...moved.events);
  return finished(events, command, order);
}

/** The channel's own flags, each a hold of its own that comes and goes with the flag. */
function channelHolds({ inReview, hasAfterSale, facts, at }: ObserveOrder, order: Order): readonly OrderEvent[] {
  const cancelled = facts.platformStatus === 'CLOSED' || facts.platformStatus === 'REFUNDED';
  const flags: readonly { readonly type: HoldType; readonly on: boolean }[] = [
    { type: 'RISK_REVIEW', on: inReview },
    { type: 'AFTER_SALE', on: hasAfterSale },
    { type: 'BUYER_CANCEL', on: cancelled },
  ];
  const events: OrderEvent[] = [];
  for (const { type, on } of flags) {
    const now = events.reduce(evolve, order);
    const active = activeHoldOf(now, type, CHANNEL_CAUSE);
    const hold: NewHold = { type, effect: 'CANCEL', lines: [], causeId: CHANNEL_CAUSE, causeVersion: 1, placedBy: 'platform', reason: facts.platformStatus, at };
    if (on && !active) events.push(...placed(now, hold));
    if (!on && active) events.push(releasedHold(active, active.causeVersion, 'CHANNEL_CLEARED', at));
  }
  return events;
}

/** The cause of holds that a channel's own order data carries, as an export's 是否审核中 and 售后状态 do. */
export const CHANNEL_CAUSE = 'channel';
