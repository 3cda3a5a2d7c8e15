import { type Attributes, type Link, ROOT_CONTEXT, type Span, type SpanContext, type SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Ports } from '@daifa/ports/ports';
import { loggable } from './loggable.js';
import type { Logger } from './logging.js';
import { spanContextOf, traceparentOf } from './trace-context.js';

/** Less than the shutdown gives a closer: what a receiver that is away does not take by then is lost, the stop is not. */
const FLUSH_MS_MAX = 1_500;
/** A span's links to where its events came from. A page can hold thousands; a few dozen tell the story. */
export const LINKS_MAX = 64;
/** Our attributes are names and counts. Longer values would be data. */
const ATTRIBUTE_CHARS_MAX = 200;

export type SpanStart = {
  /** Of a bounded set: names are what traces are searched by. */
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** The traceparent of what caused it; null begins a new trace. */
  readonly parent: string | null;
  readonly links?: readonly string[];
};

export type TelemetryOptions = {
  /** The process, `service.name` of every span. */
  readonly name: string;
  readonly exporter: SpanExporter;
  readonly ports: Ports;
  readonly logger: Logger;
};

/**
 * The spans of one process, in OpenTelemetry. Who caused what travels as data, in headers and in the metadata of events, never in
 * a context of the thread: a page, a lane of work or a grouped append cannot be charged to a stranger's request, nothing global is
 * registered, and a process that is not traced has nothing of it.
 */
export class Telemetry {
  readonly #provider: NodeTracerProvider;

  constructor(private readonly options: TelemetryOptions) {
    const { name, exporter, ports } = options;
    const ours = resourceFromAttributes({ 'service.namespace': 'daifa', 'service.name': name, 'service.instance.id': ports.ids.uuid() });
    this.#provider = new NodeTracerProvider({
      resource: defaultResource().merge(detectResources({ detectors: [envDetector] })).merge(ours),
      spanProcessors: [new BatchSpanProcessor(exporter)],
      spanLimits: { linkCountLimit: LINKS_MAX, attributeValueLengthLimit: ATTRIBUTE_CHARS_MAX },
    });
  }

  /** The caller ends it. */
  start({ name, kind, attributes, parent, links = [] }: SpanStart): Span {
    const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent));
    const linked = links.map((link): Link => ({ context: spanContextOf(link) }));
    return this.#provider.getTracer('daifa').startSpan(name, { kind, attributes, links: linked }, context);
  }

  /** Sends what is finished. @throws whatever the exporter says */
  flush(): Promise<void> {
    return this.#provider.forceFlush();
  }

  /** Sends what is finished, within a bound, and stops. A receiver that is away does not keep a process from ending well. */
  async close(): Promise<void> {
    const { ports, logger } = this.options;
    const ended = new AbortController();
    const late = ports.timers.sleep(FLUSH_MS_MAX, ended.signal).then(() => 'late' as const);
    try {
      const outcome = await Promise.race([this.#provider.shutdown(), late]);
      if (outcome === 'late') logger.warn({ timeoutMs: FLUSH_MS_MAX }, 'the last spans were not sent in time');
    } catch (error) {
      logger.warn({ error: loggable(error) }, 'the last spans were not sent');
    } finally {
      ended.abort();
    }
  }
}

/** The traceparent of a span, for headers and events. */
export function traceparentOfSpan(span: Span): string {
  return traceparentOf(span.spanContext());
}

/** Ends a span that failed with the name of the error: a message can quote what a person wrote. */
export function endFailed(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

export type { Span, SpanContext };
