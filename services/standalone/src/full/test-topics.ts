import { Kafka, logLevel } from 'kafkajs';

/** Removes what worlds of a test have left on brokers that others use too. */
export async function removeTopics(brokers: string, prefix: string): Promise<void> {
  const admin = new Kafka({ clientId: 'test', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${prefix}.`));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  await admin.disconnect();
}
