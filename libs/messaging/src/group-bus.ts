import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { DataSource } from 'typeorm';
import { categoryOf, type EventStore, type StoredRecord } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import { type Consumer, releaseCheckpoint } from '@daifa/projection/checkpoint';
import { type DeadLetter, discardDeadLetter, listDeadLetters, replayDeadLetter, showDeadLetter, type Unparked, type Unparking } from '@daifa/projection/dead-letters';
import type { PageContext, PageHandler } from '@daifa/projection/page';
import { Progress } from '@daifa/projection/progress';
import { resetGroup } from '@daifa/projection/rebuild';
import { GroupConsumer } from './group-consumer.js';
import { HealthWatch } from './health.js';
import { type Bus, type BusHealth, BusStopped, type PageSource } from './port.js';
import type { Buried } from './quarantine.js';
import { StopGroup } from './stop-group.js';

export type GroupBusOptions = {
  readonly group: string;
  readonly store: EventStore;
  /** The service's database; its `schema` holds the read models and the tables of projectionTables. */
  readonly dataSource: DataSource;
  readonly schema: string;
  readonly ports: Ports;
  /** The service's notice board, shared with the controllers that wait for it. */
  readonly progress?: Progress;
  /** What carries the pages. */
  readonly source: PageSource;
  /** Put around all handlers of a page, for what watches them. */
  readonly around?: (handle: PageHandler) => PageHandler;
  /** Is told of each dead letter once it is written down. */
  readonly buried?: (buried: Buried) => Promise<void>;
};

/** A page that takes longer than this to finish is left to the database's rollback. */
const CLOSE_MS = 10_000;
/** Between two looks at whether a rebuild is still going on. */
const REBUILD_LOOK_MS = 1_000;

/**
 * A consumer group as a Nest transport, whatever carries the pages: the log itself (embedded.ts) or Kafka (kafka/bus.ts). One
 * instance per group; it takes the `@EventPattern` handlers whose extras name its group. Connect it with connectBus, which keeps
 * handlers' errors whole.
 */
export class GroupBus extends Server implements CustomTransportStrategy, Bus {
  override readonly propagatesEventHandlerErrors = true;
  readonly group: string;
  readonly progress: Progress;
  readonly #handlers = new Map<string, MessageHandler[]>();
  readonly #place: Consumer;
  readonly #consumer: GroupConsumer;
  readonly #health: HealthWatch;
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;

  constructor(private readonly options: GroupBusOptions) {
    super();
    const { group, store, dataSource, schema, ports, source } = options;
    this.group = group;
    this.progress = options.progress ?? new Progress({ dataSource, schema, ports });
    this.#place = { dataSource, schema, group, store, owner: ports.ids.uuid() };
    const { around = (handle) => handle } = options;
    this.#consumer = new GroupConsumer({
      consumer: this.#place, progress: this.progress, ports, signal: this.#closing.signal,
      handle: around((records, context) => this.#dispatch(records, context)),
      wants: (record) => this.#handlers.has(categoryOf(record.stream)),
      report: (failure) => this.logger.error(`${group}: ${failure}`),
      buried: options.buried,
    });
    this.#health = new HealthWatch({ place: this.#place, consumer: this.#consumer, source, clock: ports.clock });
  }

  /** Several handlers of one pattern all run, in the order they were added; they share the page's transaction. */
  override addHandler(pattern: string, handler: MessageHandler, isEventHandler = false, extras: Readonly<Record<string, unknown>> = {}): void {
    if (!isEventHandler) return; // request and reply is HTTP's
    if (typeof extras['group'] !== 'string') throw new Error(`the handler of events of "${pattern}" names no group`);
    if (extras['group'] !== this.group) return;
    this.#handlers.set(pattern, [...(this.#handlers.get(pattern) ?? []), handler]);
  }

  listen(started: (error?: Error) => void): void {
    if (this.#handlers.size === 0) return started(new Error(`no handler names the group "${this.group}"`));
    this.#running ??= this.#run();
    started();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const bound = new AbortController();
    const finished = this.#handOver().finally(() => bound.abort());
    await Promise.race([finished, this.options.ports.timers.sleep(CLOSE_MS, bound.signal)]);
    await this.options.source.close?.();
    this.#consumer.state = 'closed';
  }

  waitFor(position: number, timeoutMs: number): Promise<boolean> {
    return this.progress.waitFor(this.group, position, timeoutMs);
  }

  health(): Promise<BusHealth> {
    return this.#health.look();
  }

  list(state?: DeadLetter['state']): Promise<readonly DeadLetter[]> {
    return listDeadLetters(this.#place, state);
  }

  show(deadLetterId: string): Promise<DeadLetter | null> {
    return showDeadLetter(this.#place, deadLetterId);
  }

  async replay(deadLetterId: string): Promise<Unparking> {
    return this.#told(await replayDeadLetter(this.#place, deadLetterId, (records, context) => this.#dispatch(records, context), () => this.options.ports.ids.uuid()));
  }

  async discard(deadLetterId: string, reason: string): Promise<Unparking> {
    return this.#told(await discardDeadLetter(this.#place, deadLetterId, reason, (records, context) => this.#dispatch(records, context), () => this.options.ports.ids.uuid()));
  }

  async rebuild(tables: readonly [string, ...string[]]): Promise<void> {
    const until = await resetGroup(this.#place, tables);
    this.progress.forget(this.group);
    this.options.source.nudge();
    while (!(await this.waitFor(until, REBUILD_LOOK_MS)) || (await this.progress.stored(this.group)) < until) {
      const { state, alarm } = this.#consumer;
      if (state === 'stopped' || state === 'crashed' || state === 'closed') throw new BusStopped(alarm ?? `${this.group} is ${state}`);
    }
  }

  /** Part of Nest's Server; this bus has no events of its own, `health` tells. */
  on(): never {
    throw new Error('a bus emits nothing: ask health()');
  }

  /** Part of Nest's Server. */
  unwrap(): never {
    throw new Error('nothing is to be had from underneath a bus');
  }

  async #run(): Promise<void> {
    try {
      await this.options.source.run(this.#consumer, this.#closing.signal);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#consumer.crash(error);
    }
  }

  /** Waits for the page at work, then gives the group back; without that answer the lease ends by itself. */
  async #handOver(): Promise<void> {
    await this.#running;
    if (this.#running) await releaseCheckpoint(this.#place).catch((error: unknown) => this.#consumer.tell(error));
  }

  async #dispatch(records: readonly StoredRecord[], context: PageContext): Promise<void> {
    for (const [category, handlers] of this.#handlers) {
      const page = records.filter((record) => categoryOf(record.stream) === category);
      if (page.length > 0) for (const handler of handlers) await settled(handler, page, context);
    }
  }

  #told({ actErrors, ...unparking }: Unparked): Unparking {
    for (const error of actErrors) this.#consumer.tell(error);
    return unparking;
  }
}

/** Nest's handlers answer with a promise, an Observable, or a promise of one: all of them are waited for. */
async function settled(handler: MessageHandler, page: readonly StoredRecord[], context: PageContext): Promise<void> {
  try {
    const result: unknown = await handler(page, context);
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  } catch (error) {
    if (error instanceof Error) throw error;
    throw new StopGroup('a handler failed and its error was lost on the way: connect this bus with connectBus, and let handlers throw Errors');
  }
}
