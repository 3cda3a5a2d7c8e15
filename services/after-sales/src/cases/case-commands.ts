import { refuse, type Decision } from '@daifa/decider/decision';
import type { CommandContext } from '@daifa/event-store/context';
import { knownVersion } from '@daifa/order-domain/after-sales';
import { recordCase, type CaseEvent } from '@daifa/order-domain/case';
import type { OrderEvent } from '@daifa/order-domain/events';
import { afterSaleIdOf, asAfterSaleId, asMerchantId, asOrderId, isUuid, orderIdOf, type AfterSaleId, type MerchantId, type OrderId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { settle } from '@daifa/service-shell/answer';
import type { Caller } from '@daifa/service-shell/asked';
import { notFound, problem } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { mirror } from '../reshipments/reshipment-steps.js';
import type { AfterSaleAnswer, OpenAfterSale } from './after-sales.dto.js';

/** Which case of which order a caller means, and whose order it is. */
export type CaseAddress = { readonly afterSaleId: AfterSaleId; readonly orderId: OrderId; readonly merchantId: MerchantId; readonly mayPark: boolean };

/**
 * An order named by its platform number need not be here yet; one named by our id must be. A case is about one order: told for
 * another, it would hold an order that no end of the case lets go.
 */
export async function addressOfNew(world: World, caller: Caller, body: OpenAfterSale, context: CommandContext): Promise<CaseAddress> {
  const merchantId = await merchantOf(world, caller, body);
  const { channel, shopId, platformOrderNo } = body;
  const natural = channel !== undefined && shopId !== undefined && platformOrderNo !== undefined ? orderIdOf({ merchantId, channel, shopId, platformOrderNo }) : null;
  const orderId = body.orderId === undefined ? natural : asOrderId(body.orderId);
  if (orderId === null) throw notFound('ORDER_NOT_FOUND');
  const afterSaleId = body.platformAfterSaleNo === undefined ? asAfterSaleId(v5('aftersale', context.commandId)) : afterSaleIdOf(merchantId, body.platformAfterSaleNo);
  const known = body.platformAfterSaleNo === undefined ? null : (await world.aggregates.cases.load(afterSaleId)).state.orderId;
  if (known !== null && known !== orderId) throw problem('AFTERSALE_INVALID', { orderOfCase: known });
  return { afterSaleId, orderId, merchantId, mayPark: body.orderId === undefined };
}

async function merchantOf(world: World, caller: Caller, { orderId, merchantId }: OpenAfterSale): Promise<MerchantId> {
  if (caller.role !== 'platform') return asMerchantId(caller.tenantId);
  if (orderId === undefined) {
    if (merchantId === undefined) throw problem('AFTERSALE_INVALID', { missing: 'merchantId' });
    return asMerchantId(merchantId);
  }
  const owner = (await world.aggregates.orders.load(orderId)).state.merchantId;
  if (owner === null) throw notFound('ORDER_NOT_FOUND', { orderId });
  return owner;
}

/** The address of a case that was opened before. Foreign is unknown. */
export async function addressOfKnown(world: World, caller: Caller, id: string): Promise<CaseAddress> {
  const { state } = isUuid(id) ? await world.aggregates.cases.load(id) : { state: null };
  const foreign = caller.role !== 'platform' && state?.merchantId !== caller.tenantId;
  if (!state?.afterSaleId || !state.orderId || !state.merchantId || foreign) throw notFound('AFTERSALE_NOT_FOUND', { afterSaleId: id });
  return { afterSaleId: state.afterSaleId, orderId: state.orderId, merchantId: state.merchantId, mayPark: true };
}

/**
 * The order first: its append is the acknowledgement, and the fence. Then what is sent again of it, then the case's own stream; a crash between the two
 * is mended by the caller's retry, for both are idempotent. `position` is where the later of the two ended.
 */
export async function carryOut(world: World, context: CommandContext, address: CaseAddress, steps: {
  readonly decide: (order: Order) => Decision<OrderEvent, Refusal>;
  readonly record: (version: number) => CaseEvent;
}): Promise<{ readonly answer: AfterSaleAnswer; readonly revision: number; readonly position: number | null }> {
  const { afterSaleId, orderId, mayPark } = address;
  const settled = settle(await world.aggregates.orders.transact<Refusal>(orderId, context, (order) => (order.merchantId === null && !mayPark ? refuse({ code: 'ORDER_NOT_FOUND' }) : steps.decide(order)), { urgent: true }));
  const mirrored = await mirror(world, context, settled.state);
  const parked = settled.state.parked.find((one) => one.afterSaleId === afterSaleId);
  const version = Math.max(knownVersion(settled.state, afterSaleId), parked?.version ?? 0);
  const caseContext = { ...context, commandId: v5('case', context.commandId) };
  const recorded = settle(await world.aggregates.cases.transact(afterSaleId, caseContext, (known) => recordCase(steps.record(version), known)));
  const answer = { afterSaleId, orderId, version, parked: settled.state.merchantId === null, effects: settled.events.map(({ type }) => type) };
  return { answer, revision: settled.revision, position: recorded.position ?? mirrored ?? settled.position };
}
