import type { EventStore } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import type { Kafka } from 'kafkajs';
import type { PageSink, PageSource } from '../port.js';
import { ReplaySource } from '../replay-source.js';
import { type KafkaSettings, kafkaClient, topicsOf } from './client.js';
import { DeadLetterTopic } from './dead-letter-topic.js';
import { Membership } from './membership.js';

export type KafkaSourceOptions = {
  readonly kafka: KafkaSettings;
  /** The consumer group, without prefix. */
  readonly group: string;
  /** The truth: what was lost on the way is fetched from it, and rebuilds read it. */
  readonly store: EventStore;
  readonly ports: Ports;
  /** 1 to 10 000. The most events in one transaction, reached only while catching up. */
  readonly pageEventsMax: number;
  /** Is told of failures and losses once each, without payload. */
  readonly report: (failure: string) => void;
};

/** A membership that ends this often in a row without having applied anything will not get better by itself. */
const LIVES_MAX = 20;

/**
 * Pages from Kafka. Memberships of the consumer group follow one another for as long as it takes: kafkajs stops for good on
 * errors it does not expect, and a member that only looks alive is worse than one that starts anew. Rebuilds read the log.
 */
export class KafkaSource implements PageSource {
  readonly letters: DeadLetterTopic;
  readonly #client: Kafka;
  readonly #replays: ReplaySource;

  constructor(private readonly options: KafkaSourceOptions) {
    const { kafka, group, report } = options;
    this.#client = kafkaClient(kafka, group, report);
    this.letters = new DeadLetterTopic({ client: this.#client, topic: topicsOf(kafka).deadLetters, group });
    this.#replays = new ReplaySource(options);
  }

  async run(sink: PageSink, signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const replaying = this.#replays.run(sink, AbortSignal.any([signal, ended.signal]));
    try {
      await Promise.race([this.#memberships(sink, signal), replaying.then(() => new Promise<never>(() => undefined))]);
    } finally {
      ended.abort();
      await replaying;
    }
  }

  head(): Promise<number> {
    return this.options.store.headPosition();
  }

  nudge(): void {
    this.#replays.nudge();
  }

  close(): Promise<void> {
    return this.letters.close();
  }

  /** @throws what ended the last of LIVES_MAX memberships in a row that did nothing */
  async #memberships(sink: PageSink, signal: AbortSignal): Promise<void> {
    const { kafka, group } = this.options;
    for (let idle = 0; !signal.aborted; ) {
      const membership = new Membership({ ...this.options, letters: this.letters, client: this.#client, topic: topicsOf(kafka).events, groupId: `${kafka.prefix}.${group}`, sink, signal });
      try {
        await membership.run();
        return;
      } catch (error) {
        idle = membership.hasApplied ? 0 : idle + 1;
        if (idle >= LIVES_MAX) throw error;
        await sink.failed(error);
      }
    }
  }
}
