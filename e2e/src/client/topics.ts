import { Kafka, logLevel } from 'kafkajs';

/** Removes what a world with this prefix has left on brokers that others use too: its topics and consumer groups. */
export async function removeTopics(brokers: string, prefix: string): Promise<void> {
  const admin = new Kafka({ clientId: 'e2e', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const isOurs = (name: string): boolean => name.startsWith(`${prefix}.`);
    const topics = (await admin.listTopics()).filter(isOurs);
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter(isOurs);
    if (groups.length > 0) await admin.deleteGroups(groups);
  } finally {
    await admin.disconnect();
  }
}
