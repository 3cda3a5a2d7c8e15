import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Ports } from '@daifa/ports/ports';
import type { Health } from './health.js';
import type { Logger } from './logging.js';
import type { Meters } from './meters.js';
import type { ObservabilityConfig } from './observability-config.js';
import { Observability } from './observability.js';
import type { Shutdown } from './shutdown.js';
import type { Traces } from './traces.js';

export type OpenObservability = {
  readonly name: string;
  readonly ports: Ports;
  readonly logger: Logger;
  readonly health: Health;
  readonly shutdown: Shutdown;
  readonly host: string;
  readonly config: ObservabilityConfig;
  /** Takes the spans instead of an OTLP receiver: for tests, which look at them. */
  readonly exporter?: SpanExporter;
};

/** Opens what the configuration asks for, and loads nothing else. Opened first and closed last, it sees the others come and go. */
export async function openObservability(options: OpenObservability): Promise<Observability> {
  const { shutdown } = options;
  const traces = await openedTraces(options);
  if (traces) shutdown.onClose('traces', () => traces.close());
  const meters = await openedMeters(options);
  if (meters) shutdown.onClose('metrics', () => meters.close());
  return new Observability({ traces, meters });
}

async function openedTraces({ name, ports, logger, config, exporter }: OpenObservability): Promise<Traces | null> {
  if (!exporter && config.otlpEndpoint === null) return null;
  const { openTraces, otlpExporter } = await import('./traces.js');
  return openTraces({ name, ports, logger, exporter: exporter ?? otlpExporter(config.otlpEndpoint ?? '', logger) });
}

async function openedMeters({ ports, logger, health, host, config }: OpenObservability): Promise<Meters | null> {
  if (config.metricsPort === null) return null;
  const { openMeters } = await import('./meters.js');
  const meters = await openMeters({ ports, logger, health, host, port: config.metricsPort });
  logger.info({ url: `${meters.url}/metrics` }, 'metrics');
  return meters;
}
