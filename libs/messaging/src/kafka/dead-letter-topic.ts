import type { Kafka, Producer } from 'kafkajs';
import type { Buried } from '../quarantine.js';

/**
 * Copies of dead letters for whoever watches a topic. The table is what counts and what `dlq` works on: a copy may be
 * missing after a crash, and may come twice.
 */
export class DeadLetterTopic {
  #producer: Promise<Producer> | null = null;

  constructor(private readonly options: { readonly client: Kafka; readonly topic: string; readonly group: string }) {}

  async buried({ record: { stream, revision, position, type, meta, data }, reason }: Buried): Promise<void> {
    await this.#send(stream, data, { reason, revision: String(revision), position: String(position), type, meta });
  }

  /** A message that is no record of ours, as it came. */
  async malformed(message: { readonly key: Buffer | null; readonly value: Buffer | null }, reason: string): Promise<void> {
    await this.#send(message.key, message.value, { reason });
  }

  async close(): Promise<void> {
    await (await this.#producer?.catch(() => null))?.disconnect();
  }

  async #send(key: Buffer | string | null, value: Buffer | string | null, headers: Readonly<Record<string, string>>): Promise<void> {
    const { topic, group } = this.options;
    this.#producer ??= this.#connected();
    await (await this.#producer).send({ topic, acks: -1, messages: [{ key, value, headers: { ...headers, group } }] });
  }

  async #connected(): Promise<Producer> {
    const producer = this.options.client.producer({ allowAutoTopicCreation: false });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      this.#producer = null; // the next letter tries again
      throw error;
    }
  }
}
