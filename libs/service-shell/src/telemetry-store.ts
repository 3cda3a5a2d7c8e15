import { SpanKind } from '@opentelemetry/api';
import type { Append, EventStore } from '@daifa/event-store/port';
import { endFailed, type Telemetry } from './telemetry.js';
import { traceparentIn } from './trace-context.js';
import { watchedStore } from './watched-store.js';

/**
 * A store whose appends are spans, `append order` for example. A span hangs on the trace its events carry, whoever's turn it is:
 * appends of many requests go out together. Reading is not traced.
 */
export function tracedStore(store: EventStore, telemetry: Telemetry): EventStore {
  return watchedStore(store, (appends, category) => {
    const span = telemetry.start({ name: `append ${category}`, kind: SpanKind.CLIENT, parent: causeOf(appends), attributes: attributesOf(appends, category) });
    return {
      answered: (results) => {
        span.setAttribute('daifa.append.conflicts', results.filter(({ kind }) => kind === 'conflict').length);
        span.end();
      },
      failed: (error) => endFailed(span, error),
    };
  });
}

/** Many appends in one call are items of one request. */
function causeOf(appends: readonly Append[]): string | null {
  const [first] = appends.flatMap(({ records }) => records.slice(0, 1));
  return first ? traceparentIn(first) : null;
}

function attributesOf(appends: readonly Append[], category: string): Readonly<Record<string, string | number>> {
  return { 'daifa.stream.category': category, 'daifa.append.streams': appends.length, 'daifa.append.events': appends.reduce((sum, { records }) => sum + records.length, 0) };
}
