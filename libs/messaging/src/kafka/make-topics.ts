import type { Timers } from '@daifa/ports/ports';
import { systemPorts } from '@daifa/ports/system';
import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import type { Topics } from './client.js';

export type TopicSettings = {
  /** Of the topic of events, where it is still to be made; a topic that is there keeps what it has. */
  readonly partitions: number;
  /** Copies of each partition; -1 leaves it to the cluster. */
  readonly replicationFactor: number;
};

/** Dead letters are few, and nobody reads them in a hurry. */
const DEAD_LETTER_PARTITIONS = 1;
/**
 * Kept until somebody decides otherwise: the broker's own habit is to forget after a week, without a word, and a service
 * that is new or was down for longer would never be told of older orders.
 */
const KEPT = [{ name: 'retention.ms', value: '-1' }];

/** A topic is made by the controller, and known to the other brokers a moment later. */
const LOOKS_MAX = 50;
const LOOK_MS = 100;

/**
 * Makes the topics that are missing. A broker that does not let us may have them already, or a person makes them: so that is
 * told, not thrown.
 *
 * @returns how many partitions the topic of events has
 * @throws where the topic of events is not there afterwards
 */
export async function makeTopics(
  client: Kafka, topics: Topics, { partitions, replicationFactor }: TopicSettings, report: (failure: string) => void, timers: Timers = systemPorts.timers,
): Promise<number> {
  const admin = client.admin();
  await admin.connect();
  try {
    const there = await admin.listTopics();
    const wanted: readonly ITopicConfig[] = [
      { topic: topics.events, numPartitions: partitions, replicationFactor, configEntries: KEPT },
      { topic: topics.deadLetters, numPartitions: DEAD_LETTER_PARTITIONS, replicationFactor, configEntries: KEPT },
    ];
    for (const one of wanted) if (!there.includes(one.topic)) await make(admin, one, report);
    return await partitionsOf(admin, topics.events, timers);
  } finally {
    await admin.disconnect();
  }
}

/** Somebody else may make it at the same moment: that counts as made. */
async function make(admin: Admin, topic: ITopicConfig, report: (failure: string) => void): Promise<void> {
  try {
    await admin.createTopics({ topics: [topic], waitForLeaders: false });
  } catch (error) {
    report(`the topic ${topic.topic} could not be made (${error instanceof Error ? error.name : 'unknown'}): make it by hand, unless it is there`);
  }
}

/** Asks for what is listed only: about a topic it does not know yet, kafkajs complains at once. */
async function partitionsOf(admin: Admin, topic: string, timers: Timers): Promise<number> {
  for (let look = 1; look <= LOOKS_MAX; look++) {
    if ((await admin.listTopics()).includes(topic)) {
      const { topics: [found] } = await admin.fetchTopicMetadata({ topics: [topic] });
      if (found && found.partitions.length > 0 && found.partitions.every(({ leader }) => leader >= 0)) return found.partitions.length;
    }
    await timers.sleep(LOOK_MS);
  }
  throw new Error(`there is no topic ${topic}`);
}
