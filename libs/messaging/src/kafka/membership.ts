import type { EventStore, StoredRecord } from '@daifa/event-store/port';
import type { Ports } from '@daifa/ports/ports';
import type { Page } from '@daifa/projection/page';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { PageSink } from '../port.js';
import type { DeadLetterTopic } from './dead-letter-topic.js';
import { type Arrival, arrivalOf, MalformedMessage, partitionOf } from './message.js';
import { PartitionArrivals } from './partition-arrivals.js';

export type MembershipOptions = {
  readonly client: Kafka;
  readonly topic: string;
  readonly groupId: string;
  readonly store: EventStore;
  readonly ports: Ports;
  readonly pageEventsMax: number;
  readonly letters: DeadLetterTopic;
  readonly sink: PageSink;
  readonly signal: AbortSignal;
  readonly report: (failure: string) => void;
};

/** A member that shows no sign for this long loses its partitions; heartbeats go on while a page is applied. */
const SESSION_MS = 10_000;
const HEARTBEAT_MS = 1_000;
const REBALANCE_MS = 30_000;
/** How long the broker may hold back an empty answer. */
const FETCH_WAIT_MS = 100;
/** While another process still holds a partition's checkpoint, or the log is replayed. */
const STANDBY_MS = 200;

/** A stretch of the log of which this partition did not bring everything. */
type Hole = { readonly after: number; readonly position: number };

/** What is left of a batch's delivery: go on, or give up because the partition is another's or everything stops. */
type Progress = 'on' | 'left';

/** One life of a kafkajs consumer in the group: joins, hands batches on as pages, commits offsets after them, leaves. */
export class Membership {
  hasApplied = false;
  #partitions = 0;
  readonly #arrivals = new Map<number, PartitionArrivals>();
  readonly #ended = new AbortController();

  constructor(private readonly options: MembershipOptions) {}

