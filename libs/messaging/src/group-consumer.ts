import { UnknownEventType } from '@daifa/event-store/context';
import type { StoredRecord } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import { type Consumer, LOG, openCheckpoint, replayOf } from '@daifa/projection/checkpoint';
import { failureOf, isTransient } from '@daifa/projection/failure';
import { type Applied, applyPage, type Page, type PageHandler, type PageOutcome } from '@daifa/projection/page';
import type { Progress } from '@daifa/projection/progress';
import { backoffMs } from './backoff.js';
import type { BusCounters, BusState, Delivery, PageSink } from './port.js';
import { type Buried, quarantine } from './quarantine.js';
import { StopGroup } from './stop-group.js';

export type GroupConsumerOptions = {
  readonly consumer: Consumer;
  readonly handle: PageHandler;
  readonly wants: (record: StoredRecord) => boolean;
  readonly progress: Progress;
  readonly ports: Ports;
  readonly signal: AbortSignal;
  /** Is told of each failure once, without payload. */
  readonly report: (failure: string) => void;
  /** Is told of each dead letter once it is written down. */
  readonly buried?: ((buried: Buried) => Promise<void>) | undefined;
};

/**
 * One process's member of a consumer group: takes pages from whatever source and makes each durable, or says why not.
 * The world failing is waited out; a record failing parks its key; a record nobody may guess about stops the group.
 */
export class GroupConsumer implements PageSink {
  state: BusState = 'starting';
  alarm: string | null = null;
  lastError: string | null = null;
  at = 0;
  #failures = 0;
  readonly #counters = { pages: 0, applied: 0, duplicates: 0, healed: 0, parked: 0, retries: 0 };

  constructor(private readonly options: GroupConsumerOptions) {}

  get counters(): BusCounters {
    return { ...this.#counters };
  }

  async position(partition = LOG): Promise<number> {
    const { consumer, progress } = this.options;
    return this.#outlasting(async () => {
      const position = await openCheckpoint(consumer, partition);
      progress.forget(consumer.group);
      this.at = await progress.stored(consumer.group);
      return position;
    });
  }

  /** Where the group is by now, whoever moved it. */
  look(): Promise<number> {
    return this.options.progress.stored(this.options.consumer.group);
  }

  assigned(partitions: number): void {
    if (this.state === 'running' || this.state === 'starting' || this.state === 'standby') this.state = partitions === 0 ? 'standby' : 'running';
  }

  replaying(): Promise<{ readonly after: number; readonly upTo: number } | null> {
    return this.#outlasting(() => replayOf(this.options.consumer));
  }

  async deliver(whole: Page): Promise<Delivery> {
    const page = { ...whole, records: whole.records.filter(this.options.wants) };
    try {
      return await this.#answer(page, await this.#applyOrPark(page));
    } catch (error) {
      if (error instanceof UnknownEventType) return this.#stopBefore(page, error);
      if (error instanceof StopGroup) return this.#stop(error.message);
      if (this.options.signal.aborted) return { kind: 'stopped' };
      throw error;
    }
  }

  async failed(error: unknown): Promise<void> {
    this.tell(error);
    this.#counters.retries += 1;
    await this.options.ports.timers.sleep(backoffMs(this.#failures++, this.options.ports.random), this.options.signal);
  }

  crash(error: unknown): void {
    this.tell(error);
    this.state = 'crashed';
    this.alarm = failureOf(error).reason;
  }

  async #applyOrPark(page: Page): Promise<PageOutcome> {
    const apply = (part: Page): Promise<PageOutcome> => this.#outlasting(() => applyPage(this.options.consumer, part, this.options.handle));
    try {
      return this.#count(await apply(page));
    } catch (error) {
      if (mustStop(error) || this.options.signal.aborted || page.records.length === 0) throw error;
      this.tell(error);
      const { consumer, ports, signal } = this.options;
      const done = await quarantine({
        consumer, ports, signal, mustStop, apply: async (part) => this.#count(await apply(part)), buried: (record, cause) => this.#tellBuried(record, cause),
      }, page);
      return done ? this.#count(await apply(page)) : { kind: 'standby' };
    }
  }

  /** The dead letter stands in its table; who else is told of it may miss it. */
  async #tellBuried(record: StoredRecord, cause: unknown): Promise<void> {
    const { buried, consumer } = this.options;
    await buried?.({ group: consumer.group, record, reason: failureOf(cause).reason }).catch((error: unknown) => this.tell(error));
  }

  async #answer({ partition }: Page, outcome: PageOutcome): Promise<Delivery> {
    if (outcome.kind === 'standby') {
      this.state = 'standby';
      return outcome;
    }
    this.state = 'running';
    if (outcome.kind === 'applied' && outcome.actErrors.length === 0) this.lastError = null;
    await this.#moved(partition, outcome);
    return { kind: 'at', position: outcome.position };
  }

  /** The group is where the slowest of a broker's partitions is, and some of them are other processes'. */
  async #moved(partition: number, { kind, position }: Exclude<PageOutcome, { kind: 'standby' }>): Promise<void> {
    const { progress, consumer: { group } } = this.options;
    if (partition === LOG && kind === 'applied') {
      this.at = position;
      return progress.moved(group, position);
    }
    progress.forget(group);
    this.at = await this.#outlasting(() => progress.stored(group));
    if (partition !== LOG) progress.reached(group, this.at);
  }

  /** Applies what stands before the unknown event, so that the group stops exactly there. */
  async #stopBefore(page: Page, error: UnknownEventType): Promise<Delivery> {
    this.tell(error);
    const unknown = page.records.find((record) => isOf(record, error));
    const known = page.records.filter((record) => record.position < (unknown?.position ?? 0));
    const last = known.at(-1);
    if (unknown && last) {
      const before = { ...page, upTo: last.position, records: known };
      const delivery = await this.deliver(before);
      if (delivery.kind !== 'at' || delivery.position < before.upTo) return delivery;
    }
    return this.#stop(unknown ? `position ${unknown.position}: ${error.message}` : error.message);
  }

  #stop(alarm: string): Delivery {
    this.state = 'stopped';
    this.alarm = alarm;
    this.options.report(alarm);
    return { kind: 'stopped' };
  }

  /** Tries until the world is well again, or we close. @throws what is not the world's failure, at once */
  async #outlasting<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        const result = await work();
        this.#failures = 0;
        return result;
      } catch (error) {
        if (!isTransient(error) || this.options.signal.aborted) throw error;
        await this.failed(error);
      }
    }
  }

  #count(outcome: PageOutcome): PageOutcome {
    if (outcome.kind === 'applied') this.#add(outcome);
    return outcome;
  }

  #add(outcome: Applied): void {
    this.#counters.pages += 1;
    for (const key of ['applied', 'duplicates', 'healed', 'parked'] as const) this.#counters[key] += outcome[key];
    for (const error of outcome.actErrors) this.tell(error);
  }

  /** Reports a failure and keeps it for `health`. */
  tell(error: unknown): void {
    const { reason, error: where } = failureOf(error);
    this.lastError = reason;
    this.options.report(`${reason}\n${where}`);
  }
}

/** Whether the group may not go on past this failure, nor park it. */
function mustStop(error: unknown): boolean {
  return error instanceof UnknownEventType || error instanceof StopGroup;
}

function isOf(record: StoredRecord, { eventType, schemaVersion }: UnknownEventType): boolean {
  if (record.type !== eventType) return false;
  const meta: unknown = JSON.parse(record.meta);
  return typeof meta === 'object' && meta !== null && Reflect.get(meta, 'schemaVersion') === schemaVersion;
}
