import { orderIdOf } from '@daifa/order-domain/ids';
import { problem } from '@daifa/service-shell/problems';
import type { Connector, ShopAccess } from '../connectors/connector.js';
import { shopOf, type Shop } from '../shops/shop.js';
import type { Lease } from './lease.js';
import { patiently } from './patient.js';
import { firstStart, takeWithWaiting } from './read-shop.js';
import { readWindow } from './read-window.js';
import type { ShopReader } from './shop-reader.js';
import { Tally } from './statement.js';
import type { Window } from './windows.js';

const DAY_MS = 24 * 3_600_000;
const SHANGHAI_AHEAD_MS = 8 * 3_600_000;
/** A day is reconciled by itself this long after its end, when the channel's own lists have caught up. */
const DAY_SETTLES_MS = 3_600_000;
/** Orders looked up at the same time; each is a fold that is mostly remembered. */
const LOOK_UPS_AT_ONCE = 50;
const CATCH_UP_MS_MAX = 10_000;

/** One day of a shop, the channel's orders against ours. */
export type Reconciliation = {
  readonly reconciliationId: string;
  /** A business day, Asia/Shanghai, by the time the orders were placed. */
  readonly day: string;
  readonly ranAt: Date;
  readonly platformOrders: number;
  readonly ourOrders: number;
  /** Orders the channel has and we had not; `healed` are those of them that we have now. */
  readonly missing: readonly string[];
  readonly healed: readonly string[];
  /** Orders we have and the channel has not. */
  readonly extra: readonly string[];
};

/** The day of a time, as the business counts it. */
export const businessDay = (at: Date): string => new Date(at.getTime() + SHANGHAI_AHEAD_MS).toISOString().slice(0, 10);

/** Yesterday, once, when it is due and was not done. */
export async function reconcileDue(reader: ShopReader, shopKey: string): Promise<void> {
  const { world, database } = reader.parts;
  const yesterday = businessDay(new Date(world.ports.clock.now().getTime() - DAY_MS - DAY_SETTLES_MS));
  const shop = await shopOf(database, shopKey);
  if (!shop || (shop.reconciledDay !== null && shop.reconciledDay >= yesterday)) return;
  if (await reader.alone(shopKey, 0, (lease) => reconcile(reader, lease, yesterday))) await database.query('update orders.shop set reconciled_day = greatest(reconciled_day, $2) where shop_key = $1', [shopKey, yesterday]);
}

/**
 * Compares a day's orders by number with the channel's, fetches what is missing one by one, and records what was found. The
 * verdict that one is missing is read off its stream, never off a list of ours.
 *
 * @throws ChannelUnavailable and the like: nothing is recorded then
 */
