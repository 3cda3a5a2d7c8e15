import { readConfig, type Environment } from '@daifa/service-shell/config';

export const AFTER_SALES_CONFIG = Symbol('AfterSalesConfig');

export type AfterSalesConfig = {
  /** Within how many hours a person should tell the channel the number of goods sent again (RS-06). */
  readonly reshipUploadHours: number;
};

/** @throws ConfigError with a sentence for every mistake */
export function afterSalesConfig(environment: Environment = process.env): AfterSalesConfig {
  return readConfig((read) => ({ reshipUploadHours: read.integer('RESHIP_UPLOAD_HOURS', { fallback: 48, min: 1, max: 720 }) }), environment);
}
