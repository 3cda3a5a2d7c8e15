import type { Bus, BusHealth, BusState } from '@daifa/messaging/port';
import type { Gauge } from 'prom-client';
import type { Metrics } from './metrics.js';

const STATES: readonly BusState[] = ['starting', 'running', 'standby', 'stopped', 'crashed', 'closed'];
const OUTCOMES = [['applied', 'applied'], ['duplicates', 'duplicate'], ['healed', 'healed'], ['parked', 'parked']] as const;
const NOTHING_YET: BusHealth['counters'] = { pages: 0, applied: 0, duplicates: 0, healed: 0, parked: 0, retries: 0 };

/** Watches consumer groups: their place, lag and troubles are read from their health at each scrape. */
export function groupMeter(metrics: Metrics): (bus: Pick<Bus, 'group' | 'health'>) => void {
  const { show, forget } = groupGauges(metrics);
  const events = metrics.counter({ name: 'daifa_consumer_events_total', help: 'Events of a group by what became of them: applied, duplicate (seen before), healed (missing, read from the store), parked.', labels: ['group', 'outcome'] });
  const retries = metrics.counter({ name: 'daifa_consumer_retries_total', help: 'Failures of the world that a group waited out.', labels: ['group'] });
  return (bus) => {
    const { group } = bus;
    let counted = NOTHING_YET;
    const count = ({ counters }: BusHealth): void => {
      for (const [counter, outcome] of OUTCOMES) events.inc({ group, outcome }, counters[counter] - counted[counter]);
      retries.inc({ group }, counters.retries - counted.retries);
      counted = counters;
    };
    metrics.addSource({
      name: `group ${group}`,
      forget: () => forget(group),
      read: async () => {
        const now = await bus.health();
        return () => {
          show(now);
          count(now);
        };
      },
    });
  };
}

function groupGauges(metrics: Metrics): { show(now: BusHealth): void; forget(group: string): void } {
  const gauge = (name: `daifa_${string}`, help: string): Gauge<'group'> => metrics.gauge({ name, help, labels: ['group'] });
  const lag = gauge('daifa_consumer_lag_events', 'Events between a group and the end of the log.');
  const position = gauge('daifa_consumer_position', 'Place of a group in the log.');
  const stalled = gauge('daifa_consumer_stalled_seconds', 'For how long a group has been seen behind without moving.');
  const parked = gauge('daifa_parked_keys', 'Streams whose events wait behind one that could not be applied.');
  const deadLetters = gauge('daifa_dead_letters', 'Open dead letters: events that no handler could apply, waiting for a person.');
  const state = metrics.gauge({ name: 'daifa_consumer_state', help: 'The state of this process in a group: 1 for the one it is in.', labels: ['group', 'state'] });
  const set = (known: Gauge<'group'>, group: string, value: number | null): void => (value === null ? known.remove({ group }) : known.set({ group }, value));
  return {
    show: ({ group, ...now }) => {
      set(lag, group, now.lag);
      set(position, group, now.position);
      set(stalled, group, now.stalledMs / 1_000);
      set(parked, group, now.parkedKeys);
      set(deadLetters, group, now.deadLetters);
      for (const one of STATES) state.set({ group, state: one }, one === now.state ? 1 : 0);
    },
    forget: (group) => {
      for (const known of [lag, position, stalled, parked, deadLetters]) known.remove({ group });
      for (const one of STATES) state.remove({ group, state: one });
    },
  };
}
