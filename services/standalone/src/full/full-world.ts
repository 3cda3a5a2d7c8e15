import { join } from 'node:path';
import type { ServiceName } from '@daifa/edge/route-table';
import { masterKeyFile } from '@daifa/personal-data/master-key';
import type { Ports } from '@daifa/ports/ports';
import type { DemoKey } from '../demo-tenants.js';
import type { RunningProcess } from '../running-file.js';
import { secretFrom } from '../secret-file.js';
import { services } from '../services.js';
import { type Brokers, openBrokers } from './brokers.js';
import type { FullConfig } from './config.js';
import { type Database, openDatabase } from './database.js';
import { groupsAreComplete, groupsAreCoordinated } from './kafka-groups.js';
import { LogFile } from './log-file.js';
import { type Programs, programsOf } from './programs.js';
import { Processes } from './processes.js';
import { assertReady } from './readiness.js';
import { demoTenants } from './tenants.js';

export type FullWorldOptions = {
  readonly config: FullConfig;
  readonly ports: Ports;
  /** A line for the terminal, at any time. */
  readonly say: (line: string) => void;
  /** What is being started now, while it starts. */
  readonly progress: (step: string) => void;
  /** A process came or went: see `running`. */
  readonly changed: () => void;
};

export type Started = { readonly url: string; readonly databaseUrl: string; readonly brokers: string; readonly keys: readonly DemoKey[] | null };

/** The start was broken off by a stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The full world on this machine: PostgreSQL, Kafka, relays, services and the edge, each a process of its own, each kept running. */
export class FullWorld {
  readonly #processes: Processes;
  readonly #logFolder: string;
  readonly #stopping = new AbortController();
  #database: Database | null = null;
  #brokers: Brokers | null = null;
  #starting: Promise<Started> | null = null;
  #stopped: Promise<boolean> | null = null;

  constructor(private readonly options: FullWorldOptions) {
    const { config, ports, say, changed } = options;
    this.#logFolder = join(config.dataDir, 'logs');
    this.#processes = new Processes({ ports, say, changed, logFolder: this.#logFolder, stopMsMax: STOP_MS_MAX + config.drainMs + config.inFlightMs });
  }

  /** Everything that runs now, the edge first. */
  get running(): readonly RunningProcess[] {
    return [...this.#processes.running, ...(this.#brokers?.running() ?? []), ...(this.#database?.running() ?? [])];
  }

  /** A start that fails leaves nothing running. @throws whatever is in the way; start-sentence.ts has a sentence for it */
  start(): Promise<Started> {
    return (this.#starting ??= this.#start().catch(async (error: unknown) => {
      await this.#close();
      throw this.#stopping.signal.aborted ? new Interrupted('stopped while it started', { cause: error }) : error;
    }));
  }

  /** In order: edge, services, relays, Kafka, PostgreSQL. Answers whether all of them ended well. During a start it breaks that off. */
  stop(): Promise<boolean> {
    return (this.#stopped ??= this.#stop());
  }

  async #start(): Promise<Started> {
    const { config, ports } = this.options;
    const { dataDir } = config;
    await masterKeyFile({ path: config.masterKeyFile, dataDir, random: ports.random, onCreated: () => undefined });
    const secret = secretFrom(config.secretFile, ports.random);
    const { databaseUrl, brokers } = await this.#step('PostgreSQL, Kafka', () => this.#openEngines());
    const programs = programsOf(config, { databaseUrl, brokers, secret });
    await this.#step('schemas 建表', () => Promise.all([this.#processes.runToEnd(programs.migrations), groupsAreCoordinated({ brokers, ports, signal: this.#stopping.signal })]));
    const { environment } = config.shell({ databaseUrl, secret });
    const keys = config.demo ? await demoTenants({ databaseUrl, environment, home: config.home }, ports) : null;
    const url = await this.#serve(programs);
    await this.#step('ready', () => this.#ready(url, brokers));
    return { url, databaseUrl, brokers, keys };
  }

  /** Both at once; what came up is known before the failure of the other is thrown. */
  async #openEngines(): Promise<{ readonly databaseUrl: string; readonly brokers: string }> {
    const { config, ports: { timers }, say, changed } = this.options;
    const log = (name: string): LogFile => new LogFile(this.#logFolder, name);
    const [database, brokers] = await Promise.allSettled([
      openDatabase(config, { log: () => log('postgres'), say, changed }),
      openBrokers(config, { timers, log: () => log('kafka'), say, changed }),
    ]);
    if (database.status === 'fulfilled') this.#database = database.value;
    if (brokers.status === 'fulfilled') this.#brokers = brokers.value;
    if (database.status === 'rejected') throw database.reason;
    if (brokers.status === 'rejected') throw brokers.reason;
    return { databaseUrl: database.value.url, brokers: brokers.value.brokers };
  }

  async #serve({ relays, services, edge }: Programs): Promise<string> {
    await this.#step('relay', () => this.#processes.start(relays));
    await this.#step('services 服务', () => this.#processes.start(services));
    const urlsOf = (service: ServiceName): readonly string[] => this.#processes.running.filter(({ name }) => name === service).map(({ url }) => url);
    const [url = ''] = await this.#step('edge 入口', () => this.#processes.start([edge(urlsOf)]));
    return url;
  }

  /** Every service answers, and every read model follows. */
  async #ready(url: string, brokers: string): Promise<void> {
    const { config: { replicas, topicPrefix }, ports } = this.options;
    const { signal } = this.#stopping;
    const groups = services.flatMap((service) => service.groups.map(({ name }) => `${topicPrefix}.${name}`));
    await Promise.all([assertReady(url, ports, signal), groupsAreComplete({ brokers, ports, signal }, groups, replicas)]);
  }

  async #step<Result>(name: string, take: () => Promise<Result>): Promise<Result> {
    if (this.#stopping.signal.aborted) throw new Interrupted(`stopped before ${name}`);
    this.options.progress(name);
    return take();
  }

  async #stop(): Promise<boolean> {
    this.#stopping.abort();
    this.#processes.breakOff();
    await this.#starting?.catch(() => undefined); // who started it is told why
    return this.#close();
  }

  async #close(): Promise<boolean> {
    const clean = await this.#processes.stop();
    await this.#brokers?.stop();
    await this.#database?.stop();
    return clean;
  }
}

/** Above what is configured: the farewell, the bus, stores and pools (libs/service-shell: stopping, shutdown). */
const STOP_MS_MAX = 20_000;
