import type { CommandContext } from '@daifa/event-store/context';
import type { OrderEvent } from '@daifa/order-domain/events';
import type { OrderId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { returnWaybill, type ReturnWaybill } from '@daifa/order-domain/waybill-return';
import type { UseWaybill } from '@daifa/order-domain/waybill-number';
import { settle, type Settled } from '@daifa/service-shell/answer';
import { claimNumber, freeNumbers, refusalsOf, typedNumbers, type NumberRefusal, type Place } from './number-claims.js';

export type GiveBack = { readonly orderId: OrderId; readonly context: CommandContext; readonly command: ReturnWaybill };

/**
 * A return through all ten checks of K1009. Numbers that were bought for the order's own labels are judged by the order alone,
 * in the one append that returns them; typed ones are claimed first, in streams of their own, so that of two orders that name
 * the same number at the same moment one is told no. A claim whose return then fails is given up again.
 *
 * @throws Problem with every rule that is broken, or ALLOCATION_NOT_FOUND alone for what is not the caller's
 */
export async function giveBackNumbers(place: Place, { orderId, context, command }: GiveBack): Promise<Settled<Order, OrderEvent>> {
  const { orders } = place.world.aggregates;
  const { state, revision } = await orders.load(orderId);
  const decision = returnWaybill(command, state);
  const refused = decision.kind === 'refused' ? decision.refusals : [];
  const isNew = decision.kind === 'refused' || decision.events.length > 0;
  const uses = isNew && state.merchantId !== null && !refused.some(({ code }) => code === 'ALLOCATION_NOT_FOUND') ? usesOf(orderId, state, command) : [];
  const found: readonly (Refusal | NumberRefusal)[] = [...refused, ...(await Promise.all(uses.map((use) => refusalsOf(place, use)))).flat()];
  const claimed = found.length > 0 ? found : (await inTurn(uses, (use) => claimNumber(place.world, use, context))).flat();
  const [first, ...others] = claimed;
  const giveUp = () => freeNumbers(place.world, { orderId, context, at: command.at, waybillNos: uses.map(({ waybillNo }) => waybillNo) });
  if (first) {
    if (found.length === 0) await giveUp();
    return settle<Order, OrderEvent, Refusal | NumberRefusal>({ kind: 'refused', refusals: [first, ...others], state, revision });
  }
  const outcome = await orders.transact<Refusal>(orderId, context, (order) => returnWaybill(command, order));
  if (outcome.kind !== 'accepted') await giveUp();
  return settle(outcome);
}

function usesOf(orderId: OrderId, order: Order, { waybillNo, extraWaybillNos, at }: ReturnWaybill): readonly UseWaybill[] {
  const { merchantId, receiver, times: { paidAt } } = order;
  if (merchantId === null) return [];
  return typedNumbers(order, [waybillNo, ...extraWaybillNos]).map((no) => ({ waybillNo: no, orderId, merchantId, receiverKey: receiver?.receiverKey ?? '', regionCode: receiver?.region.code ?? '', paidAt, at }));
}

async function inTurn<Item, Result>(items: readonly Item[], run: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}
