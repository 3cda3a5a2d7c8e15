import type { CarrierCode } from '@daifa/carriers/catalogue';
import type { Clock } from '@daifa/ports/ports';
import type pg from 'pg';

/** How badly a simulated carrier behaves. Without any of it, it answers at once and always. */
export type SimulatorSettings = {
  /** 0 to 60 000. From ANSWER_MS_MAX on the effect happens and its answer comes too late. */
  readonly latencyMs: number;
  /** 0 to 1: the call is lost on its way there. */
  readonly failBeforeRate: number;
  /** 0 to 1: the effect happens and its answer is lost. Questions are not affected. */
  readonly failAfterRate: number;
  /** 0 to 1: what is prepared is refused for good. */
  readonly refuseRate: number;
  /** Numbers left to buy; null without end. */
  readonly balance: number | null;
  /** 0 to 1: the share of bought numbers that may be voided. */
  readonly voidRatioMax: number;
  /** 0 to 1: a void is answered with "a person has to call". */
  readonly contactRate: number;
  /** How long after it was bought the parcel counts as picked up; null never. */
  readonly pickupAfterMs: number | null;
};

/** What the carrier has counted since its first day. */
export type SimulatorCounters = { readonly bought: number; readonly voided: number };

export const WELL_BEHAVED: SimulatorSettings = { latencyMs: 0, failBeforeRate: 0, failAfterRate: 0, refuseRate: 0, balance: null, voidRatioMax: 1, contactRate: 0, pickupAfterMs: null };

/** How long a change made in another process may go unnoticed. */
const KEPT_MS = 1_000;

type Row = {
  readonly latency_ms: number; readonly fail_before_rate: number; readonly fail_after_rate: number; readonly refuse_rate: number; readonly balance: number | null;
  readonly void_ratio_max: number; readonly contact_rate: number; readonly pickup_after_ms: string | null; readonly bought: number; readonly voided: number;
};

/** The settings in the database, kept for a moment, so that not every call asks for them. */
export class SettingsBoard {
  readonly #kept = new Map<CarrierCode, { readonly at: number; readonly settings: Promise<SimulatorSettings> }>();

  constructor(private readonly pool: pg.Pool, private readonly clock: Clock) {}

  /** As of now, or of less than a second ago. */
  recent(carrier: CarrierCode): Promise<SimulatorSettings> {
    const kept = this.#kept.get(carrier);
    const now = this.clock.monotonicMs();
    if (kept && now - kept.at < KEPT_MS) return kept.settings;
    const settings = this.read(carrier).then((row) => row.settings);
    this.#kept.set(carrier, { at: now, settings });
    settings.catch(() => this.#kept.delete(carrier));
    return settings;
  }

  async read(carrier: CarrierCode): Promise<{ readonly settings: SimulatorSettings; readonly counters: SimulatorCounters }> {
    const { rows } = await this.pool.query<Row>('select * from carrier_simulator.account where carrier = $1', [carrier]);
    const [row] = rows;
    if (!row) throw new Error(`no simulated account of ${carrier}: were the migrations run?`);
    const { latency_ms, fail_before_rate, fail_after_rate, refuse_rate, balance, void_ratio_max, contact_rate, pickup_after_ms, bought, voided } = row;
    const settings = {
      latencyMs: latency_ms, failBeforeRate: fail_before_rate, failAfterRate: fail_after_rate, refuseRate: refuse_rate, balance,
      voidRatioMax: void_ratio_max, contactRate: contact_rate, pickupAfterMs: pickup_after_ms === null ? null : Number(pickup_after_ms),
    };
    return { settings, counters: { bought, voided } };
  }

  async change(carrier: CarrierCode, { latencyMs, failBeforeRate, failAfterRate, refuseRate, balance, voidRatioMax, contactRate, pickupAfterMs }: SimulatorSettings): Promise<void> {
    await this.pool.query(
      `update carrier_simulator.account set latency_ms = $2, fail_before_rate = $3, fail_after_rate = $4, refuse_rate = $5, balance = $6, void_ratio_max = $7, contact_rate = $8, pickup_after_ms = $9 where carrier = $1`,
      [carrier, latencyMs, failBeforeRate, failAfterRate, refuseRate, balance, voidRatioMax, contactRate, pickupAfterMs]);
    this.#kept.delete(carrier);
  }
}