export async function reconcile(reader: ShopReader, lease: Lease, day: string): Promise<Reconciliation> {
  const { world, database } = reader.parts;
  const shop = await shopOf(database, lease.shopKey);
  if (!shop) throw problem('SHOP_NOT_FOUND');
  const access = await reader.accessOf(shop);
  const stretch = stretchOf(shop, day);
  const theirs = await platformOrders(reader, { shop, access, lease }, stretch);
  const missing = await missingOf(reader, shop, theirs);
  const ours = await ourOrders(reader, shop, stretch);
  const healed: string[] = [];
  for (const no of missing) if (await heal(reader, { shop, access, lease, no })) healed.push(no);
  const known = new Set(theirs);
  const found: Reconciliation = {
    reconciliationId: world.ports.ids.uuid(), day, ranAt: world.ports.clock.now(), platformOrders: theirs.length, ourOrders: ours.length, missing, healed, extra: ours.filter((no) => !known.has(no)),
  };
  await database.query(
    `insert into orders.reconciliation (reconciliation_id, shop_key, day, ran_at, platform_orders, our_orders, missing, healed, extra) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [found.reconciliationId, shop.shopKey, day, found.ranAt, found.platformOrders, found.ourOrders, found.missing, found.healed, found.extra]);
  return found;
}

type Of = { readonly shop: Shop; readonly access: ShopAccess; readonly lease: Lease };

/** The day, as far as the shop's orders are ours to have: none from before reading began (PDD-17). */
function stretchOf(shop: Shop, day: string): Window {
  const dayMs = Date.parse(`${day}T00:00:00.000Z`) - SHANGHAI_AHEAD_MS;
  const toMs = dayMs + DAY_MS;
  return { fromMs: Math.min(toMs, Math.max(dayMs, Math.ceil(firstStart(shop).getTime() / 1_000) * 1_000)), toMs };
}

async function platformOrders(reader: ShopReader, { shop, access, lease }: Of, stretch: Window): Promise<readonly string[]> {
  const { config: { pageItems }, world: { ports } } = reader.parts;
  const connector: Connector = reader.connectorOf(shop);
  const numbers = new Set<string>();
  if (stretch.fromMs === stretch.toMs) return [];
  await readWindow(pageItems, async (page) => {
    await lease.renew();
    return patiently(ports.timers, () => connector.placedOrders(access, { ...stretch, page, pageItems }));
  }, async (records) => records.forEach(({ key }) => numbers.add(key)));
  return [...numbers].sort();
}

async function missingOf({ parts: { world } }: ShopReader, { merchantId, channel, shopId }: Shop, numbers: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let from = 0; from < numbers.length; from += LOOK_UPS_AT_ONCE) {
    const some = numbers.slice(from, from + LOOK_UPS_AT_ONCE);
    const found = await Promise.all(some.map((platformOrderNo) => world.aggregates.orders.load(orderIdOf({ merchantId, channel, shopId, platformOrderNo }))));
    missing.push(...some.filter((_, n) => found[n]?.state.merchantId === null));
  }
  return missing;
}

async function ourOrders({ parts: { world, database } }: ShopReader, { merchantId, channel, shopId }: Shop, { fromMs, toMs }: Window): Promise<readonly string[]> {
  await world.groups.get('orders.shops')?.bus.waitFor(await world.store.headPosition(), CATCH_UP_MS_MAX);
  const rows: readonly { readonly no: string }[] = await database.query(
    'select platform_order_no as no from orders.shop_order where merchant_id = $1 and channel = $2 and shop_id = $3 and placed_at >= $4 and placed_at < $5 order by 1', [merchantId, channel, shopId, new Date(fromMs), new Date(toMs)]);
  return rows.map(({ no }) => no);
}

/** Fetches one order. True when we have it now; what cannot be read is set aside. */
async function heal(reader: ShopReader, { shop, access, lease, no }: Of & { readonly no: string }): Promise<boolean> {
  const { parts: { world, database }, quarantine } = reader;
  const connector = reader.connectorOf(shop);
  await lease.renew();
  const readAt = world.ports.clock.now();
  const record = await patiently(world.ports.timers, () => connector.order(access, no));
  const tally = new Tally();
  if (record) await takeWithWaiting({ world, database, quarantine, connector, shop, tally, correlationId: world.ports.ids.uuid() }, [record], readAt);
  return tally.told().orders.imported > 0;
}

/** The latest first. */
export function reconciliations({ parts: { database } }: ShopReader, shopKey: string, { after, limit }: { readonly after: readonly [string, string] | null; readonly limit: number }): Promise<readonly Reconciliation[]> {
  return database.query(
    `select reconciliation_id as "reconciliationId", day::text as day, ran_at as "ranAt", platform_orders as "platformOrders", our_orders as "ourOrders", missing, healed, extra from orders.reconciliation
     where shop_key = $1 and ($2::timestamptz is null or (ran_at, reconciliation_id) < ($2::timestamptz, $3::uuid)) order by ran_at desc, reconciliation_id desc limit $4`, [shopKey, after?.[0] ?? null, after?.[1] ?? null, limit]);
}
