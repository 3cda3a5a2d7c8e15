import { asMerchantId, isUuid, type MerchantId } from '@daifa/order-domain/ids';
import type { Caller } from '@daifa/service-shell/asked';
import { notFound } from '@daifa/service-shell/problems';
import type { ShopReader } from '../sync/shop-reader.js';
import { shopOf, type Shop } from './shop.js';
import type { ShopItem } from './shops.dto.js';

/** A reading that broke off so often is somebody's task. */
const FAILURES_TO_ALARM = 3;

/** Whose shops a caller sees: a merchant its own, the platform all (null). */
export const ownerOf = ({ role, tenantId }: Caller): MerchantId | null => (role === 'platform' ? null : asMerchantId(tenantId));

/** The shop as its caller may see it. Foreign is unknown. @throws Problem SHOP_NOT_FOUND */
export async function visibleShop({ parts }: ShopReader, caller: Caller, shopKey: string): Promise<Shop> {
  const shop = isUuid(shopKey) ? await shopOf(parts.database, shopKey) : null;
  const owner = ownerOf(caller);
  if (!shop || (owner !== null && shop.merchantId !== owner)) throw notFound('SHOP_NOT_FOUND', { shopKey });
  return shop;
}

export async function shownShop({ quarantine }: ShopReader, shop: Shop): Promise<ShopItem> {
  const { shopKey, channel, shopId, name, approve, backfillDays, state, syncedTo, gapSince, failures, lastFailure, lastStatement } = shop;
  return {
    shopKey, channel, shopId, name, approve, backfillDays, state, alarms: alarmsOf(shop), syncedTo: syncedTo?.toISOString() ?? null, gapSince: gapSince?.toISOString() ?? null,
    failures, lastFailure, lastStatement, setAside: await quarantine.reasons(shopKey),
  };
}

function alarmsOf({ state, boundAt, failures }: Shop): readonly string[] {
  return [
    ...(state === 'AUTH_EXPIRED' ? ['SHOP_AUTH_EXPIRED'] : []),
    ...(boundAt === null ? ['SHOP_NOT_BOUND'] : []),
    ...(failures >= FAILURES_TO_ALARM ? ['SYNC_FAILING'] : []),
  ];
}
