import { allocateLines, repickDue } from '@daifa/order-domain/allocation';
import { activeBinding } from '@daifa/order-domain/binding';
import { bindingPairOf, type OrderId } from '@daifa/order-domain/ids';
import type { Refusal } from '@daifa/order-domain/refusals';
import type { World } from '@daifa/service-shell/world';
import type { EventMeta } from '@daifa/event-store/context';
import { v5 } from 'uuid';
import { pricesFor } from '../allocations/prices.js';

export const REPICK_GROUP = 'allocation.repick';

/**
 * Allocates again what a released hold had taken back: the same factory, a new epoch, caused by the release (RS-01). What
 * another hold keeps, a person recalled or a binding no longer covers stays as it is, for a person to see to.
 */
export async function repick(world: World, orderId: OrderId, cause: EventMeta): Promise<void> {
  const { orders, bindings } = world.aggregates;
  const { merchantId } = (await orders.load(orderId)).state;
  if (merchantId === null) return;
  for (const { factoryId } of repickDue((await orders.load(orderId)).state)) {
    const binding = activeBinding((await bindings.load(bindingPairOf(merchantId, factoryId))).state);
    if (!binding) continue;
    const at = world.ports.clock.now().toISOString();
    const { correlationId, traceparent } = cause;
    const context = {
      commandId: v5(`repick/${factoryId}`, cause.eventId), correlationId, causationId: cause.eventId, actor: { kind: 'system', id: 'allocation' }, occurredAt: at,
      ...(traceparent !== undefined && { traceparent }),
    } as const;
    const prices = await pricesFor(world, { factoryId, order: (await orders.load(orderId)).state, lineIds: [], at });
    await orders.transact<Refusal>(orderId, context, (order) => {
      const due = repickDue(order).find((one) => one.factoryId === factoryId);
      return due ? allocateLines({ orderId, merchantId, factoryId, lines: due.lines, binding, prices, at }, order) : { kind: 'accepted', events: [] };
    });
  }
}
