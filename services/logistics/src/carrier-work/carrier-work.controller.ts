import { Controller, Inject, type BeforeApplicationShutdown, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { StoredRecord } from '@daifa/event-store/port';
import type { PageContext } from '@daifa/projection/page';
import { DATABASE, WORLD, type World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { SIMULATORS, type Simulators } from '../simulators/simulators.js';
import { LABEL_DESK, LabelDesk } from './label-desk.js';
import { tasksIn } from './tasks-in.js';
import { WorkLanes } from './work-lanes.js';
import { noteTasks } from './work-table.js';

/**
 * A page waits this long for its own tasks: whoever waits for the group then finds them done, and a flood meets a little resistance.
 * A carrier that is slower keeps the log waiting no longer than this.
 */
const PAGE_WAITS_MS = 250;

/** The process that buys and voids numbers: an event is a tap on the shoulder, what is due is read from the order itself. */
@Controller()
export class CarrierWorkController implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #lanes: WorkLanes;

  constructor(
    @Inject(WORLD) private readonly world: World,
    @Inject(DATABASE) database: DataSource,
    @Inject(LABEL_DESK) desk: LabelDesk,
    @Inject(SIMULATORS) private readonly simulators: Simulators,
  ) {
    this.#lanes = new WorkLanes({ database, desk, timers: world.ports.timers });
  }

  onApplicationBootstrap(): void {
    void this.#lanes.start();
  }

  @EventPattern<string>('order', { group: 'logistics.carriers' })
  async onLabels(@Payload() records: readonly StoredRecord[], @Ctx() { manager, replaying, afterCommit }: PageContext): Promise<void> {
    if (replaying) return;
    const { tasks, settled } = await tasksIn(this.world, records);
    await noteTasks(manager, tasks, settled);
    const carriers = new Set(tasks.filter(({ kind }) => kind === 'void').map(({ carrier }) => carrier));
    if (carriers.size > 0) afterCommit(() => this.#tryNow(carriers));
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#lanes.stop();
  }

  onApplicationShutdown(): Promise<void> {
    return this.simulators.close();
  }

  async #tryNow(carriers: ReadonlySet<string>): Promise<void> {
    const tried = new AbortController();
    await Promise.race([Promise.all([...carriers].map((carrier) => this.#lanes.nudge(carrier))), this.world.ports.timers.sleep(PAGE_WAITS_MS, tried.signal)]);
    tried.abort();
  }
}
