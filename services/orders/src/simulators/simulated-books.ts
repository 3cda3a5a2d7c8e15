import { createHash } from 'node:crypto';
import type { Clock } from '@daifa/ports/ports';
import type pg from 'pg';
import type { ConnectedChannel } from '../connectors/connector.js';
import { believableNo } from './simulated-order.js';

/** Which shop of which simulated channel. */
export type SimulatedShop = { readonly channel: ConnectedChannel; readonly shopId: string };

export type SimulatedOrder = {
  readonly orderNo: string;
  readonly placedAt: Date;
  readonly updatedAt: Date;
  readonly status: 'AWAITING_SHIPMENT' | 'SHIPPED' | 'COMPLETED' | 'CLOSED';
  readonly afterSale: 'NONE' | 'OPEN' | 'REFUNDED';
  readonly inReview: boolean;
  /** Who receives it follows from the number and this. */
  readonly receiverVersion: number;
  /** How the platform writes it wrongly; null: as documented. */
  readonly broken: 'STATUS' | 'MISSING' | 'TYPE' | null;
  /** Left out of the lists of changes, as platforms do now and then: only the day's list knows it. */
  readonly hidden: boolean;
};

export type SimulatedCase = { readonly afterSaleNo: string; readonly orderNo: string; readonly state: 'OPEN' | 'WITHDRAWN' | 'REFUNDED'; readonly quantity: number; readonly updatedAt: Date };

export type OrderChange = Partial<Pick<SimulatedOrder, 'status' | 'afterSale' | 'inReview' | 'broken' | 'hidden'>> & { readonly newReceiver?: boolean };

type Found<Row> = { readonly total: number; readonly rows: readonly Row[] };
type Stretch = { readonly by: 'updated_at' | 'placed_at'; readonly from: Date; readonly to: Date; readonly limit: number; readonly offset: number };

const ORDER = `order_no as "orderNo", placed_at as "placedAt", updated_at as "updatedAt", status, after_sale as "afterSale", in_review as "inReview", receiver_version as "receiverVersion", broken, hidden`;
const CASE = `after_sale_no as "afterSaleNo", order_no as "orderNo", state, quantity, updated_at as "updatedAt"`;

/** The books of the simulated channels, in PostgreSQL: they survive us, as a platform's would. */
export class SimulatedBooks {
  constructor(private readonly pool: pg.Pool, private readonly clock: Clock) {}

  async issueToken({ channel, shopId }: SimulatedShop, token: string, expiresAt: Date): Promise<void> {
    await this.pool.query('insert into channel_simulator.token (hash, channel, shop_id, expires_at) values ($1, $2, $3, $4)', [hashOf(token), channel, shopId, expiresAt]);
  }

  async isGood({ channel, shopId }: SimulatedShop, token: string): Promise<boolean> {
    const { rows } = await this.pool.query('select from channel_simulator.token where hash = $1 and channel = $2 and shop_id = $3 and expires_at > $4', [hashOf(token), channel, shopId, this.clock.now()]);
    return rows.length === 1;
  }

  /** Ends every token of a shop. */
  async expireTokens({ channel, shopId }: SimulatedShop): Promise<void> {
    await this.pool.query('update channel_simulator.token set expires_at = $3 where channel = $1 and shop_id = $2', [channel, shopId, this.clock.now()]);
  }

  /** New paid orders, the last one now and the others before it at even distances. @returns their numbers, oldest first */
  async place({ channel, shopId }: SimulatedShop, count: number, { spreadMs, ...first }: OrderChange & { readonly spreadMs: number }): Promise<readonly string[]> {
    const now = this.clock.now().getTime();
    const { rows } = await this.pool.query<{ n: string }>(`select nextval('channel_simulator.number') as n from generate_series(1, $1)`, [count]);
    const placed = rows.map(({ n }, at) => ({ at: new Date(now - (count === 1 ? 0 : Math.floor((spreadMs * (count - 1 - at)) / (count - 1)))), n: Number(n) })).map(({ at, n }) => ({ no: believableNo(channel, n, at), at: at.toISOString() }));
    const { status = 'AWAITING_SHIPMENT', afterSale = 'NONE', inReview = false, broken = null, hidden = false } = first;
    await this.pool.query(
      `insert into channel_simulator.placed_order (channel, shop_id, order_no, placed_at, updated_at, status, after_sale, in_review, broken, hidden)
       select $1, $2, no, at, at, $4, $5, $6, $7, $8 from json_to_recordset($3::json) as r(no text, at timestamptz)`,
      [channel, shopId, JSON.stringify(placed), status, afterSale, inReview, broken, hidden]);
    return placed.map(({ no }) => no);
  }