  /** Resolves when the signal aborted or the group has stopped. @throws what ended the membership otherwise */
  async run(): Promise<void> {
    const { client, groupId, topic, signal } = this.options;
    const consumer = client.consumer({
      groupId, allowAutoTopicCreation: false, sessionTimeout: SESSION_MS, heartbeatInterval: HEARTBEAT_MS, rebalanceTimeout: REBALANCE_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS, retry: { retries: 5, restartOnFailure: async () => false },
    });
    const crashed = new Promise<never>((_, reject) => consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error)));
    crashed.catch(() => undefined); // awaited below, unless the start fails first
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.#arrivals.clear(); // another member may have gone on with a partition that comes back
      this.options.sink.assigned((payload.memberAssignment[topic] ?? []).length);
    });
    const stopped = new Promise<void>((resolve) => AbortSignal.any([signal, this.#ended.signal]).addEventListener('abort', () => resolve(), { once: true }));
    try {
      await this.#openCheckpoints();
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (payload) => this.#batch(consumer, payload) });
      if (!signal.aborted) await Promise.race([stopped, crashed]);
    } finally {
      await consumer.disconnect().catch((error: unknown) => this.options.report(`leaving ${groupId}: ${error instanceof Error ? error.name : 'failed'}`));
    }
  }

  /** All of them, also those of other members: a group is where its slowest partition is. */
  async #openCheckpoints(): Promise<void> {
    const { client, topic, sink } = this.options;
    const admin = client.admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      this.#partitions = topics[0]?.partitions.length ?? 0;
    } finally {
      await admin.disconnect();
    }
    for (let partition = 0; partition < this.#partitions; partition += 1) await sink.position(checkpointOf(partition));
  }

  async #batch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const done = new AbortController();
    void this.#beat(payload, done.signal);
    try {
      const { batch: { topic, partition, messages } } = payload;
      for (let from = 0; from < messages.length; from += this.options.pageEventsMax) {
        const part = messages.slice(from, from + this.options.pageEventsMax);
        if ((await this.#part(payload, part)) === 'left') {
          this.#arrivals.delete(partition); // it will be delivered again, and has to be looked at anew
          return;
        }
        const last = part.at(-1);
        if (!last) return;
        this.hasApplied = true;
        payload.resolveOffset(last.offset);
        await consumer.commitOffsets([{ topic, partition, offset: (BigInt(last.offset) + 1n).toString() }]);
      }
    } finally {
      done.abort();
    }
  }

  /** One page of the records, and a page from the store for each mark that counts more than came. */
  async #part(payload: EachBatchPayload, messages: EachBatchPayload['batch']['messages']): Promise<Progress> {
    const { partition } = payload.batch;
    const arrivals = this.#arrivals.get(partition) ?? new PartitionArrivals(await this.options.sink.position(checkpointOf(partition)));
    this.#arrivals.set(partition, arrivals);
    const records: StoredRecord[] = [];
    const torn: Hole[] = [];
    let upTo: number | null = null;
    let marked: number | null = null;
    for (const message of messages) {
      const arrival = await this.#arrival(message, payload);
      if (arrival?.kind === 'record') {
        records.push(arrival.record);
        arrivals.record(arrival.record.position);
      } else if (arrival?.kind === 'mark') {
        marked = Math.max(marked ?? 0, arrival.mark.position);
        const after = arrivals.missingAt(arrival.mark);
        if (after !== null) torn.push({ after, position: arrival.mark.position });
        else if (torn.length === 0) upTo = marked;
      }
    }
    if ((await this.#deliver({ partition: checkpointOf(partition), after: null, upTo, records }, payload)) === 'left') return 'left';
    for (const hole of torn) if ((await this.#mend(hole, payload)) === 'left') return 'left';
    return torn.length > 0 && marked !== null ? this.#deliver({ partition: checkpointOf(partition), after: null, upTo: marked, records: [] }, payload) : 'on';
  }

  async #arrival(message: EachBatchPayload['batch']['messages'][number], { batch }: EachBatchPayload): Promise<Arrival | null> {
    try {
      return arrivalOf(message);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.options.report(`message ${batch.partition}/${message.offset} of ${batch.topic} is left out: ${error.message}`);
      await this.options.letters.malformed(message, error.message);
      return null; // a record of ours it may have been is missing at the next mark, and comes from the store
    }
  }

  /** Fetches from the store what a mark misses; the gate leaves out what came. */
  async #mend({ after, position }: Hole, payload: EachBatchPayload): Promise<Progress> {
    const { store, pageEventsMax, report } = this.options;
    const { partition } = payload.batch;
    report(`partition ${partition}: not all records before position ${position} came, they are read from the store`);
    for (let from = after; from < position; ) {
      const page = (await store.readAll(from, pageEventsMax)).filter((record) => record.position <= position);
      from = page.at(-1)?.position ?? position;
      const records = page.filter(({ stream }) => partitionOf(stream, this.#partitions) === partition);
      if ((await this.#deliver({ partition: checkpointOf(partition), after: null, upTo: from, records }, payload)) === 'left') return 'left';
    }
    return 'on';
  }

  async #deliver(page: Page, { isRunning, isStale }: EachBatchPayload): Promise<Progress> {
    const { sink, ports, signal } = this.options;
    while (isRunning() && !isStale() && !signal.aborted) {
      const { kind } = await sink.deliver(page);
      if (kind === 'at') return 'on';
      if (kind === 'stopped') {
        this.#ended.abort();
        return 'left';
      }
      await ports.timers.sleep(STANDBY_MS, signal);
    }
    return 'left';
  }

  async #beat({ heartbeat }: EachBatchPayload, done: AbortSignal): Promise<void> {
    while (!done.aborted) {
      await this.options.ports.timers.sleep(HEARTBEAT_MS, done);
      // A failed heartbeat shows in the commit that follows; kafkajs joins again by itself.
      if (!done.aborted) await heartbeat().catch(() => undefined);
    }
  }
}

/** 0 is the log's own. */
function checkpointOf(partition: number): number {
  return partition + 1;
}
