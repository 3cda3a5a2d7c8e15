import type { EventStore } from '@daifa/event-store/port';
import type { Bus } from '@daifa/messaging/port';
import type { PageHandler } from '@daifa/projection/page';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CallbackGauge, Gauges } from './gauges.js';
import type { Meters, WatchedRelay } from './meters.js';
import type { Guard } from './problems.js';
import type { RelayPage } from './telemetry-pages.js';
import { traceparentFrom } from './trace-context.js';
import type { Traces } from './traces.js';

/** What is told of a request: patterns and words of ours, nothing a caller wrote but the trace it belongs to. */
export type AskedRoute = { readonly method: string; readonly route: string; readonly traceparent: string | null };
/** `isStream`: an event stream, open as long as the caller likes. Status 499: the caller left before the answer. */
export type Answered = { readonly status: number; readonly isStream: boolean };

/** How one watcher sees one request. */
export type RequestEye = {
  /** Of the span made for it; null where none was. */
  readonly traceparent: string | null;
  told(guards: readonly Guard[]): void;
  ended(answered: Answered): void;
};

export type RequestWatch = {
  /** The trace context of what this request does: of its own span, else as the caller sent it, else null. */
  readonly traceparent: string | null;
  /** Rules that said no, to the whole request or to one item of it. */
  told(guards: readonly Guard[]): void;
};

/** Balancers ask these every few seconds; they would drown what people ask. */
const PROBES = /^\/health\//;
/** What reverse proxies log for a caller who hung up. */
const CALLER_LEFT = 499;
const tellNobody = (): void => undefined;

/**
 * What a process tells of its work beside its log: traces, metrics, both or none. Who has something to be watched hands it
 * over here; where nothing watches it comes back as it is, and costs nothing.
 */
export class Observability implements Gauges {
  constructor(private readonly watchers: { readonly traces: Traces | null; readonly meters: Meters | null }) {}

  /** The store with its appends traced and measured. */
  store(store: EventStore): EventStore {
    const { traces, meters } = this.watchers;
    const measured = meters?.store(store) ?? store;
    return traces?.store(measured) ?? measured;
  }

  /** All handlers of a group as one, with a span for each page and each commit. */
  handler(handle: PageHandler): PageHandler {
    return this.watchers.traces?.handler(handle) ?? handle;
  }

  /** Put around the publishing of each page of the relay. */
  relayPage: RelayPage = (records, publish) => this.watchers.traces?.relayPage(records, publish) ?? publish();

  /** Its lag, place and troubles are read at each scrape. */
  group(bus: Pick<Bus, 'group' | 'health'>): void {
    this.watchers.meters?.group(bus);
  }

  relay(relay: WatchedRelay): void {
    this.watchers.meters?.relay(relay);
  }

  register(gauge: CallbackGauge): void {
    this.watchers.meters?.register(gauge);
  }

  /** Sends the spans that are finished. */
  async flush(): Promise<void> {
    await this.watchers.traces?.flush();
  }

  /** Where `/metrics` is served; null: nowhere. */
  get metricsUrl(): string | null {
    return this.watchers.meters?.url ?? null;
  }

  /** To be called once for each request, when its route is known. */
  watch({ method, headers, routeOptions }: FastifyRequest, reply: FastifyReply): RequestWatch {
    const sent = traceparentFrom(headers.traceparent);
    const { traces, meters } = this.watchers;
    if (traces === null && meters === null) return { traceparent: sent, told: tellNobody };
    const route = routeOptions.url ?? 'unmatched';
    const eyes = PROBES.test(route) ? [] : [traces, meters].flatMap((watcher) => watcher?.request({ method, route, traceparent: sent }) ?? []);
    if (eyes.length > 0) reply.raw.once('close', () => eyes.forEach((eye) => eye.ended(answeredBy(reply))));
    return {
      traceparent: eyes.map(({ traceparent }) => traceparent).find((own) => own !== null) ?? sent,
      told: (guards) => eyes.forEach((eye) => eye.told(guards)),
    };
  }
}

/** Neither traces nor metrics. */
export const nothingWatches = new Observability({ traces: null, meters: null });

function answeredBy({ raw }: FastifyReply): Answered {
  const isStream = String(raw.getHeader('content-type')).startsWith('text/event-stream');
  return { status: raw.writableFinished || isStream ? raw.statusCode : CALLER_LEFT, isStream };
}
