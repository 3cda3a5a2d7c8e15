import type { EventStore } from '@daifa/event-store/port';
import type { Bus } from '@daifa/messaging/port';
import type { Ports } from '@daifa/ports/ports';
import type { Gauges } from './gauges.js';
import type { Health } from './health.js';
import type { Logger } from './logging.js';
import { groupMeter } from './metrics-groups.js';
import { watchGauge, watchHealth, watchRelay, type WatchedRelay } from './metrics-process.js';
import { requestMeter } from './metrics-requests.js';
import { serveMetrics } from './metrics-server.js';
import { storeMeter } from './metrics-store.js';
import { Metrics } from './metrics.js';
import type { AskedRoute, RequestEye } from './observability.js';

export type { WatchedRelay } from './metrics-process.js';

/** Everything that counts and measures, loaded only where it is wanted. */
export type Meters = Gauges & {
  store(store: EventStore): EventStore;
  request(asked: AskedRoute): RequestEye;
  group(bus: Pick<Bus, 'group' | 'health'>): void;
  relay(relay: WatchedRelay): void;
  /** Where they are served, without `/metrics`. */
  readonly url: string;
  close(): Promise<void>;
};

export type MetersOptions = {
  readonly ports: Ports;
  readonly logger: Logger;
  readonly health: Health;
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
};

/** @throws what `listen` says */
export async function openMeters({ ports, logger, health, host, port }: MetersOptions): Promise<Meters> {
  const metrics = new Metrics({ ports, logger });
  watchHealth(metrics, health);
  const store = storeMeter(metrics, ports.clock);
  const request = requestMeter(metrics, ports.clock);
  const group = groupMeter(metrics);
  const { url, close } = await serveMetrics(metrics, { host, port, logger });
  return {
    store, request, group, url, close,
    relay: (relay) => watchRelay(metrics, relay),
    register: (gauge) => watchGauge(metrics, gauge),
  };
}
