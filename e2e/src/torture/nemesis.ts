import { randomInt } from 'node:crypto';
import { systemPorts } from '@daifa/ports/system';
import type { OwnWorld } from '../client/world.js';

/** What is done to a system of processes under load. A name is what a report counts. */
export type Nemesis = {
  readonly name: string;
  /** Strikes, and ends what it began: the system has to find back by itself. */
  strike(world: OwnWorld): Promise<void>;
};

export const SERVICES = ['orders', 'allocation', 'factory', 'logistics', 'after-sales'] as const;

/** Longer than a relay's lease and a consumer's, so that another takes over before the sleeper wakes. */
const ASLEEP_MS = 7_000;
/** Shorter than either: everybody waits for it. */
const DOZING_MS = 1_500;

/** kill -9 of one of the processes of these names, chosen at random. */
function killed(name: string, among: readonly string[]): Nemesis {
  return { name: `${name} killed`, strike: async (world) => void process.kill(anyOf(world, among), 'SIGKILL') };
}

/** SIGSTOP, and SIGCONT after a while: a long pause of the machine. The sleeper wakes and believes that nothing happened. */
function asleep(name: string, among: readonly string[], forMs: number): Nemesis {
  return {
    name: `${name} asleep for ${forMs / 1000} s`,
    strike: async (world) => {
      const pid = anyOf(world, among);
      process.kill(pid, 'SIGSTOP');
      await systemPorts.timers.sleep(forMs);
      process.kill(pid, 'SIGCONT');
    },
  };
}

/** A group loses a member in order and gets it back: its partitions move twice. */
const leaving: Nemesis = { name: 'service stopped in order', strike: async (world) => void process.kill(anyOf(world, SERVICES), 'SIGTERM') };

export const NEMESES: readonly Nemesis[] = [
  killed('service', SERVICES),
  killed('relay', ['relay']),
  killed('PostgreSQL', ['postgres']),
  asleep('service', SERVICES, DOZING_MS),
  killed('Kafka', ['kafka']),
  asleep('relay', ['relay'], ASLEEP_MS),
  killed('edge', ['edge']),
  leaving,
  asleep('service', SERVICES, ASLEEP_MS),
];

function anyOf(world: OwnWorld, names: readonly string[]): number {
  const found = world.processes().filter(({ name }) => names.includes(name));
  const one = found[randomInt(Math.max(1, found.length))];
  if (!one) throw new Error(`none of ${names.join(', ')} is running`);
  return one.pid;
}
