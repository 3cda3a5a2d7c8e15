import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { systemPorts } from '@daifa/ports/system';
import { createLogger, type Logger } from './logging.js';
import { openTraces, type Traces } from './traces.js';

/** A span as tests speak of it. */
export type SeenSpan = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly links: readonly string[];
  readonly attributes: ReadableSpan['attributes'];
  readonly events: ReadableSpan['events'];
  readonly said: string | undefined;
  readonly failed: boolean;
};

/** Traces that end in memory. */
export type TestTraces = { readonly traces: Traces; readonly exporter: InMemorySpanExporter; readonly logs: readonly string[]; readonly logger: Logger; spans(): Promise<readonly SeenSpan[]> };

export function testTraces(): TestTraces {
  const logs: string[] = [];
  const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => void logs.push(line) } });
  const exporter = new InMemorySpanExporter();
  const traces = openTraces({ name: 'test', exporter, ports: systemPorts, logger });
  return { traces, exporter, logs, logger, spans: async () => { await traces.flush(); return seen(exporter); } };
}

export function seen(exporter: InMemorySpanExporter): readonly SeenSpan[] {
  return exporter.getFinishedSpans().map((span) => ({
    name: span.name, attributes: span.attributes, events: span.events, said: span.status.message, failed: span.status.code === SpanStatusCode.ERROR,
    ...place(span), links: span.links.map(({ context }) => context.spanId),
  }));
}

function place(span: ReadableSpan): Pick<SeenSpan, 'traceId' | 'spanId' | 'parentId'> {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId, parentId: span.parentSpanContext?.spanId ?? null };
}
