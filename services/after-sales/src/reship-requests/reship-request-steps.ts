import type { CommandContext } from '@daifa/event-store/context';
import type { AfterSaleCase } from '@daifa/order-domain/case';
import { asOrderId, type AfterSaleId, type OrderId } from '@daifa/order-domain/ids';
import type { Refusal } from '@daifa/order-domain/refusals';
import { cancelReshipment, createReshipment, endReshipment, type CreateReshipment } from '@daifa/order-domain/reshipment';
import { settle } from '@daifa/service-shell/answer';
import { notFound } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { bear, mirror } from '../reshipments/reshipment-steps.js';

/** What is agreed in a case is sent by one order, whoever asks for it, and however often. */
export const reshipmentOfCase = (afterSaleId: AfterSaleId): OrderId => asOrderId(v5('reship', afterSaleId));

/** What creating the reshipment of a case asks for. @throws Problem for what is no such case */
export function reshipmentCommand({ afterSaleId, merchantId, lines, reship }: AfterSaleCase, at: string): CreateReshipment {
  if (afterSaleId === null || merchantId === null || reship === null) throw notFound('AFTERSALE_NOT_FOUND');
  return { merchantId, reshipmentId: reshipmentOfCase(afterSaleId), reason: reship.reason, lines, afterSaleId, evidence: '', receiver: reship.receiver, at };
}

/** Sends what was agreed: decided on the original's stream, then born. Done again it changes nothing. */
export async function send(world: World, context: CommandContext, known: AfterSaleCase): Promise<void> {
  const { orderId } = known;
  if (orderId === null) return;
  const command = reshipmentCommand(known, world.ports.clock.now().toISOString());
  const { state } = settle(await world.aggregates.orders.transact<Refusal>(orderId, { ...context, commandId: v5('send', command.reshipmentId) }, (order) => createReshipment(command, order)));
  await bear(world, context, { originalOrderId: orderId, original: state, reshipmentId: command.reshipmentId });
  await mirror(world, context, state);
}

/** Nothing of it leaves any more: its label is stopped, its order closed. @throws Problem ORDER_ALREADY_SHIPPED when it has left */
export async function recall(world: World, context: CommandContext, { orderId, merchantId, reship }: AfterSaleCase): Promise<void> {
  const reshipmentId = reship?.reshipmentId ?? null;
  const { orders } = world.aggregates;
  if (reshipmentId === null || orderId === null || merchantId === null || (await orders.load(reshipmentId)).state.merchantId === null) return;
  const command = { merchantId, reshipmentId, reason: 'AFTERSALE_WITHDRAWN', at: world.ports.clock.now().toISOString() };
  settle(await orders.transact<Refusal>(reshipmentId, { ...context, commandId: v5(`recall/${context.commandId}`, reshipmentId) }, (order) => endReshipment(command, order)));
  settle(await orders.transact<Refusal>(orderId, { ...context, commandId: v5(`recall/${context.commandId}`, orderId) }, (order) => cancelReshipment(command, order)));
}
