import { GroupBus, type GroupBusOptions } from './group-bus.js';
import { LogSource } from './log-source.js';
import { LogTail } from './log-tail.js';

export type EmbeddedBusOptions = Omit<GroupBusOptions, 'source'> & {
  /** 1 to 10 000. The most events in one transaction, reached only while catching up. */
  readonly pageEventsMax?: number;
  /** The process's reader of the log, shared by all its buses; without one the bus reads for itself. */
  readonly tail?: LogTail;
};

const PAGE_EVENTS_MAX = 5_000;

/** The bus of the embedded world: pages straight from the event log. */
export function embeddedBus({ pageEventsMax = PAGE_EVENTS_MAX, tail, ...options }: EmbeddedBusOptions): GroupBus {
  const { store, ports } = options;
  const log = tail ?? new LogTail({ store, ports });
  return new GroupBus({ ...options, source: new LogSource({ tail: log, ownsTail: tail === undefined, store, ports, pageEventsMax }) });
}
