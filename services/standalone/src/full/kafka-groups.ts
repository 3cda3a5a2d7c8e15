import type { Ports } from '@daifa/ports/ports';
import { type Admin, Kafka, logLevel } from 'kafkajs';

const LOOK_MS = 100;
/** Seconds on a busy machine. What takes longer is not waited for: consumers try again by themselves for as long as it takes. */
const WAIT_MS_MAX = 60_000;

export type GroupsOptions = { readonly brokers: string; readonly ports: Pick<Ports, 'clock' | 'timers'>; readonly signal: AbortSignal };

/**
 * Waits until a Kafka that has just started coordinates consumer groups: it makes the topic of their offsets when it is first
 * asked, and reads it after that. Who joins meanwhile is refused a few times, with a warning for each.
 */
export function groupsAreCoordinated(options: GroupsOptions): Promise<void> {
  return asked(options, async (admin) => {
    await admin.describeGroups(SOME_GROUPS);
    return true; // that there are none of them is an answer
  });
}

/** Some group of every partition of the offsets' topic, which has a handful where Kafka is ours. */
const SOME_GROUPS = Array.from({ length: 32 }, (_, n) => `daifa-start-${n}`);

/** Waits until each group has this many members and has shared the partitions among them: from then on news arrive at once. */
export function groupsAreComplete(options: GroupsOptions, groupIds: readonly string[], members: number): Promise<void> {
  return asked(options, async (admin) => {
    const { groups } = await admin.describeGroups([...groupIds]);
    return groups.every((group) => group.state === 'Stable' && group.members.length >= members);
  });
}

async function asked({ brokers, ports: { clock, timers }, signal }: GroupsOptions, question: (admin: Admin) => Promise<boolean>): Promise<void> {
  const admin = new Kafka({ clientId: 'daifa-start', brokers: brokers.split(','), logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
  const giveUpAtMs = clock.monotonicMs() + WAIT_MS_MAX;
  while (!signal.aborted && clock.monotonicMs() < giveUpAtMs) {
    if (await isSo(admin, question)) break;
    await timers.sleep(LOOK_MS, signal);
  }
  await admin.disconnect();
}

/** A failure means not yet, and that is the question. */
async function isSo(admin: Admin, question: (admin: Admin) => Promise<boolean>): Promise<boolean> {
  try {
    await admin.connect();
    return await question(admin);
  } catch {
    return false;
  }
}
