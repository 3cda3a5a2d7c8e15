import { GroupBus, type GroupBusOptions } from '../group-bus.js';
import type { KafkaSettings } from './client.js';
import { KafkaSource } from './source.js';

export type KafkaBusOptions = Omit<GroupBusOptions, 'source' | 'buried'> & {
  readonly kafka: KafkaSettings;
  /** 1 to 10 000. */
  readonly pageEventsMax?: number;
  /** Is told of failures and losses once each, without payload. */
  readonly report: (failure: string) => void;
};

/** Pages hold one partition's share of a fetch (1 MB), so this bound is rarely met. */
const PAGE_EVENTS_MAX = 5_000;

/** The bus of the full world: pages from Kafka. */
export function kafkaBus({ kafka, pageEventsMax = PAGE_EVENTS_MAX, report, ...options }: KafkaBusOptions): GroupBus {
  const { group, store, ports } = options;
  const source = new KafkaSource({ kafka, group, store, ports, pageEventsMax, report });
  return new GroupBus({ ...options, source, buried: (letter) => source.letters.buried(letter) });
}
