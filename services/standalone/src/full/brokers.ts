import { connect } from 'node:net';
import { join } from 'node:path';
import { type LocalKafka, startKafka } from '@daifa/local-kafka/kafka';
import type { Timers } from '@daifa/ports/ports';
import type { RunningProcess } from '../running-file.js';
import type { FullConfig } from './config.js';
import type { LogFile } from './log-file.js';

export type Brokers = { readonly brokers: string; running(): readonly RunningProcess[]; stop(): Promise<void> };

export type BrokersOptions = { readonly timers: Timers; readonly log: () => LogFile; readonly say: (line: string) => void; readonly changed: () => void };

const PAUSE_MIN_MS = 200;
const PAUSE_MAX_MS = 5_000;
const CONNECT_MS_MAX = 5_000;

/** None of the brokers that were named answers. */
export class BrokersAway extends Error {
  override readonly name = 'BrokersAway';
}

/** Kafka of our own, which is started again on the same port when it is killed, unless brokers are given. @throws KafkaStartError; BrokersAway */
export async function openBrokers(config: FullConfig, options: BrokersOptions): Promise<Brokers> {
  const { brokers } = config;
  if (brokers === null) return keptKafka(config, options);
  await assertSomebodyAnswers(brokers);
  return { brokers, running: () => [], stop: async () => undefined };
}

async function keptKafka({ dataDir, kafkaPort }: FullConfig, options: BrokersOptions): Promise<Brokers> {
  const log = options.log();
  const place = { dataDir: join(dataDir, 'kafka'), log: (line: string) => log.write(line) };
  const first = await startKafka({ ...place, port: kafkaPort });
  const port = Number(first.brokers.split(':')[1]);
  return new KeptKafka(first, () => startKafka({ ...place, port }), options);
}

class KeptKafka implements Brokers {
  readonly brokers: string;
  readonly #stopping = new AbortController();
  readonly #keeping: Promise<void>;
  #kafka: LocalKafka | null;

  constructor(first: LocalKafka, private readonly startAgain: () => Promise<LocalKafka>, private readonly options: BrokersOptions) {
    this.brokers = first.brokers;
    this.#kafka = first;
    this.#keeping = this.#keep();
  }

  running(): readonly RunningProcess[] {
    return this.#kafka === null ? [] : [{ name: 'kafka', replica: 1, pid: this.#kafka.pid, url: `kafka://${this.brokers}` }];
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#kafka?.stop();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    const { timers, say, changed } = this.options;
    for (let pauseMs = PAUSE_MIN_MS; ; ) {
      await this.#kafka?.exited;
      await this.#kafka?.stop(); // it is gone: this gives its folder back
      if (this.#stopping.signal.aborted) return;
      if (this.#kafka !== null) say('kafka ended by itself and is started again. (kafka 已退出，正在自动重启)');
      this.#kafka = null;
      changed();
      await timers.sleep(pauseMs, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      this.#kafka = await this.#again();
      pauseMs = this.#kafka === null ? Math.min(pauseMs * 2, PAUSE_MAX_MS) : PAUSE_MIN_MS;
      changed();
      if (this.#stopping.signal.aborted) await this.#kafka?.stop();
    }
  }

  /** null where it did not work: it is tried again. */
  async #again(): Promise<LocalKafka | null> {
    try {
      return await this.startAgain();
    } catch (error) {
      this.options.say(`kafka could not be started again: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }
}

async function assertSomebodyAnswers(brokers: string): Promise<void> {
  const answers = await Promise.all(brokers.split(',').map(answer));
  if (answers.some((failure) => failure === null)) return;
  throw new BrokersAway(`No broker of KAFKA_BROKERS answers (${answers.join(', ')}): start them, or unset KAFKA_BROKERS to use a Kafka of our own.`);
}

/** null, or what is in the way. */
function answer(broker: string): Promise<string | null> {
  const at = broker.lastIndexOf(':');
  return new Promise((resolve) => {
    const socket = connect({ host: broker.slice(0, at), port: Number(broker.slice(at + 1)), timeout: CONNECT_MS_MAX });
    const settle = (failure: string | null): void => {
      socket.destroy();
      resolve(failure);
    };
    socket.once('connect', () => settle(null));
    socket.once('timeout', () => settle(`${broker} says nothing`));
    socket.once('error', (error) => settle(error.message || broker));
  });
}
