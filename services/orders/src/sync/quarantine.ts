import { orderIdOf } from '@daifa/order-domain/ids';
import { SubjectErased } from '@daifa/personal-data/keyring';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import type { Shop } from '../shops/shop.js';

export type SetAside = {
  readonly kind: 'ORDER' | 'AFTER_SALE' | 'MESSAGE';
  readonly raw: string;
  readonly reason: string;
  readonly fields: readonly string[];
  readonly platformOrderNo: string | null;
  readonly readAt: Date;
};

export type Quarantined = Omit<SetAside, 'raw'> & { readonly quarantineId: string; readonly subjectId: string; readonly sealed: string; readonly attempts: number };

const COLUMNS = `quarantine_id as "quarantineId", kind, platform_order_no as "platformOrderNo", reason, fields, subject_id as "subjectId", sealed, read_at as "readAt", attempts`;
const FIELD = 'quarantine';

/**
 * What could not be taken in, kept sealed until it can be: nothing a channel said is dropped. The same words set aside again
 * are one entry, as of the latest reading. Sealed under the order's key where the order is known, so that erasing the order erases this too.
 */
export class Quarantine {
  constructor(private readonly world: World, private readonly database: DataSource) {}

  /** @returns its id; null for an order whose person was erased: nothing is kept of it */
  async add(shop: Shop, { kind, raw, reason, fields, platformOrderNo, readAt }: SetAside): Promise<string | null> {
    const { shopKey, merchantId, channel, shopId } = shop;
    const quarantineId = v5(`${kind}/${this.world.seals.contentKey(merchantId, raw)}`, shopKey);
    const known: readonly unknown[] = await this.database.query('update orders.quarantine set reason = $2, fields = $3, read_at = greatest(read_at, $4), settled = null, settled_at = null where quarantine_id = $1 returning 1', [quarantineId, reason, fields, readAt]).then(([rows]: readonly [readonly unknown[]]) => rows);
    if (known.length > 0) return quarantineId;
    const subjectId = platformOrderNo === null ? quarantineId : orderIdOf({ merchantId, channel, shopId, platformOrderNo });
    const sealed = await unlessErased(this.world.seals.sealText(raw, { tenantId: merchantId, subjectId, field: FIELD }));
    if (sealed === null) return null;
    await this.database.query(
      `insert into orders.quarantine (quarantine_id, shop_key, kind, platform_order_no, reason, fields, subject_id, sealed, read_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
      [quarantineId, shopKey, kind, platformOrderNo, reason, fields, subjectId, sealed, readAt]);
    return quarantineId;
  }

  /** Its raw text; null when its person was erased meanwhile. */
  open({ merchantId }: Shop, { subjectId, sealed }: Quarantined): Promise<string | null> {
    return unlessErased(this.world.seals.openText(sealed, { tenantId: merchantId, subjectId, field: FIELD }));
  }

  async find(shopKey: string, quarantineId: string): Promise<Quarantined | null> {
    const rows: readonly Quarantined[] = await this.database.query(`select ${COLUMNS} from orders.quarantine where shop_key = $1 and quarantine_id = $2 and settled is null`, [shopKey, quarantineId]);
    return rows[0] ?? null;
  }

  /** Newest first. */
  list(shopKey: string, after: readonly [string, string] | null, limit: number): Promise<readonly Quarantined[]> {
    return this.database.query(
      `select ${COLUMNS} from orders.quarantine where shop_key = $1 and settled is null and ($2::timestamptz is null or (read_at, quarantine_id) < ($2::timestamptz, $3::uuid))
       order by read_at desc, quarantine_id desc limit $4`, [shopKey, after?.[0] ?? null, after?.[1] ?? null, limit]);
  }

  async reasons(shopKey: string): Promise<Readonly<Record<string, number>>> {
    const rows: readonly { readonly reason: string; readonly count: number }[] = await this.database.query('select reason, count(*)::integer as count from orders.quarantine where shop_key = $1 and settled is null group by reason', [shopKey]);
    return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
  }

  /** Cases that waited for one of these orders. */
  waitingFor(shopKey: string, platformOrderNos: readonly string[]): Promise<readonly Quarantined[]> {
    return this.database.query(`select ${COLUMNS} from orders.quarantine where shop_key = $1 and settled is null and kind = 'AFTER_SALE' and reason = 'ORDER_NOT_FOUND' and platform_order_no = any($2) order by read_at`, [shopKey, platformOrderNos]);
  }

  async settle(quarantineId: string): Promise<void> {
    await this.database.query(`update orders.quarantine set settled = 'TAKEN', settled_at = $2 where quarantine_id = $1`, [quarantineId, this.world.ports.clock.now()]);
  }

  async tried(quarantineId: string): Promise<void> {
    await this.database.query('update orders.quarantine set attempts = attempts + 1 where quarantine_id = $1', [quarantineId]);
  }

  /** Those of these orders of which something is set aside. */
  async pendingOrders(shopKey: string, platformOrderNos: readonly string[]): Promise<readonly string[]> {
    const rows: readonly { readonly no: string }[] = await this.database.query(`select distinct platform_order_no as no from orders.quarantine where shop_key = $1 and settled is null and kind = 'ORDER' and platform_order_no = any($2)`, [shopKey, platformOrderNos]);
    return rows.map(({ no }) => no);
  }

  /** A later telling of these orders was taken in: what was set aside of them is old. */
  async superseded(shopKey: string, platformOrderNos: readonly string[]): Promise<void> {
    await this.database.query(`update orders.quarantine set settled = 'SUPERSEDED', settled_at = $3 where shop_key = $1 and settled is null and kind = 'ORDER' and platform_order_no = any($2)`, [shopKey, platformOrderNos, this.world.ports.clock.now()]);
  }
}

async function unlessErased(text: Promise<string>): Promise<string | null> {
  try {
    return await text;
  } catch (error) {
    if (error instanceof SubjectErased) return null;
    throw error;
  }
}
