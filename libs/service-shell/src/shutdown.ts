import type { Timers } from '@daifa/ports/ports';
import { loggable } from './loggable.js';
import type { Logger } from './logging.js';

/** A closer that takes longer is left behind: the process ends anyway, and the engines are made for that. */
const CLOSER_MS_MAX = 2_000;

type Closer = { readonly name: string; readonly close: () => Promise<void> };

/** What has to be put away when the process ends, last opened first. */
export class Shutdown {
  readonly #stopping = new AbortController();
  #closers: readonly Closer[] = [];

  constructor(private readonly timers: Timers, private readonly logger: Logger) {}

  /** Aborts as soon as stopping begins. Loops end on it, and streams to clients, which would else be waited for. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Registers what was just opened. Closers run one after another, in reverse order, after server and bus have ended. */
  onClose(name: string, close: () => Promise<void>): void {
    this.#closers = [...this.#closers, { name, close }];
  }

  begin(): void {
    this.#stopping.abort();
  }

  /** Runs every closer once, whatever the others do. Answers whether all of them succeeded in time. */
  async closeAll(): Promise<boolean> {
    const closers = [...this.#closers].reverse();
    this.#closers = [];
    let clean = true;
    for (const { name, close } of closers) clean = (await this.within(CLOSER_MS_MAX, name, close)) && clean;
    return clean;
  }

  /** Waits for a step of the shutdown, bounded. Answers whether it ended well; why not is in the log. */
  async within(timeoutMs: number, name: string, step: () => Promise<unknown>): Promise<boolean> {
    const ended = new AbortController();
    const late = this.timers.sleep(timeoutMs, ended.signal).then(() => 'late' as const);
    try {
      const outcome = await Promise.race([step().then(() => 'done' as const), late]);
      if (outcome === 'late') this.logger.warn({ step: name, timeoutMs }, 'shutdown step took too long and was left behind');
      return outcome === 'done';
    } catch (error) {
      this.logger.error({ step: name, error: loggable(error) }, 'shutdown step failed');
      return false;
    } finally {
      ended.abort();
    }
  }
}
