import { existsSync, writeFileSync } from 'node:fs';
import { systemPorts } from '@daifa/ports/system';
import { type Artifacts, usableArtifacts } from './artifacts.js';
import { type Broker, startBroker } from './broker.js';
import { freePorts } from './free-ports.js';
import { type Home, LOG_FOLDER, noteBroker, openHome, takeHome } from './home.js';
import { runProgram } from './run-program.js';
import { asProperties, brokerSettings } from './settings.js';
import { KafkaStartError } from './start-error.js';

export { KafkaStartError, type KafkaStartReason } from './start-error.js';

export type KafkaOptions = {
  /** Made where it does not exist. The same folder again has the same topics, messages and offsets. */
  readonly dataDir: string;
  /** On 127.0.0.1 only; 0 or none: a free one. */
  readonly port?: number;
  readonly log?: (line: string) => void;
};

export type LocalKafka = {
  /** `127.0.0.1:port`. Anybody on this machine may connect. */
  readonly brokers: string;
  readonly pid: number;
  /** Resolves when the process is gone, for whatever reason. */
  readonly exited: Promise<void>;
  /** In order, so that the next start has nothing to recover. */
  stop(): Promise<void>;
  /** kill -9, for tests of exactly that: what was acknowledged stays, because it is with the operating system. */
  kill(): void;
};

/** A free port may be lost between choosing and using it. */
const ATTEMPTS_MAX = 5;
/** Kafka's id of a cluster: 16 bytes as base64url. A leading dash would look like an option, so this starts with a letter. */
const CLUSTER_ID_BYTES = 16;

/**
 * Starts Apache Kafka, broker and controller in one Java process, on a data folder of ours. Several may run at once. What
 * an earlier run left (an interrupted first start, a broker whose owner was killed) is cleared up first.
 *
 * @throws KafkaStartError with a reason word and one sentence that says what to change
 */
export async function startKafka(options: KafkaOptions): Promise<LocalKafka> {
  const log = options.log ?? ((): void => undefined);
  const artifacts = await usableArtifacts(log);
  const home = openHome(options.dataDir);
  const release = await takeHome(home);
  try {
    const { broker, port } = await firstStart({ artifacts, home, log }, options.port ?? 0);
    return {
      brokers: `127.0.0.1:${port}`, pid: broker.pid, exited: broker.exited,
      stop: () => broker.stop().finally(release),
      kill: () => {
        broker.kill();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

type Launch = { readonly artifacts: Artifacts; readonly home: Home; readonly log: (line: string) => void };

async function firstStart(launch: Launch, wanted: number): Promise<{ readonly broker: Broker; readonly port: number }> {
  for (let attempt = 1; ; attempt++) {
    const [port = 0, controller = 0, internal = 0] = await freePorts([wanted, 0, 0]);
    const listen = `127.0.0.1:${port}`;
    const settings = brokerSettings({ listen, advertised: listen, controller: `127.0.0.1:${controller}`, internal: `127.0.0.1:${internal}` });
    writeFileSync(launch.home.properties, asProperties({ ...settings, 'log.dirs': LOG_FOLDER }));
    if (!existsSync(launch.home.formatted)) await format(launch);
    try {
      return { port, broker: await startBroker({ ...launch, port, spawned: (pid) => noteBroker(launch.home, pid) }) };
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !(error instanceof KafkaStartError) || error.reason !== 'port-taken') throw error;
    }
  }
}

/** Kafka writes its mark of a formatted folder last, so an interrupted formatting is simply done again. */
async function format({ artifacts, home, log }: Launch): Promise<void> {
  const clusterId = `D${systemPorts.random.bytes(CLUSTER_ID_BYTES).toString('base64url').slice(1)}`;
  const ran = await runProgram(artifacts.java, ['-Xmx64m', '-cp', artifacts.classPath, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', home.properties], { cwd: home.folder, log });
  if (ran.kind === 'missing' || ran.code !== 0) throw new KafkaStartError('server-failed', `Kafka could not format ${home.folder}: ${ran.kind === 'ended' ? ran.said : 'Java is missing'}`);
}
