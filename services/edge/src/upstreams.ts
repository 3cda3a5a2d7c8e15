import type { Clock } from '@daifa/ports/ports';
import { Replica, Replicas } from './replicas.js';
import { SERVICES, type ServiceName } from './route-table.js';

/** The services behind the edge, one by one and as whoever of them is there. */
export class Upstreams {
  readonly services: readonly Replicas[];
  /** The replicas of all: what one of them has learned of a replica, the other knows. */
  readonly any: Replicas;
  readonly #byName: ReadonlyMap<ServiceName, Replicas>;

  constructor(origins: Readonly<Record<ServiceName, readonly string[]>>, clock: Clock) {
    this.#byName = new Map(SERVICES.map((name) => [name, new Replicas(name, origins[name].map((origin) => new Replica(origin, clock)))]));
    this.services = [...this.#byName.values()];
    this.any = new Replicas('any', this.services.flatMap(({ all }) => all));
  }

  of(owner: ServiceName | 'any'): Replicas {
    return owner === 'any' ? this.any : (this.#byName.get(owner) ?? this.any);
  }
}
