import { Logger } from '@nestjs/common';
import { failureOf } from '@daifa/projection/failure';
import type { Ports } from '@daifa/ports/ports';
import type { DataSource } from 'typeorm';
import type { UploadDesk } from './upload-desk.js';
import { claimTasks, finishTask, postponeTask, type Task } from './work-table.js';

/** Orders at the same time: each is mostly waiting for its channel. */
const AT_ONCE = 32;
/** Between two looks for what is due again, or what another process left behind. */
const SWEEP_MS = 1_000;
/** Of what failed on our side, without an attempt at the channel. */
const RETRY_MS = 2_000;
/** What is at work when we stop has this long; afterwards it is found again by its row. */
const STOP_MS_MAX = 2_000;

/** Works off the table of uploads until stopped. */
export class UploadLane {
  readonly #stop = new AbortController();
  readonly #logger = new Logger('orders.uploads');
  #run: Promise<void> | null = null;
  #again = false;

  constructor(private readonly parts: { readonly database: DataSource; readonly desk: Pick<UploadDesk, 'settle'>; readonly ports: Pick<Ports, 'timers' | 'clock'> }) {}

  async start(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.nudge();
      await this.parts.ports.timers.sleep(SWEEP_MS, this.#stop.signal);
    }
  }

  /** Tries what is due now; resolves when all of it was tried once. Never rejects. */
  nudge(): Promise<void> {
    this.#again = this.#run !== null;
    this.#run ??= this.#all().finally(() => {
      this.#run = null;
    });
    return this.#run;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    const ended = new AbortController();
    await Promise.race([this.#run, this.parts.ports.timers.sleep(STOP_MS_MAX, ended.signal)]);
    ended.abort();
  }

  async #all(): Promise<void> {
    try {
      for (let claimed = -1; claimed !== 0 && !this.#stop.signal.aborted; ) {
        this.#again = false;
        const tasks = await claimTasks(this.parts.database, AT_ONCE);
        await Promise.all(tasks.map((task) => this.#do(task)));
        claimed = tasks.length + (this.#again ? 1 : 0);
      }
    } catch (error) {
      this.#logger.error(failureOf(error).reason); // the database failed, not a task: the next sweep finds everything again
    }
  }

  async #do(task: Task): Promise<void> {
    const { database, desk, ports } = this.parts;
    try {
      const nextAt = await desk.settle(task);
      if (nextAt === null) return await finishTask(database, task);
      await postponeTask(database, task, Math.max(0, Date.parse(nextAt) - ports.clock.now().getTime()), null);
    } catch (error) {
      const { reason } = failureOf(error);
      this.#logger.warn(`the channel of order ${task.orderId} is told later: ${reason}`);
      await postponeTask(database, task, RETRY_MS, reason);
    }
  }
}
