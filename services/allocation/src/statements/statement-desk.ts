import { Logger } from '@nestjs/common';
import type { CommandContext } from '@daifa/event-store/context';
import { endStatement, type EndStatement, type StatementRefusal } from '@daifa/order-domain/statement';
import { findStatement, statementDayWithin } from '@daifa/order-domain/statement-events';
import { failureOf } from '@daifa/projection/failure';
import type { World } from '@daifa/service-shell/world';
import type { DataSource } from 'typeorm';
import { v5 } from 'uuid';
import { judgeStatement } from './statement-file.js';
import { SETTLED_GROUP } from './statement-lines.js';
import { claimStatement, finishStatement, postponeStatement, renewClaim, type ClaimedStatement } from './statement-work.js';

/** Between two looks for what a retry is due for, or another process left behind. */
const SWEEP_MS = 1_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 60_000;
/** Some quarter of an hour with the delays above: then it has failed, and may be asked for anew. */
const ATTEMPTS_MAX = 20;
/** The read model is milliseconds behind the request; beyond this it is tried again later. */
const CATCH_UP_MS = 5_000;
/** What is being made when we stop has this long to let go; afterwards it is found again by its row. */
const STOP_MS_MAX = 2_000;

/** We stop: the row waits for the next process. */
class DeskClosed extends Error {
  override readonly name = 'DeskClosed';
}

/** Where statements are made, one at a time in a process: they are many pages long, and people wait for other things. */
export class StatementDesk {
  readonly #stop = new AbortController();
  readonly #logger = new Logger('allocation.statements');
  readonly #owner: string;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(private readonly world: World, private readonly database: DataSource) {
    this.#owner = world.ports.ids.uuid();
  }

  /** Looks for due work until stopped; the first time at once, for what an earlier process left. */
  async start(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      void this.nudge();
      await this.world.ports.timers.sleep(SWEEP_MS, this.#stop.signal);
    }
  }

  /** Makes what is due; resolves when everything due now has been tried once. Never rejects. */
  nudge(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    const ended = new AbortController();
    await Promise.race([this.#running, this.world.ports.timers.sleep(STOP_MS_MAX, ended.signal)]);
    ended.abort();
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#stop.signal.aborted) {
        this.#again = false;
        for (let task = await this.#next(); task; task = await this.#next()) await this.#try(task);
      }
    } catch (error) {
      this.#logger.error(failureOf(error).reason); // the database failed, not a statement: the next sweep finds everything again
    }
  }

  async #next(): Promise<ClaimedStatement | null> {
    return this.#stop.signal.aborted ? null : claimStatement(this.database, this.#owner);
  }

  async #try(task: ClaimedStatement): Promise<void> {
    try {
      await this.#make(task);
      await finishStatement(this.database, task);
    } catch (error) {
      const { reason } = failureOf(error);
      if (task.attempts >= ATTEMPTS_MAX && !(error instanceof DeskClosed)) return this.#giveUp(task, reason);
      if (!(error instanceof DeskClosed)) this.#logger.warn(`statement ${task.statementId} is tried again (attempt ${task.attempts}): ${reason}`);
      const delayMs = error instanceof DeskClosed ? 0 : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(task.attempts - 1, 10));
      await postponeStatement(this.database, task, { owner: this.#owner, delayMs, reason });
    }
  }

  /** From the beginning, at the position of the request: whoever died on the way before, the lines and files are the same. */
  async #make(task: ClaimedStatement): Promise<void> {
    const dayId = statementDayWithin(task.statementId) ?? '';
    const statement = findStatement((await this.world.aggregates.statements.load(dayId)).state, task.statementId);
    if (statement?.outcome.kind !== 'open') return;
    await this.world.groups.get(SETTLED_GROUP)?.bus.waitFor(task.position, CATCH_UP_MS);
    const judged = await judgeStatement({ database: this.database, store: this.world.store }, statement, task.position, () => this.#goingOn(task));
    await this.#end(task, judged.kind === 'issued' ? { kind: 'ready', issued: judged.issued } : judged);
  }

  async #goingOn(task: ClaimedStatement): Promise<void> {
    if (this.#stop.signal.aborted) throw new DeskClosed('stopping');
    await renewClaim(this.database, task, this.#owner);
  }

  async #giveUp(task: ClaimedStatement, reason: string): Promise<void> {
    this.#logger.error(`statement ${task.statementId} has failed after ${task.attempts} attempts: ${reason}`);
    await this.#end(task, { kind: 'failed', failure: { reason: 'GENERATION_FAILED', skus: [], skuCount: 0 } });
    await finishStatement(this.database, task);
  }

  /** The command's id follows from its cause: two who end one statement have one effect. */
  async #end({ statementId, cause }: ClaimedStatement, end: EndStatement['end']): Promise<void> {
    const at = this.world.ports.clock.now().toISOString();
    const { eventId, correlationId, traceparent } = cause;
    const context: CommandContext = {
      commandId: v5('statement/end', eventId), correlationId, causationId: eventId, actor: { kind: 'system', id: 'allocation' }, occurredAt: at, ...(traceparent !== undefined && { traceparent }),
    };
    await this.world.aggregates.statements.transact<StatementRefusal>(statementDayWithin(statementId) ?? '', context, (day) => endStatement({ statementId, end, at }, day));
  }
}
