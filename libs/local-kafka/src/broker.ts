import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { systemPorts } from '@daifa/ports/system';
import { Kafka, logLevel } from 'kafkajs';
import { type Artifacts, LOG_CONFIG } from './artifacts.js';
import type { Home } from './home.js';
import { KafkaStartError } from './start-error.js';

/** Enough for tests and trials; an idle broker uses a third of it. */
const HEAP_MB = 384;
const POLL_MS = 50;
/** Two seconds on an idle machine; recovery after a kill re-reads what was not flushed. */
const READY_TIMEOUT_MS = 120_000;
const CONNECT_TIMEOUT_MS = 1_000;
const STOP_TIMEOUT_MS = 30_000;
const LINES_MAX = 20;

export type Broker = {
  readonly pid: number;
  /** Resolves when the process is gone, for whatever reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
  /** As power loss of the process alone: what it wrote is with the operating system. */
  kill(): void;
};

export type BrokerLaunch = {
  readonly artifacts: Artifacts;
  readonly home: Home;
  readonly port: number;
  readonly log: (line: string) => void;
  /** Is told of the process as soon as there is one. */
  readonly spawned: (pid: number) => void;
};

/** Starts a broker on a formatted folder and waits until it answers. @throws KafkaStartError `port-taken`, `server-failed` */
export async function startBroker({ artifacts, home, port, log, spawned }: BrokerLaunch): Promise<Broker> {
  const clusterId = clusterIdOf(home);
  const memory = ['-Xms64m', `-Xmx${HEAP_MB}m`, '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError'];
  const args = [...memory, `-Dlog4j2.configurationFile=${pathToFileURL(LOG_CONFIG).href}`, '-cp', artifacts.classPath, 'kafka.Kafka', home.properties];
  // In a process group of its own, so that Ctrl-C in a terminal reaches us only, and the broker outlives our last requests.
  const child = spawn(artifacts.java, args, { cwd: home.folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = lastLines(child, log);
  let failure: string | null = null;
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => { failure = error.message; resolve(); });
    child.on('close', (code, signal) => { failure ??= `it ended with ${code ?? signal}`; resolve(); });
  });
  if (child.pid !== undefined) spawned(child.pid);
  const giveUpAt = systemPorts.clock.monotonicMs() + READY_TIMEOUT_MS;
  while (!(await answers(`127.0.0.1:${port}`, clusterId))) {
    if (failure !== null) throw startFailure(port, `${failure}; ${lines.join(' | ')}`);
    if (systemPorts.clock.monotonicMs() > giveUpAt) {
      child.kill('SIGKILL');
      throw startFailure(port, `it did not answer within ${READY_TIMEOUT_MS} ms; ${lines.join(' | ')}`);
    }
    await systemPorts.timers.sleep(POLL_MS);
  }
  if (child.pid === undefined) throw startFailure(port, 'it has no process id');
  return { pid: child.pid, exited, stop: () => stopChild(child, exited), kill: () => void child.kill('SIGKILL') };
}

/** Whether our broker, and not a stranger who was quicker, answers there and is ready to serve: until then it lists no brokers, not even itself. */
async function answers(address: string, clusterId: string): Promise<boolean> {
  const kafka = new Kafka({ brokers: [address], clientId: 'daifa-start', logLevel: logLevel.NOTHING, connectionTimeout: CONNECT_TIMEOUT_MS, retry: { retries: 0 } });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    return cluster.clusterId === clusterId && cluster.brokers.length > 0;
  } catch {
    return false; // not yet, and the process itself tells when it never will
  } finally {
    await admin.disconnect();
  }
}

function clusterIdOf(home: Home): string {
  const clusterId = /^cluster\.id=(.+)$/m.exec(readFileSync(home.formatted, 'utf8'))?.[1];
  if (clusterId === undefined) throw new KafkaStartError('server-failed', `${home.formatted} names no cluster: choose an empty data folder.`);
  return clusterId;
}

/** An orderly stop: the log is flushed, so the next start has nothing to recover. */
async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const stopped = new AbortController();
  child.kill('SIGTERM');
  void systemPorts.timers.sleep(STOP_TIMEOUT_MS, stopped.signal).then(() => {
    if (!stopped.signal.aborted) child.kill('SIGKILL');
  });
  await exited;
  stopped.abort();
}

function startFailure(port: number, said: string): KafkaStartError {
  if (/Address already in use|BindException/.test(said)) return new KafkaStartError('port-taken', `Port ${port} or the controller's was taken by another program meanwhile: choose another port.`);
  return new KafkaStartError('server-failed', `Kafka did not start: ${said}`);
}

function lastLines(child: ChildProcess, log: (line: string) => void): readonly string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const whole = (rest + text).split('\n');
      rest = whole.pop() ?? '';
      for (const line of whole) log(line);
      lines.push(...whole);
      lines.splice(0, lines.length - LINES_MAX);
    });
  }
  return lines;
}
