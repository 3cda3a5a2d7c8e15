import { Logger } from '@nestjs/common';
import { failureOf } from '@daifa/projection/failure';
import type { Timers } from '@daifa/ports/ports';
import type { DataSource } from 'typeorm';
import type { LabelDesk } from './label-desk.js';
import { claimTasks, dueCarriers, finishTask, postponeTask, type ClaimedTask } from './work-table.js';

/** Tasks of one carrier at the same time. */
const LANE_TASKS_MAX = 64;
/** Between two looks for what a retry is due for, or another process left behind. */
const SWEEP_MS = 1_000;
const FIRST_RETRY_MS = 500;
/** A carrier that was away for hours is found again within a minute. */
const LONGEST_RETRY_MS = 60_000;
/** What is at work when we stop has this long; afterwards it is found again by its row. */
const STOP_MS_MAX = 2_000;

/** A lane for each carrier, so that a slow one keeps only its own labels waiting. Tries every task until it is settled. */
export class WorkLanes {
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #stop = new AbortController();
  readonly #logger = new Logger('logistics.carriers');

  constructor(private readonly parts: { readonly database: DataSource; readonly desk: LabelDesk; readonly timers: Timers }) {}

  /** Sweeps until stopped; the first time at once, for what an earlier process left. */
  async start(): Promise<void> {
    const { database, timers } = this.parts;
    while (!this.#stop.signal.aborted) {
      try {
        for (const carrier of await dueCarriers(database)) void this.nudge(carrier);
      } catch (error) {
        this.#report(error);
      }
      await timers.sleep(SWEEP_MS, this.#stop.signal);
    }
  }

  /** Works off what is due at a carrier; resolves when everything due now has been tried once. Never rejects. */
  nudge(carrier: string): Promise<void> {
    const running = this.#running.get(carrier);
    if (running) {
      this.#again.add(carrier);
      return running;
    }
    const run = this.#run(carrier).finally(() => this.#running.delete(carrier));
    this.#running.set(carrier, run);
    return run;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.parts.desk.close();
    const ended = new AbortController();
    await Promise.race([Promise.all(this.#running.values()), this.parts.timers.sleep(STOP_MS_MAX, ended.signal)]);
    ended.abort();
  }

  async #run(carrier: string): Promise<void> {
    try {
      for (let claimed = -1; claimed !== 0 && !this.#stop.signal.aborted; ) {
        this.#again.delete(carrier);
        const tasks = await claimTasks(this.parts.database, carrier, LANE_TASKS_MAX);
        await Promise.all(tasks.map((task) => this.#do(task)));
        claimed = tasks.length + (this.#again.has(carrier) ? 1 : 0);
      }
    } catch (error) {
      this.#report(error);
    }
  }

  async #do(task: ClaimedTask): Promise<void> {
    const { database, desk } = this.parts;
    const settlement = await desk.settle(task);
    if (settlement.kind !== 'later') return finishTask(database, task);
    this.#logger.warn(`${task.kind} at ${task.carrier} is tried again (attempt ${task.attempts}): ${settlement.reason}`);
    await postponeTask(database, task, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(task.attempts - 1, 10)), settlement.reason);
  }

  /** The database failed, not a task: the next sweep finds everything again. */
  #report(error: unknown): void {
    this.#logger.error(failureOf(error).reason);
  }
}
