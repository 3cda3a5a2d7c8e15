import type { UploadFailureCode } from '@daifa/order-domain/words';
import type { Clock } from '@daifa/ports/ports';
import type pg from 'pg';
import type { Shipment } from '../connectors/connector.js';
import type { SimulatedShop } from './simulated-books.js';
import type { SimulatorSettings } from './simulator-settings.js';

/** A number as the simulated channel is told it; `carrier` null: of no carrier it knows. */
export type Submission = Pick<Shipment, 'waybillNo' | 'extra' | 'effectId'> & { readonly orderNo: string; readonly carrier: string | null };

/** The channel's own ledger of a number: how often it was told, and how often it took it. */
export type ShipmentEntry = { readonly orderNo: string; readonly waybillNo: string; readonly extra: Shipment['extra']; readonly effectId: string; readonly submitted: number; readonly accepted: number };

type Known = { readonly status: string; readonly afterSale: string; readonly numbers: readonly string[] | null };

export const isShipping = (method: string): boolean => ['pdd.logistics.online.send', 'pdd.order.upload.extra.logistics', 'order.logisticsAdd', 'order.logisticsAddMultiPack'].includes(method);

/** What the simulated channels were told of parcels, in PostgreSQL beside their books. */
export class SimulatedShipments {
  constructor(private readonly pool: pg.Pool, private readonly clock: Clock) {}

  /** Numbers the channel has taken for an order, the first one first. */
  async numbers({ channel, shopId }: SimulatedShop, orderNo: string): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ waybill_no: string }>(
      'select waybill_no from channel_simulator.shipment where channel = $1 and shop_id = $2 and order_no = $3 and accepted > 0 order by accepted_at, waybill_no', [channel, shopId, orderNo]);
    return rows.map(({ waybill_no: waybillNo }) => waybillNo);
  }

  /**
   * A number is told: taken and counted, or refused with why. A channel of the worst kind (`repeats`) takes a number twice
   * that it has already; others refuse it as shipped.
   *
   * @returns null when it was taken
   */
  async submit({ channel, shopId }: SimulatedShop, { orderNo, waybillNo, carrier, extra, effectId }: Submission, { shipRefusal, repeats }: SimulatorSettings): Promise<UploadFailureCode | null> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const { rows: [known] } = await client.query<Known>(
        `select o.status, o.after_sale as "afterSale", (select json_agg(s.waybill_no) from channel_simulator.shipment s where s.channel = $1 and s.shop_id = $2 and s.order_no = $3 and s.accepted > 0) as numbers
         from channel_simulator.placed_order o where o.channel = $1 and o.shop_id = $2 and o.order_no = $3 for update`, [channel, shopId, orderNo]);
      const refused = shipRefusal ?? refusalOf(known, { waybillNo, carrier, extra }, repeats);
      const taken = refused === null ? 1 : 0;
      await client.query(
        `insert into channel_simulator.shipment as s (channel, shop_id, order_no, waybill_no, extra, effect_id, submitted, accepted, accepted_at) values ($1, $2, $3, $4, $5, $6, 1, $7, $8)
         on conflict (channel, shop_id, order_no, waybill_no) do update set submitted = s.submitted + 1, accepted = s.accepted + $7, accepted_at = coalesce(s.accepted_at, $8), extra = $5, effect_id = $6`,
        [channel, shopId, orderNo, waybillNo, extra, effectId, taken, taken ? this.clock.now() : null]);
      if (taken && extra === 'NONE') await client.query(`update channel_simulator.placed_order set status = 'SHIPPED', updated_at = $4 where channel = $1 and shop_id = $2 and order_no = $3`, [channel, shopId, orderNo, this.clock.now()]);
      await client.query('commit');
      return refused;
    } catch (error) {
      await client.query('rollback').catch(() => undefined); // the connection is gone, and with it the transaction
      throw error;
    } finally {
      client.release();
    }
  }

  /** @param effectId null for all, in the sequence of their numbers */
  async ledger({ channel, shopId }: SimulatedShop, effectId: string | null, limit: number): Promise<readonly ShipmentEntry[]> {
    const { rows } = await this.pool.query<ShipmentEntry>(
      `select order_no as "orderNo", waybill_no as "waybillNo", extra, effect_id as "effectId", submitted, accepted from channel_simulator.shipment
       where channel = $1 and shop_id = $2 and ($3::text is null or effect_id = $3) order by order_no, waybill_no limit $4`, [channel, shopId, effectId, limit]);
    return rows;
  }
}

/** What real channels look at: is the order still to be shipped, is there a number already, do they know the carrier. */
function refusalOf(known: Known | undefined, { waybillNo, carrier, extra }: Pick<Submission, 'waybillNo' | 'carrier' | 'extra'>, repeats: boolean): UploadFailureCode | null {
  if (!known || known.status === 'CLOSED' || (known.afterSale !== 'NONE' && extra !== 'RESHIP')) return 'PLATFORM_STATUS_CHANGED';
  if (carrier === null) return 'CARRIER_REJECTED';
  const numbers = known.numbers ?? [];
  if (numbers.includes(waybillNo)) return repeats ? null : 'PLATFORM_ALREADY_SHIPPED';
  if (extra === 'NONE') return numbers.length > 0 || known.status !== 'AWAITING_SHIPMENT' ? 'PLATFORM_ALREADY_SHIPPED' : null;
  return known.status === 'AWAITING_SHIPMENT' ? 'PLATFORM_STATUS_CHANGED' : null;
}

/** Our code of a carrier by the channel's word for it. */
export function codeOf(words: Readonly<Record<string, string | number>>, word: unknown): string | null {
  return Object.entries(words).find(([, known]) => known === word)?.[0] ?? null;
}

/** The channel's word for why it refuses; for what it has no word for, one that nobody knows. */
export function refusalWord(words: Readonly<Record<string, UploadFailureCode>>, code: UploadFailureCode): string {
  return Object.entries(words).find(([, known]) => known === code)?.[0] ?? 'system_busy';
}
