import type { OrderEvent } from './events.js';
import type { Order } from './order.js';
import { currentRules, rulesAt, type RuleBook } from './rules.js';
import { shipByOf } from './ship-policy.js';

/** An order is cash on delivery when it was born with that hold, released or not. */
export const isCod = ({ holds }: Order): boolean => holds.some(({ type }) => type === 'COD_CONFIRM');

/**
 * Sets or moves the ship-by clock, where what is known of the order now says something else than its clock. An order lives by
 * the rules under which its clock was first set, so new rules move no deadline of an order that is here (RS-01: nothing restarts it).
 */
export function clocked(order: Order, book: RuleBook, at: string): readonly OrderEvent[] {
  const { times: { clock, paidAt, confirmedAt, approvedAt }, promisedShipAt, platformStatus, channel } = order;
  if (platformStatus !== 'AWAITING_SHIPMENT' && platformStatus !== 'PARTLY_SHIPPED') return [];
  const rules = clock === null ? currentRules(book) : rulesAt(book, clock.ruleVersion);
  const policy = rules.policies.find((one) => one.channel === channel);
  const cod = isCod(order);
  const due = policy ? shipByOf(policy, rules.calendar, { cod, paidAt, confirmedAt: cod ? confirmedAt : approvedAt, promisedShipAt }) : null;
  if (!policy || due === null || (clock?.shipBy === due.shipBy && clock.basisAt === due.basisAt)) return [];
  const { shipBy, rule, basis, basisAt } = due;
  return [{ type: 'ShipBySet', shipBy, rule, basis, basisAt, ruleVersion: rules.version, pausesOn: policy.pausesOn, at }];
}
