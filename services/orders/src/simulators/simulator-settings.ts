import type { UploadFailureCode } from '@daifa/order-domain/words';
import type pg from 'pg';
import type { SimulatedShop } from './simulated-books.js';

/** How badly a simulated channel behaves towards one shop. Rates are from 0 to 1, drawn for each call, record or message. */
export type SimulatorSettings = {
  /** Calls that are answered with an error of the platform's. */
  readonly failRate: number;
  /** Calls that are refused for being too many. */
  readonly limitRate: number;
  /** Records left out of a page, though counted in its total, and messages never sent. */
  readonly dropRate: number;
  /** Records and messages told twice. */
  readonly doubleRate: number;
  /** Pages after which a record of the same stretch changes, so that later pages move up. */
  readonly shiftRate: number;
  /** Records of a page and messages come in any sequence. */
  readonly reorder: boolean;
  /** Whether changes are announced by messages at all. */
  readonly messages: boolean;
  /** Numbers taken whose answer is lost. */
  readonly loseReplyRate: number;
  /** Why every number is refused; null: each is judged as a channel would. */
  readonly shipRefusal: UploadFailureCode | null;
  /** How long the answer to a number takes. */
  readonly shipDelayMs: number;
  /** A number that was taken is taken again, and counted. */
  readonly repeats: boolean;
};

/** What the channel has counted since its first day. */
export type SimulatorCounters = { readonly calls: number; readonly answered: number; readonly limited: number; readonly failed: number; readonly messagesSent: number; readonly messagesAccepted: number };

export const WELL_BEHAVED: SimulatorSettings = { failRate: 0, limitRate: 0, dropRate: 0, doubleRate: 0, shiftRate: 0, reorder: false, messages: true, loseReplyRate: 0, shipRefusal: null, shipDelayMs: 0, repeats: false };

const COLUMNS = `fail_rate as "failRate", limit_rate as "limitRate", drop_rate as "dropRate", double_rate as "doubleRate", shift_rate as "shiftRate", reorder, messages,
  lose_reply_rate as "loseReplyRate", ship_refusal as "shipRefusal", ship_delay_ms as "shipDelayMs", repeats,
  calls, answered, limited, failed, messages_sent as "messagesSent", messages_accepted as "messagesAccepted"`;

/** Where a shop's messages go, and the secret they are signed with. */
export type MessageAddress = { readonly shopKey: string; readonly secret: string };

/** A simulated shop is there as soon as anybody speaks of it. */
export class SimulatorBoard {
  constructor(private readonly pool: pg.Pool) {}

  async read({ channel, shopId }: SimulatedShop): Promise<SimulatorSettings & SimulatorCounters> {
    const { rows } = await this.pool.query<SimulatorSettings & SimulatorCounters>(`select ${COLUMNS} from channel_simulator.shop where channel = $1 and shop_id = $2`, [channel, shopId]);
    return rows[0] ?? { ...WELL_BEHAVED, calls: 0, answered: 0, limited: 0, failed: 0, messagesSent: 0, messagesAccepted: 0 };
  }

  async change({ channel, shopId }: SimulatedShop, { failRate, limitRate, dropRate, doubleRate, shiftRate, reorder, messages, loseReplyRate, shipRefusal, shipDelayMs, repeats }: SimulatorSettings): Promise<void> {
    await this.pool.query(
      `insert into channel_simulator.shop (channel, shop_id, fail_rate, limit_rate, drop_rate, double_rate, shift_rate, reorder, messages, lose_reply_rate, ship_refusal, ship_delay_ms, repeats) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       on conflict (channel, shop_id) do update set fail_rate = excluded.fail_rate, limit_rate = excluded.limit_rate, drop_rate = excluded.drop_rate, double_rate = excluded.double_rate,
         shift_rate = excluded.shift_rate, reorder = excluded.reorder, messages = excluded.messages,
         lose_reply_rate = excluded.lose_reply_rate, ship_refusal = excluded.ship_refusal, ship_delay_ms = excluded.ship_delay_ms, repeats = excluded.repeats`,
      [channel, shopId, failRate, limitRate, dropRate, doubleRate, shiftRate, reorder, messages, loseReplyRate, shipRefusal, shipDelayMs, repeats]);
  }

  async count({ channel, shopId }: SimulatedShop, counted: Partial<SimulatorCounters>): Promise<void> {
    const { calls = 0, answered = 0, limited = 0, failed = 0, messagesSent = 0, messagesAccepted = 0 } = counted;
    await this.pool.query(
      `insert into channel_simulator.shop as s (channel, shop_id, calls, answered, limited, failed, messages_sent, messages_accepted) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (channel, shop_id) do update set calls = s.calls + excluded.calls, answered = s.answered + excluded.answered, limited = s.limited + excluded.limited, failed = s.failed + excluded.failed,
         messages_sent = s.messages_sent + excluded.messages_sent, messages_accepted = s.messages_accepted + excluded.messages_accepted`,
      [channel, shopId, calls, answered, limited, failed, messagesSent, messagesAccepted]);
  }
}
