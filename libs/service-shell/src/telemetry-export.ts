import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { loggable } from './loggable.js';
import type { Logger } from './logging.js';

/** An answer of the receiver later than this is none; the spans of that batch are dropped. */
const EXPORT_MS_MAX = 5_000;

/** Sends spans to an OTLP/HTTP receiver. @param endpoint without `/v1/traces`, which the specification adds */
export function otlpExporter(endpoint: string, logger: Logger): SpanExporter {
  return tellingExporter(new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: EXPORT_MS_MAX }), logger);
}

/** Says once that spans are being lost and once that they arrive again: every batch would be a line every five seconds. */
export function tellingExporter(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isFailing = false;
  const tell = (error: Error | undefined, isLost: boolean): void => {
    if (isLost && !isFailing) logger.warn({ error: loggable(error) }, 'spans are not taken by their receiver, and dropped');
    if (!isLost && isFailing) logger.warn('spans are taken by their receiver again');
    isFailing = isLost;
  };
  return {
    export: (spans, done) => exporter.export(spans, (result) => {
      tell(result.error, result.code !== 0); // 0 is the specification's success
      done(result);
    }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
