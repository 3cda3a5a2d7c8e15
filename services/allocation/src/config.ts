import type { StatementLimits } from '@daifa/order-domain/statement';
import { readConfig, type Environment } from '@daifa/service-shell/config';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Requirements, section 10 (PDD-28, PDD-30). The interval is at most an hour: it may reach over one midnight, not two. @throws ConfigError */
export function statementLimits(environment: Environment = process.env): StatementLimits {
  return readConfig((read) => ({
    perDay: read.integer('STATEMENTS_PER_DAY', { fallback: 3, min: 1, max: 100 }),
    intervalMs: read.integer('STATEMENT_INTERVAL_SECONDS', { fallback: 600, min: 0, max: 3_600 }) * 1_000,
    rangeMs: read.integer('STATEMENT_RANGE_DAYS', { fallback: 92, min: 1, max: 366 }) * DAY_MS,
  }), environment);
}

const HOUR_MS = 60 * 60 * 1_000;

/** Requirements, section 10 (ML-10): within how many working hours the buyer is told of a shortage. @throws ConfigError */
export function stockLimits(environment: Environment = process.env): { readonly noticeMs: number } {
  return readConfig((read) => ({ noticeMs: read.integer('SHORTAGE_NOTICE_HOURS', { fallback: 24, min: 1, max: 720 }) * HOUR_MS }), environment);
}
