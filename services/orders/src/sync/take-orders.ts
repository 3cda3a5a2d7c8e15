import type { CommandContext } from '@daifa/event-store/context';
import { problemFrom } from '@daifa/service-shell/problem-from';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import type { Connector, FeedRecord } from '../connectors/connector.js';
import type { ChannelOrder } from '../intake/channel-order.js';
import { takeIn, type TakenIn } from '../intake/intake.js';
import type { Shop } from '../shops/shop.js';
import type { Quarantine } from './quarantine.js';
import type { Tally } from './statement.js';
import { holdUnreadable, releaseReadable } from './unreadable-hold.js';

/** Whose records are taken in, and where what becomes of them is noted. */
export type Taking = { readonly world: World; readonly database: DataSource; readonly quarantine: Quarantine; readonly connector: Connector; readonly shop: Shop; readonly tally: Tally; readonly correlationId: string };

type Told = { readonly record: FeedRecord; readonly order: ChannelOrder };

/**
 * Takes records of orders in, each for itself. What cannot be read or is refused is set aside with its reason. The same
 * records again have no further effect.
 *
 * @returns the numbers of orders that were not here before
 * @throws Problem of status 5xx when the store, or the keys, could not be reached: nothing of that is set aside
 */
export async function takeOrders(taking: Taking, records: readonly FeedRecord[], readAt: Date): Promise<readonly string[]> {
  const { connector, shop, quarantine, tally } = taking;
  const told: Told[] = [];
  for (const record of records) {
    const read = connector.readOrder(record.raw, readAt.getTime());
    if (read.kind === 'told') {
      told.push({ record, order: read.told });
      continue;
    }
    const { reason, fields, platformOrderNo } = read;
    if (platformOrderNo !== null) await holdUnreadable(taking, platformOrderNo);
    await quarantine.add(shop, { kind: 'ORDER', raw: record.raw, readAt, reason, fields, platformOrderNo });
    tally.refused('quarantined', { kind: 'ORDER', no: platformOrderNo, code: reason });
  }
  const imported: string[] = [];
  const taken: string[] = [];
  const { world, database } = taking;
  const { merchantId, shopId, approve } = shop;
  const { state: rules } = await world.aggregates.ruleBooks.load(merchantId);
  for (const once of eachOnce(told)) {
    const results = await takeIn(world, { merchantId, shopId, approve, rules, database }, once.map(({ order }) => order), (order, contentKey) => commandOf(taking, order, contentKey, readAt));
    for (const [n, one] of once.entries()) {
      const outcome = await noted(taking, one, results[n], readAt);
      if (outcome !== null) taken.push(one.order.platformOrderNo);
      if (outcome === 'imported') imported.push(one.order.platformOrderNo);
    }
  }
  if (taken.length > 0) await settleReadable(taking, taken);
  return imported;
}

/** An order that was held because it could not be read goes on before what was set aside of it is old: who dies in between does it again. */
async function settleReadable(taking: Taking, taken: readonly string[]): Promise<void> {
  const { quarantine, shop } = taking;
  for (const no of await quarantine.pendingOrders(shop.shopKey, taken)) await releaseReadable(taking, no);
  await quarantine.superseded(shop.shopKey, taken);
}

/** Lists in which an order occurs once: two tellings of one are taken in one after the other. */
function eachOnce(told: readonly Told[]): readonly (readonly Told[])[] {
  const lists: Map<string, Told>[] = [];
  for (const one of told) {
    const no = one.order.platformOrderNo;
    const free = lists.find((list) => !list.has(no)) ?? lists[lists.push(new Map()) - 1];
    free?.set(no, one);
  }
  return lists.map((list) => [...list.values()]);
}

/** The same words of a channel are the same command, whoever reads them, and whatever dies in between. */
function commandOf({ shop, correlationId }: Taking, { channel, platformOrderNo, updatedAt }: ChannelOrder, contentKey: string, readAt: Date): CommandContext {
  return {
    commandId: v5(`channel/${channel}/${shop.shopId}/${platformOrderNo}/${contentKey}`, shop.merchantId), correlationId, causationId: null,
    actor: { kind: 'system', id: 'orders' }, occurredAt: updatedAt ?? readAt.toISOString(),
  };
}

async function noted({ quarantine, shop, tally }: Taking, { record, order }: Told, taken: PromiseSettledResult<TakenIn> | undefined, readAt: Date): Promise<TakenIn['outcome'] | null> {
  if (taken?.status === 'fulfilled') {
    tally.counted('ORDER', taken.value.outcome, taken.value.position);
    return taken.value.outcome;
  }
  const found = problemFrom(taken?.reason);
  if (found.status >= 500) throw found;
  const { platformOrderNo } = order;
  tally.refused('refused', { kind: 'ORDER', no: platformOrderNo, code: found.code });
  if (found.code !== 'SUBJECT_ERASED') await quarantine.add(shop, { kind: 'ORDER', raw: record.raw, reason: found.code, fields: [], platformOrderNo, readAt });
  return null;
}
