import type { Decision } from '@daifa/decider/decision';
import type { OrderEvent } from '@daifa/order-domain/events';
import { asMerchantId, asOrderId, isUuid, type MerchantId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { settle } from '@daifa/service-shell/answer';
import type { Asked } from '@daifa/service-shell/asked';
import { notFound } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import type { OrderChanged } from './holds/holds.dto.js';

/** One command of a merchant or the platform on one order named by the path, which may stop it: decides, answers with the revision and what it did. */
export async function commandOrder(world: World, asked: Asked, orderId: string, decide: (order: Order, at: string) => Decision<OrderEvent, Refusal>): Promise<OrderChanged> {
  if (!isUuid(orderId)) throw notFound('ORDER_NOT_FOUND', { orderId });
  const at = world.ports.clock.now().toISOString();
  const ifMatch = asked.ifMatch();
  const outcome = await world.aggregates.orders.transact<Refusal>(asOrderId(orderId), asked.context(), (order) => decide(order, at), { urgent: true, ...(ifMatch !== undefined && { ifMatch }) });
  const { events, revision, position } = settle(outcome);
  asked.answeredAt({ revision, ...(position !== null && { position }) });
  const placed = events.find((event) => event.type === 'HoldPlaced');
  return { orderId, revision, effects: events.map(({ type }) => type), ...(placed && { holdId: placed.holdId }) };
}

/** Whose orders a caller may touch: a merchant its own, the platform all (null). */
export function ownerOf({ caller }: Asked): MerchantId | null {
  return caller.role === 'platform' ? null : asMerchantId(caller.tenantId);
}
