import { readConfig, type Environment } from '@daifa/service-shell/config';
import type { BackOff } from './channel-uploads/back-off.js';

/** Limits of the intake by connectors (requirements section 10), all with a default. */
export type OrdersConfig = {
  /** Whether this process reads the channels by itself; another may. Asking for a synchronisation works in any. */
  readonly polling: boolean;
  /** Between two readings of one shop. */
  readonly pollMs: number;
  /** The longest stretch a channel may be asked for. */
  readonly windowMs: number;
  readonly pageItems: number;
  /** A stretch is read again from this long before where the last reading ended: what a platform lists late is found. */
  readonly overlapMs: number;
  /** What changed less than this ago may still change within the stretch; it is read, and read again. */
  readonly settleMs: number;
  readonly backfillDaysMax: number;
  /** How far a message's time may be from ours. */
  readonly messageAgeMs: number;
  /** Whether this process tells channels the numbers of what was shipped; another may. */
  readonly uploads: boolean;
  readonly uploadBackOff: BackOff;
};

/** @throws ConfigError with a sentence for every mistake */
export function ordersConfig(environment: Environment = process.env): OrdersConfig {
  return readConfig((read) => ({
    polling: read.boolean('CHANNEL_POLLING', true),
    pollMs: read.integer('CHANNEL_POLL_MS', { fallback: 60_000, min: 1_000, max: 86_400_000 }),
    windowMs: read.integer('CHANNEL_WINDOW_MS', { fallback: 1_800_000, min: 60_000, max: 1_800_000 }),
    pageItems: read.integer('CHANNEL_PAGE_ITEMS', { fallback: 100, min: 1, max: 100 }),
    overlapMs: read.integer('CHANNEL_OVERLAP_MS', { fallback: 120_000, min: 120_000, max: 1_800_000 }),
    settleMs: read.integer('CHANNEL_SETTLE_MS', { fallback: 5_000, min: 1_000, max: 60_000 }),
    backfillDaysMax: read.integer('CHANNEL_BACKFILL_DAYS_MAX', { fallback: 30, min: 0, max: 30 }),
    messageAgeMs: read.integer('CHANNEL_MESSAGE_AGE_MS', { fallback: 300_000, min: 1_000, max: 300_000 }),
    uploads: read.boolean('CHANNEL_UPLOADS', true),
    uploadBackOff: {
      firstMs: read.integer('UPLOAD_RETRY_FIRST_MS', { fallback: 2_000, min: 10, max: 600_000 }),
      longestMs: read.integer('UPLOAD_RETRY_LONGEST_MS', { fallback: 900_000, min: 10, max: 86_400_000 }),
      attemptsMax: read.integer('UPLOAD_ATTEMPTS_MAX', { fallback: 20, min: 1, max: 100 }),
    },
  }), environment);
}
