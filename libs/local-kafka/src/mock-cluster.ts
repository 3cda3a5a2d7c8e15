import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.js';

/** What a broker can be made to answer, by its number in Kafka's protocol. */
export const BROKER_ERRORS = {
  offsetOutOfRange: 1, leaderNotAvailable: 5, notLeader: 6, timedOut: 7, coordinatorLoading: 14, notCoordinator: 16,
  notEnoughReplicas: 19, illegalGeneration: 22, unknownMember: 25, rebalancing: 27,
} as const;

/** What can be asked of a broker, by its number in Kafka's protocol. */
export const REQUESTS = { produce: 0, fetch: 1, metadata: 3, offsetCommit: 8, offsetFetch: 9, findCoordinator: 10, joinGroup: 11, heartbeat: 12, syncGroup: 14 } as const;

/** Three brokers, numbered from 1, that fail on command. They keep nothing on a disk, know no producer ids, and make no topics when a client asks. */
export type MockCluster = {
  /** `host:port` of each, with commas between. */
  readonly brokers: string;
  makeTopic(name: string, partitions: number): Promise<void>;
  /** Its connections are reset, and new ones refused, until it is up again. */
  down(broker: number): Promise<void>;
  up(broker: number): Promise<void>;
  /** Every answer of a broker takes this long. */
  slow(broker: number, ms: number): Promise<void>;
  leads(topic: string, partition: number, broker: number): Promise<void>;
  coordinates(group: string, broker: number): Promise<void>;
  /** The next requests of this kind, 1 to 1000 of them, are answered with this error, whichever broker is asked. */
  fail(request: keyof typeof REQUESTS, error: keyof typeof BROKER_ERRORS, times: number): Promise<void>;
  stop(): Promise<void>;
};

/** The same for `src` and `dist`. */
const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '..', 'mock', 'mock-cluster.c');

/**
 * Compiles and starts librdkafka's mock cluster. For tests only.
 *
 * @throws Error that says what to install where there is no C compiler or no librdkafka
 */
export async function startMockCluster(): Promise<MockCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'daifa-mock-kafka-'));
  const program = join(folder, 'mock-cluster');
  const compiled = await runProgram('cc', ['-O1', SOURCE, '-lrdkafka', '-o', program], { cwd: folder });
  if (compiled.kind === 'missing' || compiled.code !== 0) {
    rmSync(folder, { recursive: true });
    throw new Error(`The mock cluster needs a C compiler and librdkafka (Debian: apt-get install gcc libc6-dev librdkafka-dev): ${compiled.kind === 'missing' ? 'there is no cc' : compiled.said}`);
  }
  // It ends with its standard input, so it does not outlive a test that was killed.
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async (): Promise<string> => {
    const line = await lines.next();
    return line.done ? 'the mock cluster ended' : line.value;
  };
  // Commands are awaited in turn, so the next line is the answer.
  const tell = async (...words: readonly (string | number)[]): Promise<void> => {
    child.stdin.write(`${words.join(' ')}\n`);
    const answer = await said();
    if (answer !== 'ok') throw new Error(`${words.join(' ')}: ${answer}`);
  };
  return {
    brokers: await said(),
    makeTopic: (name, partitions) => tell('topic', name, partitions),
    down: (broker) => tell('down', broker),
    up: (broker) => tell('up', broker),
    slow: (broker, ms) => tell('slow', broker, ms),
    leads: (topic, partition, broker) => tell('leader', topic, partition, broker),
    coordinates: (group, broker) => tell('coordinator', group, broker),
    fail: (request, error, times) => tell('fail', REQUESTS[request], BROKER_ERRORS[error], times),
    stop: async () => {
      child.stdin.end();
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}
