import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import { LOG } from '@daifa/projection/checkpoint';
import { isTransient } from '@daifa/projection/failure';
import type { LogTail } from './log-tail.js';
import type { Delivery, PageSink, PageSource } from './port.js';

/** How often a process in standby asks whether it may take over. */
const STANDBY_MS = 500;
/**
 * After a page that was not full, what comes within this time goes together. A page costs each group some ten statements however
 * little is on it: without the pause a busy system spends most of itself on pages of one event. After silence there is no wait.
 */
const GATHER_MS = 10;

type Options = { readonly tail: LogTail; readonly ownsTail: boolean; readonly store: EventStore; readonly ports: Pick<Ports, 'timers'>; readonly pageEventsMax: number };
type Read = { readonly after: number; readonly records: Promise<readonly StoredRecord[]> };

/** Pages straight from the event log, for the embedded bus. */
export class LogSource implements PageSource {
  constructor(private readonly options: Options) {}

  async run(sink: PageSink, signal: AbortSignal): Promise<void> {
    let position = await this.#start(sink, signal);
    let ahead: Read | null = null;
    while (!signal.aborted) {
      const records = await this.#read(ahead?.after === position ? ahead : this.#readAfter(position, signal), sink);
      const last = records.at(-1);
      ahead = null;
      if (last === undefined) {
        position = await sink.position();
        continue;
      }
      // A full page means there is more: read it while this one is applied. At the end of the log, small pages stay fresh instead.
      if (records.length === this.options.pageEventsMax) ahead = this.#readAfter(last.position, signal);
      const delivery = await sink.deliver({ partition: LOG, after: position, upTo: last.position, records });
      if (delivery.kind === 'stopped') return;
      position = await this.#next(delivery, sink, signal);
      if (!ahead) await this.options.ports.timers.sleep(GATHER_MS, signal);
    }
  }

  head(): Promise<number> {
    return this.options.store.headPosition();
  }

  nudge(): void {
    this.options.tail.nudge();
  }

  async close(): Promise<void> {
    if (this.options.ownsTail) await this.options.tail.close();
  }

  /** @throws ForkedHistory */
  async #start(sink: PageSink, signal: AbortSignal): Promise<number> {
    const position = await sink.position();
    let head: number | null = null;
    while (head === null && !signal.aborted) head = await this.head().catch((error: unknown) => tryAgain(error, sink));
    if (head !== null && position > head) throw new ForkedHistory(position, head);
    return position;
  }

  async #next(delivery: Exclude<Delivery, { kind: 'stopped' }>, sink: PageSink, signal: AbortSignal): Promise<number> {
    if (delivery.kind === 'at') return delivery.position;
    await this.options.ports.timers.sleep(STANDBY_MS, signal);
    return sink.position();
  }

  #readAfter(after: number, signal: AbortSignal): Read {
    const records = this.options.tail.next(after, this.options.pageEventsMax, signal);
    records.catch(() => undefined); // a read ahead that is not used may fail unheard; one that is used is awaited
    return { after, records };
  }

  async #read(read: Read, sink: PageSink): Promise<readonly StoredRecord[]> {
    return (await read.records.catch((error: unknown) => tryAgain(error, sink))) ?? [];
  }
}

/** Waits before the next attempt when the world failed. @throws the error when it is not the world's */
async function tryAgain(error: unknown, sink: PageSink): Promise<null> {
  if (!isTransient(error)) throw error;
  await sink.failed(error);
  return null;
}

/** The group has seen events the store does not have: the store was restored from an older state, and must not be followed. */
export class ForkedHistory extends Error {
  override readonly name = 'ForkedHistory';
  constructor(position: number, head: number) {
    super(`the checkpoint is at ${position}, the log ends at ${head}`);
  }
}
