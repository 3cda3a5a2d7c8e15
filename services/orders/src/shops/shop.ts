import type { MerchantId } from '@daifa/order-domain/ids';
import type { Order } from '@daifa/order-domain/order';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import { CONNECTED_CHANNELS, type ConnectedChannel } from '../connectors/connector.js';

/** A merchant's shop on a channel that we read. `shopId` is the channel's own word, `shopKey` ours. */
export type Shop = {
  readonly shopKey: string;
  readonly merchantId: MerchantId;
  readonly channel: ConnectedChannel;
  readonly shopId: string;
  readonly name: string;
  readonly approve: 'RULE' | 'PERSON';
  readonly backfillDays: number;
  readonly state: 'AWAITING_AUTHORISATION' | 'ACTIVE' | 'AUTH_EXPIRED' | 'PAUSED';
  readonly sealedToken: string | null;
  readonly sealedSecret: string;
  readonly registeredAt: Date;
  /** Everything the channel changed before is in; null before the first reading. */
  readonly syncedTo: Date | null;
  /** Since when nothing could be read, for want of an authorisation; what is missing since is fetched after its renewal. */
  readonly gapSince: Date | null;
  readonly failures: number;
  readonly lastFailure: string | null;
  readonly lastStatement: object | null;
  readonly reconciledDay: string | null;
  /** When the merchant began to work with a factory, so that reading may begin (PDD-17); null while there is none. */
  readonly boundAt: Date | null;
};

const COLUMNS = `s.shop_key as "shopKey", s.merchant_id as "merchantId", s.channel, s.shop_id as "shopId", s.name, s.approve, s.backfill_days as "backfillDays", s.state,
  s.sealed_token as "sealedToken", s.sealed_secret as "sealedSecret", s.registered_at as "registeredAt", s.synced_to as "syncedTo", s.gap_since as "gapSince", s.failures,
  s.last_failure as "lastFailure", s.last_statement as "lastStatement", s.reconciled_day::text as "reconciledDay", b.bound_at as "boundAt"`;
const FROM = 'orders.shop s left join orders.bound_merchant b on b.merchant_id = s.merchant_id';

/** The same shop registered again is the same. */
export const shopKeyOf = (merchantId: MerchantId, channel: ConnectedChannel, shopId: string): string => v5(`shop/${channel}/${shopId}`, merchantId);

export async function shopOf(database: DataSource, shopKey: string): Promise<Shop | null> {
  const rows: readonly Shop[] = await database.query(`select ${COLUMNS} from ${FROM} where s.shop_key = $1`, [shopKey]);
  return rows[0] ?? null;
}

/** The shop an order came from; null when it is none that we read. */
export async function shopOfOrder(database: DataSource, { merchantId, channel, shopId }: Pick<Order, 'merchantId' | 'channel' | 'shopId'>): Promise<Shop | null> {
  const connected = CONNECTED_CHANNELS.find((one) => one === channel);
  return merchantId === null || connected === undefined ? null : shopOf(database, shopKeyOf(merchantId, connected, shopId));
}

/** Shops of a channel under a name of the channel's, whoever registered them. */
export function shopsCalled(database: DataSource, channel: ConnectedChannel, shopId: string): Promise<readonly Shop[]> {
  return database.query(`select ${COLUMNS} from ${FROM} where s.channel = $1 and s.shop_id = $2`, [channel, shopId]);
}

/** @param merchantId null for all @param after the key of the last one of the page before */
export function shopsAfter(database: DataSource, merchantId: MerchantId | null, after: string | null, limit: number): Promise<readonly Shop[]> {
  return database.query(`select ${COLUMNS} from ${FROM} where ($1::uuid is null or s.merchant_id = $1) and ($2::uuid is null or s.shop_key > $2) order by s.shop_key limit $3`, [merchantId, after, limit]);
}

/** Shops to be read now, the longest due first: those whose merchant works with a factory, and that nobody else is reading. */
export function dueShops(database: DataSource, limit: number): Promise<readonly Shop[]> {
  return database.query(
    `select ${COLUMNS} from orders.shop s join orders.bound_merchant b on b.merchant_id = s.merchant_id
     where s.state = 'ACTIVE' and s.due_at <= now() and (s.leased_until is null or s.leased_until < now()) order by s.due_at limit $1`, [limit]);
}

export type NewShop = Pick<Shop, 'shopKey' | 'merchantId' | 'channel' | 'shopId' | 'name' | 'approve' | 'backfillDays' | 'sealedSecret' | 'registeredAt'>;

/** False when it was registered before: it stays as it is. */
export async function addShop(database: DataSource, { shopKey, merchantId, channel, shopId, name, approve, backfillDays, sealedSecret, registeredAt }: NewShop): Promise<boolean> {
  const rows: readonly unknown[] = await database.query(
    `insert into orders.shop (shop_key, merchant_id, channel, shop_id, name, approve, backfill_days, state, sealed_secret, registered_at, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'AWAITING_AUTHORISATION', $8, $9, now()) on conflict do nothing returning 1`,
    [shopKey, merchantId, channel, shopId, name, approve, backfillDays, sealedSecret, registeredAt]);
  return rows.length === 1;
}

/** Active with a new token, and due at once: what was missed meanwhile is fetched. */
export async function authorise(database: DataSource, shopKey: string, sealedToken: string): Promise<void> {
  await database.query(`update orders.shop set sealed_token = $2, state = 'ACTIVE', due_at = now(), failures = 0, last_failure = null where shop_key = $1`, [shopKey, sealedToken]);
}

/** False when it is in no state for that. */
export async function setPaused(database: DataSource, shopKey: string, isPaused: boolean): Promise<boolean> {
  const [from, to] = isPaused ? ['ACTIVE', 'PAUSED'] : ['PAUSED', 'ACTIVE'];
  const [rows]: readonly [readonly unknown[], number] = await database.query(`update orders.shop set state = $3, due_at = now() where shop_key = $1 and state in ($2, $3) returning 1`, [shopKey, from, to]);
  return rows.length === 1;
}

/** Its token is over: an alarm until it is renewed. The gap begins where reading ended. */
export async function expire(database: DataSource, shopKey: string, at: Date): Promise<void> {
  await database.query(`update orders.shop set state = 'AUTH_EXPIRED', gap_since = coalesce(gap_since, synced_to, $2), last_failure = 'SHOP_AUTH_EXPIRED' where shop_key = $1 and state = 'ACTIVE'`, [shopKey, at]);
}

/** To be read as soon as somebody can. */
export async function hurry(database: DataSource, shopKey: string): Promise<void> {
  await database.query('update orders.shop set due_at = now() where shop_key = $1', [shopKey]);
}
