import type { Gauge } from 'prom-client';
import type { CallbackGauge } from './gauges.js';
import { type Health, isServing } from './health.js';
import type { Metrics } from './metrics.js';

export type RelayState = 'starting' | 'leader' | 'standby' | 'stopped' | 'closed';

/** What a relay says of itself. One process of an installation leads; the others stand by. */
export type WatchedRelay = { health(): Promise<{ readonly state: RelayState; readonly position: number; readonly lag: number; readonly stalledMs: number; readonly published: number }> };

const RELAY_STATES: readonly RelayState[] = ['starting', 'leader', 'standby', 'stopped', 'closed'];

/** More values than this and the label is no kind but an id. */
const VALUES_MAX = 100;

/** Watches whether the process is well, as balancers and the one that restarts it see it. */
export function watchHealth(metrics: Metrics, health: Pick<Health, 'live' | 'ready'>): void {
  const ready = metrics.gauge({ name: 'daifa_ready', help: '1 while the process can serve requests, 0 during start and stop and while a check fails.', labels: [] });
  const live = metrics.gauge({ name: 'daifa_live', help: '0 when nothing but a restart would help.', labels: [] });
  metrics.addSource({
    name: 'health',
    forget: () => [ready, live].forEach((gauge) => gauge.remove()),
    read: async () => {
      const [readyNow, liveNow] = await Promise.all([health.ready(), health.live()]);
      return () => {
        ready.set(isServing(readyNow) ? 1 : 0);
        live.set(isServing(liveNow) ? 1 : 0);
      };
    },
  });
}

/** Watches the relay of this process. */
export function watchRelay(metrics: Metrics, relay: WatchedRelay): void {
  const { show, forget } = relayGauges(metrics);
  const published = metrics.counter({ name: 'daifa_relay_published_events_total', help: 'Events this process has published and the broker has acknowledged.', labels: [] });
  let counted = 0;
  metrics.addSource({
    name: 'relay',
    forget,
    read: async () => {
      const now = await relay.health();
      return () => {
        show(now);
        published.inc(Math.max(0, now.published - counted)); // a relay set back counts from there
        counted = now.published;
      };
    },
  });
}

function relayGauges(metrics: Metrics): { show(now: Awaited<ReturnType<WatchedRelay['health']>>): void; forget(): void } {
  const gauge = (name: `daifa_${string}`, help: string): Gauge => metrics.gauge({ name, help, labels: [] });
  const leader = gauge('daifa_relay_leader', '1 in the process whose relay publishes, 0 where one stands by.');
  const position = gauge('daifa_relay_position', 'Place of the relay in the log: everything up to it was acknowledged by the broker.');
  const lag = gauge('daifa_relay_lag_events', 'Events between the relay and the end of the log.');
  const stalled = gauge('daifa_relay_stalled_seconds', 'For how long the relay has been seen behind without moving.');
  const state = metrics.gauge({ name: 'daifa_relay_state', help: 'The state of the relay of this process: 1 for the one it is in.', labels: ['state'] });
  return {
    show: (now) => {
      leader.set(now.state === 'leader' ? 1 : 0);
      position.set(now.position);
      lag.set(now.lag);
      stalled.set(now.stalledMs / 1_000);
      for (const one of RELAY_STATES) state.set({ state: one }, one === now.state ? 1 : 0);
    },
    forget: () => {
      for (const known of [leader, position, lag, stalled]) known.remove();
      state.reset();
    },
  };
}

/** Watches a number of a service. */
export function watchGauge(metrics: Metrics, { name, help, label, read }: CallbackGauge): void {
  metrics.remove(name);
  const gauge = metrics.gauge({ name, help, labels: [label] });
  metrics.addSource({
    name,
    forget: () => gauge.reset(),
    read: async () => {
      const values = await read();
      if (values.length > VALUES_MAX) throw new RangeError(`${name} has ${values.length} values: ${label} must be one of a few`);
      return () => {
        gauge.reset();
        for (const { of, value } of values) gauge.set({ [label]: of }, value);
      };
    },
  });
}
