import type { CommandContext } from '@daifa/event-store/context';
import { awaitsOrder, noteChannelCase, observeChannelCase, type ObserveChannelCase } from '@daifa/order-domain/channel-case';
import { afterSaleIdOf, orderIdOf } from '@daifa/order-domain/ids';
import type { Refusal } from '@daifa/order-domain/refusals';
import { settle } from '@daifa/service-shell/answer';
import { problem, type Problem } from '@daifa/service-shell/problems';
import { problemFrom } from '@daifa/service-shell/problem-from';
import { v5 } from 'uuid';
import type { ChannelAfterSale, FeedRecord } from '../connectors/connector.js';
import type { Taking } from './take-orders.js';

/** Cases at the same time: each is one append or two. */
const AT_ONCE = 16;

type Outcome = { readonly kind: 'taken'; readonly outcome: 'imported' | 'updated' | 'unchanged'; readonly position: number | null } | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Takes records of after-sales in: the order's stream first, for that append is the fence, then the case's own. One whose
 * order is not here yet is parked there, and the order will be born held. The same records again have no further effect.
 *
 * @throws Problem of status 5xx when the store could not be reached
 */
export async function takeAfterSales(taking: Taking, records: readonly FeedRecord[], readAt: Date): Promise<void> {
  for (let from = 0; from < records.length; from += AT_ONCE) await Promise.all(records.slice(from, from + AT_ONCE).map((record) => takeOne(taking, record, readAt)));
}

async function takeOne(taking: Taking, { raw }: FeedRecord, readAt: Date): Promise<void> {
  const { connector, shop, quarantine, tally } = taking;
  const read = connector.readAfterSale(raw, readAt.getTime());
  if (read.kind === 'unreadable') {
    const { reason, fields, platformOrderNo } = read;
    await quarantine.add(shop, { kind: 'AFTER_SALE', raw, readAt, reason, fields, platformOrderNo });
    tally.refused('quarantined', { kind: 'AFTER_SALE', no: platformOrderNo, code: reason });
    return;
  }
  const outcome = await observed(taking, read.told, readAt);
  if (outcome.kind === 'taken') return tally.counted('AFTER_SALE', outcome.outcome, outcome.position);
  const { platformOrderNo } = read.told;
  await quarantine.add(shop, { kind: 'AFTER_SALE', raw, reason: outcome.problem.code, fields: [], platformOrderNo, readAt });
  tally.refused('refused', { kind: 'AFTER_SALE', no: read.told.afterSaleNo, code: outcome.problem.code });
}

async function observed(taking: Taking, told: ChannelAfterSale, readAt: Date): Promise<Outcome> {
  try {
    return await appended(taking, told, readAt);
  } catch (error) {
    const found = problemFrom(error);
    if (found.status >= 500) throw found;
    return { kind: 'refused', problem: found };
  }
}

async function appended(taking: Taking, told: ChannelAfterSale, readAt: Date): Promise<Outcome> {
  const { world, shop } = taking;
  const { aggregates } = world;
  const { merchantId, channel, shopId } = shop;
  const orderId = orderIdOf({ merchantId, channel, shopId, platformOrderNo: told.platformOrderNo });
  const afterSaleId = afterSaleIdOf(merchantId, told.afterSaleNo);
  const command: ObserveChannelCase & { readonly orderId: typeof orderId } = { merchantId, orderId, afterSaleId, afterSaleType: told.type, version: told.version, state: told.state, platformLines: told.platformLines, at: readAt.toISOString() };
  const known = (await aggregates.cases.load(afterSaleId)).state.orderId;
  if (known !== null && known !== orderId) throw problem('AFTERSALE_INVALID', { orderOfCase: known });
  const waits = awaitsOrder(command, (await aggregates.orders.load(orderId)).state);
  const context = contextOf(taking, afterSaleId, command, waits);
  const order = settle(await aggregates.orders.transact<Refusal>(orderId, context, (state) => observeChannelCase(command, state), { urgent: true }));
  if (waits && order.state.merchantId === null) throw problem('ORDER_NOT_FOUND'); // it is parked; told again once the order is here, the refund is booked
  const recorded = settle(await aggregates.cases.transact(afterSaleId, { ...context, commandId: v5('case', context.commandId) }, (state) => noteChannelCase(command, state)));
  const isNews = (order.events.length > 0 && !order.repeated) || (recorded.events.length > 0 && !recorded.repeated);
  return { kind: 'taken', outcome: !isNews ? 'unchanged' : known === null ? 'imported' : 'updated', position: recorded.position ?? order.position };
}

/** What waits for its order is another command than the same once the order is here. */
function contextOf({ correlationId }: Taking, afterSaleId: string, { version, state }: ObserveChannelCase, waits: boolean): CommandContext {
  const commandId = v5(`channel-case/${version}/${state}${waits ? '/waiting' : ''}`, afterSaleId);
  return { commandId, correlationId, causationId: null, actor: { kind: 'system', id: 'orders' }, occurredAt: new Date(version).toISOString() };
}
