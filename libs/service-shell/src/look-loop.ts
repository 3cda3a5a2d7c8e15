import { Logger } from '@nestjs/common';
import type { Timers } from '@daifa/ports/ports';
import { failureOf } from '@daifa/projection/failure';

export type LookLoopOptions = {
  /** What the log calls it. */
  readonly name: string;
  /** Between the end of one look and the beginning of the next. */
  readonly everyMs: number;
  readonly timers: Timers;
  /** One look. What it throws is reported, and the next look tries again. */
  readonly look: () => Promise<unknown>;
};

/** Looks over and over until it is stopped; the first time at once, for what was missed while nobody looked. */
export class LookLoop {
  readonly #stop = new AbortController();
  readonly #logger: Logger;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LookLoopOptions) {
    this.#logger = new Logger(options.name);
  }

  /** Aborted when it is to stop: a long look may look at it. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  async start(): Promise<void> {
    const { look, everyMs, timers } = this.options;
    while (!this.#stop.signal.aborted) {
      this.#looking = look().catch((error: unknown) => this.#logger.error(failureOf(error).reason));
      await this.#looking;
      await timers.sleep(everyMs, this.#stop.signal);
    }
  }

  /** Ends after the look that is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#looking;
  }
}
