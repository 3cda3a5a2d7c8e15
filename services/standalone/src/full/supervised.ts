import type { Ports } from '@daifa/ports/ports';
import type { RunningProcess } from '../running-file.js';
import type { Exit, Launched } from './launch.js';
import { labelOf, type Program } from './program.js';

/** The first restart comes almost at once, for a process that was merely killed; later ones give what it misses time to come back. */
const PAUSE_MIN_MS = 100;
const PAUSE_MAX_MS = 5_000;
/** Having run for this long, a process has proven that it can. */
const STEADY_MS = 30_000;

/** A process did not come up; the message is what it said itself, or the best there is. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
}

export type SupervisedOptions = {
  readonly program: Program;
  readonly ports: Pick<Ports, 'clock' | 'timers'>;
  readonly launch: (program: Program) => Launched;
  readonly say: (line: string) => void;
  /** Another process id, another address. */
  readonly changed: () => void;
  /** For an orderly end; what takes longer is killed. */
  readonly stopMsMax: number;
};

/** A program that is kept running: whenever its process ends by itself, it is started again, on the same port. */
export class Supervised {
  readonly label: string;
  readonly #stopping = new AbortController();
  #launched: Launched | null = null;
  #url = '';
  #keeping: Promise<void> | null = null;

  constructor(private readonly options: SupervisedOptions) {
    this.label = labelOf(options.program);
  }

  /** Resolves with its address. @throws NotStarted when it ends before it listens */
  async start(): Promise<string> {
    const first = this.#launch(this.options.program);
    const url = await first.listening;
    if (url === null) throw new NotStarted(saidBy(this.label, await first.exited));
    this.#url = url;
    this.options.changed();
    this.#keeping = this.#keep(first);
    return url;
  }

  /** null between two lives. */
  get running(): RunningProcess | null {
    const { name, replica } = this.options.program;
    const pid = this.#launched?.pid ?? null;
    return pid === null ? null : { name, replica, pid, url: this.#url };
  }

  /** Ends it in order; false when it had to be killed, or ended badly. */
  async stop(): Promise<boolean> {
    const { ports: { timers }, stopMsMax } = this.options;
    this.#stopping.abort();
    const last = this.#launched;
    if (last === null) return true;
    const ended = new AbortController();
    last.kill('SIGTERM');
    void timers.sleep(stopMsMax, ended.signal).then(() => {
      if (!ended.signal.aborted) last.kill('SIGKILL');
    });
    const { code, signal } = await last.exited;
    ended.abort();
    await this.#keeping;
    return code === 0 || signal === 'SIGTERM'; // before it listened to signals itself, that is its way to end
  }

  async #keep(first: Launched): Promise<void> {
    const { program, ports: { clock, timers }, say, changed } = this.options;
    const again = { ...program, environment: { ...program.environment, PORT: new URL(this.#url).port } };
    let pauseMs = PAUSE_MIN_MS;
    for (let current = first; ; current = this.#launch(again)) {
      changed();
      const sinceMs = clock.monotonicMs();
      const exit = await current.exited;
      if (this.#stopping.signal.aborted) return;
      this.#launched = null;
      changed();
      if (clock.monotonicMs() - sinceMs > STEADY_MS) pauseMs = PAUSE_MIN_MS;
      say(`${this.label} ended (${howOf(exit)}) and is started again. (${this.label} 已退出，正在自动重启)`);
      await timers.sleep(pauseMs, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
    }
  }

  #launch(program: Program): Launched {
    this.#launched = this.options.launch(program);
    return this.#launched;
  }
}

const howOf = ({ code, signal }: Exit): string => signal ?? `code ${code}`;

/** Our programs say in a sentence why they cannot start; anything else is quoted under a sentence of ours. */
export function saidBy(label: string, exit: Exit): string {
  return exit.lastWords === '' ? `${label} ended (${howOf(exit)}) before it served. (${label} 未能启动)` : `${label}: ${exit.lastWords}`;
}
