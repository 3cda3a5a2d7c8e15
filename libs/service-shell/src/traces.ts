import type { EventStore } from '@daifa/event-store/port';
import type { PageHandler } from '@daifa/projection/page';
import type { AskedRoute, RequestEye } from './observability.js';
import { type RelayPage, tracedHandler, tracedRelayPage } from './telemetry-pages.js';
import { requestSpan } from './telemetry-requests.js';
import { tracedStore } from './telemetry-store.js';
import { Telemetry, type TelemetryOptions } from './telemetry.js';

export { otlpExporter } from './telemetry-export.js';

/** Everything that makes spans, loaded only where they are wanted: a quarter of a second and some ten megabytes. */
export type Traces = {
  store(store: EventStore): EventStore;
  handler(handle: PageHandler): PageHandler;
  readonly relayPage: RelayPage;
  request(asked: AskedRoute): RequestEye;
  /** Sends what is finished. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

export function openTraces(options: TelemetryOptions): Traces {
  const telemetry = new Telemetry(options);
  return {
    store: (store) => tracedStore(store, telemetry),
    handler: (handle) => tracedHandler(handle, telemetry),
    relayPage: tracedRelayPage(telemetry),
    request: (asked) => requestSpan(telemetry, asked),
    flush: () => telemetry.flush(),
    close: () => telemetry.close(),
  };
}
