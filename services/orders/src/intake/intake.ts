import type { CommandContext } from '@daifa/event-store/context';
import type { OrderLine, PlatformFacts, SealedReceiver } from '@daifa/order-domain/events';
import { asLineId, orderIdOf, type MerchantId, type OrderId } from '@daifa/order-domain/ids';
import { observeOrder, type ObserveOrder } from '@daifa/order-domain/intake';
import type { Order } from '@daifa/order-domain/order';
import type { Refusal } from '@daifa/order-domain/refusals';
import { maskFreeText } from '@daifa/personal-data/free-text';
import { SubjectErased } from '@daifa/personal-data/keyring';
import type { PlainReceiver } from '@daifa/personal-data/receiver';
import { currentRules, type RuleBook } from '@daifa/order-domain/rules';
import { settle } from '@daifa/service-shell/answer';
import { problem } from '@daifa/service-shell/problems';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import type { ChannelLine, ChannelOrder } from './channel-order.js';
import { matchedRules } from './matched-rules.js';

export type IntakeOptions = { readonly merchantId: MerchantId; readonly shopId: string; readonly approve: 'RULE' | 'PERSON'; readonly rules: RuleBook; readonly database: DataSource };

export type TakenIn = { readonly orderId: OrderId; readonly outcome: 'imported' | 'updated' | 'unchanged'; readonly revision: number; readonly position: number | null };

/** One order of a page with everything known before its receiver is sealed. */
type Prepared = { readonly order: ChannelOrder; readonly orderId: OrderId; readonly contentKey: string; readonly known: { readonly state: Order; readonly revision: number } };

/**
 * Takes a page of orders in, each for itself. What a channel repeats is recognised by its content before anything is
 * sealed; keys for the rest are made in one round trip; the store groups the appends.
 *
 * @param orders up to a few hundred; an order may occur once
 * @param contextOf the command of each order: the same command again has one effect
 */
export async function takeIn(world: World, options: IntakeOptions, orders: readonly ChannelOrder[], contextOf: (order: ChannelOrder, contentKey: string) => CommandContext): Promise<readonly PromiseSettledResult<TakenIn>[]> {
  const prepared = await Promise.all(orders.map((order) => prepare(world, options, order)));
  const news = prepared.filter(isNews);
  const sealed = await sealAll(world, options, news);
  return Promise.allSettled(prepared.map(async (one): Promise<TakenIn> => {
    if (!isNews(one)) return { orderId: one.orderId, outcome: 'unchanged', revision: one.known.revision, position: null };
    const receiver = sealed.get(one.orderId);
    if (!receiver) throw problem('SUBJECT_ERASED', { orderId: one.orderId });
    return observe(world, options, one, receiver, contextOf(one.order, one.contentKey));
  }));
}

/** Sealed receivers by order. An order whose receiver was erased has none: it is left out, and the others are sealed. */
async function sealAll(world: World, { merchantId }: IntakeOptions, news: readonly Prepared[]): Promise<ReadonlyMap<OrderId, SealedReceiver>> {
  const all = news.map(({ order, orderId }) => ({ tenantId: merchantId, orderId, plain: plainReceiver(order) }));
  try {
    return byOrder(all, await world.seals.sealMany(all));
  } catch (error) {
    if (!(error instanceof SubjectErased)) throw error;
    const live = all.filter(({ orderId }) => !error.subjectKeyIds.includes(orderId));
    return byOrder(live, await world.seals.sealMany(live));
  }
}

function byOrder(all: readonly { readonly orderId: OrderId }[], receivers: readonly SealedReceiver[]): ReadonlyMap<OrderId, SealedReceiver> {
  return new Map(all.flatMap(({ orderId }, n) => (receivers[n] ? [[orderId, receivers[n]] as const] : [])));
}

async function prepare(world: World, { merchantId, shopId }: IntakeOptions, order: ChannelOrder): Promise<Prepared> {
  const orderId = orderIdOf({ merchantId, channel: order.channel, shopId, platformOrderNo: order.platformOrderNo });
  const contentKey = world.seals.contentKey(merchantId, JSON.stringify(order));
  return { order, orderId, contentKey, known: await world.aggregates.orders.load(orderId) };
}

const isNews = ({ known, contentKey }: Prepared): boolean => !known.state.contentKeys.includes(contentKey);

async function observe(world: World, options: IntakeOptions, { order, orderId, contentKey }: Prepared, receiver: SealedReceiver, context: CommandContext): Promise<TakenIn> {
  const { channel, platformOrderNo, placedAt, inReview, afterSale } = order;
  const command: ObserveOrder = {
    ...options, channel, platformOrderNo, placedAt, facts: factsOf(order, contentKey), receiver, lines: order.lines.map(lineOf),
    cod: order.cod ?? false, matched: await matchedRules(options, { order, orderId, receiver }),
    inReview, hasAfterSale: afterSale?.blocks ?? false, at: world.ports.clock.now().toISOString(),
  };
  const { events, revision, position } = settle(await world.aggregates.orders.transact<Refusal>(orderId, { ...context, ruleVersion: String(currentRules(options.rules).version) }, (state) => observeOrder(command, state)));
  const outcome = events.length === 0 ? 'unchanged' : events.some(({ type }) => type === 'OrderImported') ? 'imported' : 'updated';
  return { orderId, outcome, revision, position };
}

function factsOf(order: ChannelOrder, contentKey: string): PlatformFacts {
  const { status, updatedAt, paidAt, promisedShipAt, amounts, buyerMessage, sellerNote } = order;
  return {
    platformStatus: status, platformUpdatedAt: updatedAt, contentKey, paidAt, promisedShipAt, ...amounts,
    buyerMessage: maskFreeText(storable(buyerMessage)), sellerNote: maskFreeText(storable(sellerNote)),
  };
}

function lineOf(line: ChannelLine, n: number): OrderLine {
  const { platformLineNo, title, spec, outSkuSn, productSn, quantity, unitPriceFen, isGift, mode } = line;
  return { lineId: asLineId(String(n + 1)), platformLineNo, title: storable(title), spec: storable(spec), outSkuSn: storable(outSkuSn), productSn: storable(productSn), quantity, unitPriceFen, isGift, mode };
}

function plainReceiver({ receiver }: ChannelOrder): PlainReceiver {
  const { name, phone, address, buyer, province, city, district, town } = receiver;
  return { name, phone, address, buyer, province: province ?? '', city: city ?? '', district: district ?? '', ...(town !== null && { town }) };
}

/** Channel text may hold what no store keeps: NUL, and halves of characters. */
function storable(text: string | null): string {
  return (text ?? '').replaceAll('\u0000', '').replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
