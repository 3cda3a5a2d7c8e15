import type { EventStore } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import { failureOf } from '@daifa/projection/failure';
import { backoffMs } from '../backoff.js';
import { ForkedHistory } from '../log-source.js';
import { kafkaClient, type KafkaSettings, topicsOf } from './client.js';
import { type AroundPage, lead } from './relay-epoch.js';
import { type RelayHealth, type RelaySelf, RelayWatch } from './relay-health.js';
import { type Held, RelayPlace } from './relay-place.js';
import { openPublisher } from './relay-publisher.js';

export { migrateRelay } from './relay-place.js';
export type { RelayHealth, RelayState } from './relay-health.js';

export type RelayOptions = {
  /** The log that is published. Closed by whoever opened it, after the relay. */
  readonly store: EventStore;
  /** A database that migrateRelay has prepared; relays of one topic share it. */
  readonly databaseUrl: string;
  readonly kafka: KafkaSettings;
  readonly ports: Ports;
  /** Is told of failures once each, without payload. */
  readonly report: (failure: string) => void;
  /** Of the topic of events, where it is still to be made; 12. It can not be changed later without mixing the order of keys. */
  readonly partitions?: number;
  /** Copies of each partition; -1, the cluster's own habit. */
  readonly replicationFactor?: number;
  /** False for a broker without producer ids. */
  readonly idempotent?: boolean;
  /** 1 to 10 000. */
  readonly pageEventsMax?: number;
  /** Put around the publishing of each page, for what watches it. */
  readonly around?: AroundPage;
  /** A leader that shows no sign for this long may be replaced. */
  readonly leaseMs?: number;
};

export interface Relay {
  start(): void;
  health(): Promise<RelayHealth>;
  /** Sends everything after a position again, whoever leads. Consumers leave out what they have. @throws RangeError beyond the relay's place */
  republish(from: number): Promise<void>;
  /** Finishes the page at work, hands the lead over, disconnects; within a bound in any case. */
  close(): Promise<void>;
}

/** Twelve consumers of a group can work at once, and a group of 1, 2, 3, 4, 6 or 12 shares evenly. */
const PARTITIONS = 12;
/** As many as a request of a few hundred kilobytes holds: fewer cost more round trips, more only memory. */
const PAGE_EVENTS_MAX = 2_000;
const LEASE_MS = 5_000;
/** How often a process in standby asks whether it may take over: this, and the lease, is how long nobody publishes after a crash. */
const STANDBY_MS = 500;
/** A broker that does not answer must not keep the process from ending. */
const CLOSE_MS = 10_000;

/**
 * Publishes the log on Kafka in its order, key = stream: every event at least once, none left out. Any number of processes may
 * run one; the leader publishes, the others stand by.
 *
 * @throws where migrateRelay was not run, or the database does not answer
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const { databaseUrl, kafka, ports, leaseMs = LEASE_MS } = options;
  const place = new RelayPlace({ databaseUrl, topic: topicsOf(kafka).events, owner: ports.ids.uuid(), leaseMs });
  try {
    await place.open();
  } catch (error) {
    await place.close();
    throw error;
  }
  return new KafkaRelay({ ...options, leaseMs }, place);
}

class KafkaRelay implements Relay {
  #self: RelaySelf = { state: 'starting', lastError: null, alarm: null, published: 0 };
  #failures = 0;
  #woken = new AbortController();
  readonly #closing = new AbortController();
  readonly #watch: RelayWatch;
  #running: Promise<void> | null = null;
  #closed: Promise<void> | null = null;

  constructor(private readonly options: RelayOptions & { readonly leaseMs: number }, private readonly place: RelayPlace) {
    this.#watch = new RelayWatch({ place, store: options.store, clock: options.ports.clock, self: () => this.#self });
  }

  start(): void {
    this.#running ??= this.#run();
  }

  health(): Promise<RelayHealth> {
    return this.#watch.look();
  }

  async republish(from: number): Promise<void> {
    await this.place.setBack(from);
    this.#woken.abort();
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    const bound = new AbortController();
    const ended = (this.#running ?? Promise.resolve()).finally(() => bound.abort());
    await Promise.race([ended, this.options.ports.timers.sleep(CLOSE_MS, bound.signal)]);
    this.#tell({ state: 'closed' });
    await this.place.close();
  }

  async #run(): Promise<void> {
    const { ports } = this.options;
    while (!this.#closing.signal.aborted && this.#self.state !== 'stopped') {
      this.#woken = new AbortController();
      const waitMs = await this.#turn();
      if (waitMs > 0) await ports.timers.sleep(waitMs, this.#signal());
    }
  }

  /** Leads for as long as that lasts, or finds that another process does. @returns how long to wait before the next turn */
  async #turn(): Promise<number> {
    let held: Held | null = null;
    try {
      held = await this.place.acquire();
      if (held !== null) await this.#lead(held);
      this.#tell({ state: 'standby' });
      return held === null ? STANDBY_MS : 0;
    } catch (error) {
      if (this.#closing.signal.aborted) return 0;
      this.#failed(error);
      return backoffMs(this.#failures++, this.options.ports.random);
    } finally {
      if (held !== null) await this.#release(held);
    }
  }

  async #lead(held: Held): Promise<void> {
    const { store, kafka, ports, leaseMs, report, partitions = PARTITIONS, replicationFactor = -1, idempotent = true, pageEventsMax = PAGE_EVENTS_MAX, around = (_, publish) => publish() } = this.options;
    this.#tell({ state: 'leader' });
    let last = held.position;
    await lead({
      store, place: this.place, held, ports, leaseMs, pageEventsMax, report, around, signal: this.#signal(),
      openPublisher: () => openPublisher({
        client: kafkaClient(kafka, 'daifa-relay', report), topics: topicsOf(kafka), settings: { partitions, replicationFactor },
        idempotent, epoch: held.epoch, timers: ports.timers, report,
      }),
      moved: (position) => {
        this.#failures = 0;
        this.#tell({ lastError: null, published: this.#self.published + position - last });
        last = position;
      },
    });
  }

  #failed(error: unknown): void {
    const { reason, error: where } = failureOf(error);
    const forked = error instanceof ForkedHistory;
    this.#tell({ state: forked ? 'stopped' : 'standby', lastError: reason, alarm: forked ? error.message : null });
    this.options.report(`${forked ? error.message : reason}\n${where}`);
  }

  /** Without an answer the lease ends by itself. */
  async #release({ epoch }: Held): Promise<void> {
    await this.place.release(epoch).catch((error: unknown) => this.options.report(`the lead was not given back: ${failureOf(error).reason}`));
  }

  #signal(): AbortSignal {
    return AbortSignal.any([this.#closing.signal, this.#woken.signal]);
  }

  #tell(news: Partial<RelaySelf>): void {
    this.#self = { ...this.#self, ...news };
  }
}
