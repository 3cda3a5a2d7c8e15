import type { SettingReader } from './config.js';

/** What a process tells of itself beside its log. */
export type ObservabilityConfig = {
  /** Port of `/metrics`, on the address HTTP listens on but never behind the edge; 0 for a free one, null for no metrics. */
  readonly metricsPort: number | null;
  /** Base URL of an OTLP/HTTP receiver of traces, without `/v1/traces`; null: no span is ever made. */
  readonly otlpEndpoint: string | null;
};

export const UNOBSERVED: ObservabilityConfig = { metricsPort: null, otlpEndpoint: null };

/**
 * `METRICS_PORT` (0, the default, is off) and `OTEL_EXPORTER_OTLP_ENDPOINT` (absent is off). The other variables of the OpenTelemetry
 * specification (`OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_RESOURCE_ATTRIBUTES`, …) are read by its SDK.
 */
export function observabilityConfig(read: SettingReader): ObservabilityConfig {
  const port = read.integer('METRICS_PORT', { fallback: 0, min: 0, max: 65_535 });
  const isTraced = read.text('OTEL_EXPORTER_OTLP_ENDPOINT', { fallback: '' }) !== '';
  return {
    metricsPort: port === 0 ? null : port,
    otlpEndpoint: isTraced ? read.url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:']) : null,
  };
}
