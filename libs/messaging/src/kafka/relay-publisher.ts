import type { Timers } from '@daifa/ports/ports';
import { CompressionTypes, type Kafka, type Producer } from 'kafkajs';
import type { Topics } from './client.js';
import { makeTopics, type TopicSettings } from './make-topics.js';
import { type RelayPage, requestsOf } from './relay-page.js';

export type PublisherOptions = {
  readonly client: Kafka;
  readonly topics: Topics;
  readonly settings: TopicSettings;
  readonly timers: Timers;
  readonly report: (failure: string) => void;
  /** False for a broker that gives no producer ids. Order holds without, too: one request at a time. */
  readonly idempotent: boolean;
  readonly epoch: number;
};

/** How long the broker may wait for its replicas, before the request is sent again. */
const ACKNOWLEDGE_MS = 10_000;
/** A broker that restarts is back within these; after them the lead is given up, and taken again with a new producer. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 3 };
const ALL_REPLICAS = -1;

export type Publisher = {
  /** Resolves when all replicas have the page and its marks. Called for one page at a time. */
  publish(page: RelayPage): Promise<void>;
  close(): Promise<void>;
};

/**
 * Connects one epoch's producer. A failed send may have arrived: the next epoch sends the page again with a producer of its
 * own, so that no state of the client outlives a failure.
 */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { client, topics, settings, timers, idempotent, epoch, report } = options;
  const partitions = await makeTopics(client, topics, settings, report, timers);
  const producer = client.producer({ idempotent, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry: RETRY });
  await producer.connect().catch((error: unknown) => giveUp(producer, error));
  return {
    publish: async (page) => {
      for (const messages of requestsOf(page, { partitions, epoch, report })) {
        // kafkajs keeps what it is given; the messages are made for this request alone.
        await producer.send({ topic: topics.events, acks: ALL_REPLICAS, timeout: ACKNOWLEDGE_MS, compression: CompressionTypes.None, messages: [...messages] });
      }
    },
    close: () => producer.disconnect(),
  };
}

async function giveUp(producer: Producer, error: unknown): Promise<never> {
  await producer.disconnect().catch(() => undefined); // what matters is why it did not connect
  throw error;
}