  /** Changes an order now; null when there is none of that number. */
  async change({ channel, shopId }: SimulatedShop, orderNo: string, { status, afterSale, inReview, broken, hidden, newReceiver }: OrderChange): Promise<SimulatedOrder | null> {
    const { rows } = await this.pool.query<SimulatedOrder>(
      `update channel_simulator.placed_order set updated_at = $4, status = coalesce($5, status), after_sale = coalesce($6, after_sale), in_review = coalesce($7, in_review),
         broken = case when $8 then $9 else broken end, hidden = coalesce($10, hidden), receiver_version = receiver_version + $11
       where channel = $1 and shop_id = $2 and order_no = $3 returning ${ORDER}`,
      [channel, shopId, orderNo, this.clock.now(), status, afterSale, inReview, broken !== undefined, broken ?? null, hidden, newReceiver ? 1 : 0]);
    return rows[0] ?? null;
  }

  /** Opens a case, or changes the one of that number, and marks its order. */
  async tellCase(shop: SimulatedShop, { afterSaleNo, orderNo, state, quantity }: Omit<SimulatedCase, 'updatedAt'>): Promise<void> {
    await this.pool.query(
      `insert into channel_simulator.after_sale (channel, shop_id, after_sale_no, order_no, state, quantity, updated_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (channel, shop_id, after_sale_no) do update set state = excluded.state, quantity = excluded.quantity, updated_at = excluded.updated_at`,
      [shop.channel, shop.shopId, afterSaleNo, orderNo, state, quantity, this.clock.now()]);
    await this.change(shop, orderNo, { afterSale: state === 'OPEN' ? 'OPEN' : state === 'REFUNDED' ? 'REFUNDED' : 'NONE' });
  }

  /** A number for a case that has none yet. */
  async freshCaseNo(): Promise<string> {
    const { rows } = await this.pool.query<{ n: string }>(`select nextval('channel_simulator.number') as n`);
    return `7${(rows[0]?.n ?? '0').padStart(15, '0')}`;
  }

  async orders({ channel, shopId }: SimulatedShop, { by, from, to, limit, offset }: Stretch): Promise<Found<SimulatedOrder>> {
    const where = `channel = $1 and shop_id = $2 and ${by} >= $3 and ${by} < $4 ${by === 'updated_at' ? 'and not hidden' : ''}`;
    const { rows } = await this.pool.query<SimulatedOrder & { total: number }>(
      `select ${ORDER}, (count(*) over ())::integer as total from channel_simulator.placed_order where ${where} order by ${by}, order_no limit $5 offset $6`, [channel, shopId, from, to, limit, offset]);
    return { rows, total: rows[0]?.total ?? (offset === 0 ? 0 : await this.#count('placed_order', where, [channel, shopId, from, to])) };
  }

  async cases({ channel, shopId }: SimulatedShop, { from, to, limit, offset }: Omit<Stretch, 'by'>): Promise<Found<SimulatedCase>> {
    const where = 'channel = $1 and shop_id = $2 and updated_at >= $3 and updated_at < $4';
    const { rows } = await this.pool.query<SimulatedCase & { total: number }>(
      `select ${CASE}, (count(*) over ())::integer as total from channel_simulator.after_sale where ${where} order by updated_at, after_sale_no limit $5 offset $6`, [channel, shopId, from, to, limit, offset]);
    return { rows, total: rows[0]?.total ?? (offset === 0 ? 0 : await this.#count('after_sale', where, [channel, shopId, from, to])) };
  }

  async order({ channel, shopId }: SimulatedShop, orderNo: string): Promise<SimulatedOrder | null> {
    const { rows } = await this.pool.query<SimulatedOrder>(`select ${ORDER} from channel_simulator.placed_order where channel = $1 and shop_id = $2 and order_no = $3`, [channel, shopId, orderNo]);
    return rows[0] ?? null;
  }

  async case({ channel, shopId }: SimulatedShop, afterSaleNo: string): Promise<SimulatedCase | null> {
    const { rows } = await this.pool.query<SimulatedCase>(`select ${CASE} from channel_simulator.after_sale where channel = $1 and shop_id = $2 and after_sale_no = $3`, [channel, shopId, afterSaleNo]);
    return rows[0] ?? null;
  }

  /** Some order of a stretch changes at this very moment, and leaves the stretch while somebody pages through it. */
  async shift({ channel, shopId }: SimulatedShop, from: Date, to: Date): Promise<void> {
    await this.pool.query(
      `update channel_simulator.placed_order set updated_at = $5 where (channel, shop_id, order_no) in
         (select channel, shop_id, order_no from channel_simulator.placed_order where channel = $1 and shop_id = $2 and updated_at >= $3 and updated_at < $4 order by updated_at, order_no limit 1)`,
      [channel, shopId, from, to, this.clock.now()]);
  }

  async #count(table: string, where: string, values: readonly unknown[]): Promise<number> {
    const { rows } = await this.pool.query<{ total: number }>(`select count(*)::integer as total from channel_simulator.${table} where ${where}`, [...values]);
    return rows[0]?.total ?? 0;
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
