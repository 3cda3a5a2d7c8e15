import { accept, refuse, type Decision } from '@daifa/decider/decision';
import type { OrderEvent } from './events.js';
import { evolve } from './evolve.js';
import { isOwnedBy } from './guards.js';
import { activeHoldOf, placed, releasedHold } from './holds.js';
import { asHoldId, type MerchantId } from './ids.js';
import type { Order } from './order.js';
import type { Refusal } from './refusals.js';
import type { RuleBook } from './rules.js';
import { clocked } from './ship-clock.js';

/** Payment on delivery (ML-03): nothing leaves before customer service has spoken with the buyer. */

const COD_CAUSE = 'cod';

/** The hold a cash-on-delivery order is born with. */
export const codHold = (order: Order, at: string): readonly OrderEvent[] =>
  placed(order, { type: 'COD_CONFIRM', effect: 'SUSPEND', lines: [], causeId: COD_CAUSE, causeVersion: 1, placedBy: 'system', reason: '货到付款待确认', at });

export type ConfirmPayment = {
  readonly merchantId: MerchantId;
  /** What was agreed; never empty. */
  readonly note: string;
  readonly rules: RuleBook;
  readonly at: string;
};

/** Customer service has confirmed: the hold is released, and the ship-by clock starts. Asked twice, it is so already. */
export function confirmPayment({ merchantId, note, rules, at }: ConfirmPayment, order: Order): Decision<OrderEvent, Refusal> {
  if (!isOwnedBy(order, merchantId)) return refuse({ code: 'ORDER_NOT_FOUND' });
  if (order.closedReason !== null) return refuse({ code: 'ORDER_CLOSED', reason: order.closedReason });
  if (order.times.confirmedAt !== null) return accept([]);
  const hold = activeHoldOf(order, 'COD_CONFIRM', COD_CAUSE);
  if (!hold) return refuse({ code: 'HOLD_NOT_FOUND', holdId: asHoldId('COD_CONFIRM') });
  const events: readonly OrderEvent[] = [{ type: 'PaymentConfirmed', method: 'COD', note, at }, releasedHold(hold, hold.causeVersion, 'CONFIRMED', at)];
  return accept([...events, ...clocked(events.reduce(evolve, order), rules, at)]);
}
