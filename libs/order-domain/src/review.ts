import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { evolve } from './evolve.js';
import { isOwnedBy } from './guards.js';
import type { MerchantId } from './ids.js';
import type { Order } from './order.js';
import type { Refusal } from './refusals.js';
import type { RuleBook } from './rules.js';
import { clocked } from './ship-clock.js';

/** The merchant's own review: no goods leave without approval (ML-01). The platform's risk review is a hold. */

export type DecideReview = { readonly merchantId: MerchantId; readonly decision: 'APPROVED' | 'REJECTED'; readonly note: string; readonly rules: RuleBook; readonly at: string };

/** The same decision again is so already. A rejected order may be approved later; allocated lines keep their allocation. Where the channel's time runs from the confirmation, it starts here. */
export function decideReview({ merchantId, decision, note, rules, at }: DecideReview, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  if (order.closedReason !== null) return refuse({ code: 'ORDER_CLOSED', reason: order.closedReason });
  if (order.review === decision) return accept([]);
  const decided: OrderEvent = { type: 'ReviewDecided', decision, by: 'PERSON', note, at };
  return accept([decided, ...clocked(evolve(order, decided), rules, at)]);
}
