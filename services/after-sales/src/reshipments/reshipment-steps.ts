import type { CommandContext } from '@daifa/event-store/context';
import type { OrderId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { bearReshipment, mirrorHolds } from '@daifa/order-domain/reshipment';
import { SubjectErased } from '@daifa/personal-data/keyring';
import type { PlainReceiver } from '@daifa/personal-data/receiver';
import { settle } from '@daifa/service-shell/answer';
import { problem } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';

/**
 * The second stream of a reshipment: the order that sends again. What is decided on the original's stream is the truth; these
 * steps follow from it, and are taken again by whoever finds them missing.
 */

/**
 * Lets the order be born that sends again. The original receiver is opened for it after that was decided on the original's
 * stream, and sealed anew: a seal is good for one order only.
 *
 * @returns where the log then stood; null when it was born before
 */
export async function bear(world: World, context: CommandContext, { originalOrderId, original, reshipmentId }: { readonly originalOrderId: OrderId; readonly original: Order; readonly reshipmentId: OrderId }): Promise<number | null> {
  const { orders } = world.aggregates;
  const born = (await orders.load(reshipmentId)).state.merchantId !== null;
  const { merchantId } = original;
  if (born || merchantId === null) return null;
  const given = original.reshipments.find((one) => one.reshipmentId === reshipmentId)?.receiver;
  const receiver = given ?? (await world.seals.seal(await receiverOf(world, originalOrderId, original), { tenantId: merchantId, orderId: reshipmentId }));
  const at = world.ports.clock.now().toISOString();
  const settled = settle(await orders.transact<Refusal>(reshipmentId, { ...context, commandId: v5('bear', reshipmentId) }, (order) => bearReshipment({ originalOrderId, original, reshipmentId, receiver, at }, order)));
  return settled.position;
}

async function receiverOf(world: World, orderId: OrderId, { receiver, merchantId }: Order): Promise<PlainReceiver> {
  if (!receiver || merchantId === null) throw problem('RECEIVER_MISSING', { orderId });
  try {
    return await world.seals.open(receiver, { tenantId: merchantId, orderId });
  } catch (error) {
    if (error instanceof SubjectErased) throw problem('SUBJECT_ERASED', { orderId }, { cause: error });
    throw error;
  }
}

/** Holds what is sent again as its original is held by cases, and lets go with it (F-RS-05). @returns where the log then stood; null when nothing was to be done */
export async function mirror(world: World, context: CommandContext, original: Order): Promise<number | null> {
  const live = original.reshipments.filter(({ cancelled }) => !cancelled);
  const at = world.ports.clock.now().toISOString();
  const positions = await Promise.all(live.map(async ({ reshipmentId }) => {
    const { orders } = world.aggregates;
    const due = mirrorHolds({ original, at }, (await orders.load(reshipmentId)).state);
    if (due.kind === 'accepted' && due.events.length === 0) return null;
    const commandId = v5(`mirror/${context.commandId}`, reshipmentId);
    return settle(await orders.transact<Refusal>(reshipmentId, { ...context, commandId }, (order) => mirrorHolds({ original, at }, order))).position;
  }));
  return positions.reduce<number | null>((last, position) => (position === null ? last : Math.max(last ?? 0, position)), null);
}
