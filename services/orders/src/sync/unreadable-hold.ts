import { placeHold, releaseHold } from '@daifa/order-domain/holds';
import { orderIdOf } from '@daifa/order-domain/ids';
import { isReturned, unsentQuantity, type Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { settle } from '@daifa/service-shell/answer';
import { v5 } from 'uuid';
import type { Taking } from './take-orders.js';

/** The cause of holds on orders of which the channel said something we cannot read: it may be a refund. */
export const UNREADABLE_CAUSE = 'channel-unreadable';

/** Nothing more of a known order is printed while nobody knows what its channel says of it (F-IN-07). What has left is not touched. */
export async function holdUnreadable(taking: Taking, platformOrderNo: string): Promise<void> {
  const { at, orderId, context } = occasion(taking, platformOrderNo, 'hold');
  const { orders } = taking.world.aggregates;
  const { state } = await orders.load(orderId);
  const lines = unsentLines(state);
  if (state.merchantId === null || lines.length === 0) return;
  settle(await orders.transact<Refusal>(orderId, context, (order) => placeHold({ merchantId: null, type: 'APP', effect: 'SUSPEND', lines: unsentLines(order), causeId: UNREADABLE_CAUSE, placedBy: 'system', reason: 'CHANNEL_UNREADABLE', at }, order)));
}

/** Lines of which nothing has left; one that has left in part would open an intercept. */
const unsentLines = (order: Order) => order.lines.filter((line) => unsentQuantity(order, line) > 0 && !order.allocations.some((one) => one.lineId === line.lineId && isReturned(one))).map(({ lineId, quantity }) => ({ lineId, quantity }));

/** What the channel says can be read again, and was taken in. */
export async function releaseReadable(taking: Taking, platformOrderNo: string): Promise<void> {
  const { at, orderId, context } = occasion(taking, platformOrderNo, 'release');
  const { orders } = taking.world.aggregates;
  const { state } = await orders.load(orderId);
  const hold = state.holds.find(({ type, causeId, released }) => type === 'APP' && causeId === UNREADABLE_CAUSE && !released);
  if (hold) settle(await orders.transact<Refusal>(orderId, context, (order) => releaseHold({ merchantId: null, holdId: hold.holdId, releasedBy: 'system', reason: 'CHANNEL_READABLE', at }, order)));
}

function occasion({ world: { ports }, shop, correlationId }: Taking, platformOrderNo: string, what: string) {
  const { merchantId, channel, shopId } = shop;
  const orderId = orderIdOf({ merchantId, channel, shopId, platformOrderNo });
  const at = ports.clock.now().toISOString();
  return { at, orderId, context: { commandId: v5(`unreadable/${what}/${ports.ids.uuid()}`, orderId), correlationId, causationId: null, actor: { kind: 'system', id: 'orders' }, occurredAt: at } as const };
}
