import { SpanKind } from '@opentelemetry/api';
import type { StoredRecord } from '@daifa/event-store/port';
import type { PageHandler } from '@daifa/projection/page';
import { endFailed, LINKS_MAX, type Span, type SpanStart, type Telemetry, traceparentOfSpan } from './telemetry.js';
import { spanContextOf, traceparentIn } from './trace-context.js';

type Origins = Pick<SpanStart, 'parent' | 'links'>;

/**
 * Where a page's events came from. Events of exactly one trace are the next step of it, and the page continues it; otherwise the
 * page is a trace of its own that links to theirs. A replay only ever links: what happened long ago does not go on now.
 */
export function originsOf(records: readonly Pick<StoredRecord, 'meta'>[], replaying: boolean): Origins {
  const seen = new Set<string>();
  for (const record of records) {
    const traceparent = traceparentIn(record);
    if (traceparent !== null) seen.add(traceparent);
    if (seen.size > LINKS_MAX) break; // more would neither be linked nor, almost surely, be one trace
  }
  const origins = [...seen];
  const traces = new Set(origins.map((origin) => spanContextOf(origin).traceId));
  const [first, ...others] = origins;
  return first !== undefined && traces.size === 1 && !replaying ? { parent: first, links: others } : { parent: null, links: origins };
}

/**
 * A group's handlers with a span for each page, `page factory` for example, and one for what comes after them until the
 * read models are committed, `commit factory`. A commit that fails leaves no span: the page comes again.
 */
export function tracedHandler(handle: PageHandler, telemetry: Telemetry): PageHandler {
  return async (records, context) => {
    const { group, replaying, afterCommit } = context;
    const attributes = { 'daifa.consumer.group': group, 'daifa.page.events': records.length, 'daifa.page.replaying': replaying };
    const page = telemetry.start({ name: `page ${group}`, kind: SpanKind.CONSUMER, attributes, ...originsOf(records, replaying) });
    let commit: Span | null = null;
    afterCommit(() => commit?.end());
    try {
      await handle(records, context);
      page.end();
    } catch (error) {
      endFailed(page, error);
      throw error;
    }
    commit = telemetry.start({ name: `commit ${group}`, kind: SpanKind.CLIENT, attributes, parent: traceparentOfSpan(page) });
  };
}

/** What the relay does with a page of the log. Positions are numbers of the store, of no person. */
export type RelayPage = <Result>(records: readonly StoredRecord[], publish: () => Promise<Result>) => Promise<Result>;

/** A span for each page that is published, `relay page`. */
export function tracedRelayPage(telemetry: Telemetry): RelayPage {
  return async (records, publish) => {
    const span = telemetry.start({ name: 'relay page', kind: SpanKind.PRODUCER, attributes: { 'daifa.page.events': records.length }, ...originsOf(records, false) });
    try {
      const result = await publish();
      span.end();
      return result;
    } catch (error) {
      endFailed(span, error);
      throw error;
    }
  };
}
