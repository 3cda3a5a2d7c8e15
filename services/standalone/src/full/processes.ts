import type { Ports } from '@daifa/ports/ports';
import type { RunningProcess } from '../running-file.js';
import { launch, type Launched } from './launch.js';
import { LogFile } from './log-file.js';
import { labelOf, type Program } from './program.js';
import { NotStarted, saidBy, Supervised } from './supervised.js';
import { Warnings } from './warnings.js';

export type ProcessesOptions = {
  readonly ports: Pick<Ports, 'clock' | 'timers'>;
  readonly say: (line: string) => void;
  readonly changed: () => void;
  readonly logFolder: string;
  readonly stopMsMax: number;
};

/** The processes we have started, in groups: those of a group come and go together, later groups stand on earlier ones. */
export class Processes {
  #groups: readonly (readonly Supervised[])[] = [];
  readonly #starting = new Set<Launched>();
  readonly #logs = new Map<string, LogFile>();

  constructor(private readonly options: ProcessesOptions) {}

  /** The last group first. */
  get running(): readonly RunningProcess[] {
    return [...this.#groups].reverse().flatMap((group) => group.flatMap((one) => one.running ?? []));
  }

  /** Keeps them running from now on. Resolves with their addresses when all listen. @throws NotStarted for the first that does not come up */
  start(programs: readonly Program[]): Promise<readonly string[]> {
    const { ports, say, changed, stopMsMax } = this.options;
    const group = programs.map((program) => new Supervised({ program, ports, say, changed, stopMsMax, launch: (one) => this.#launch(one) }));
    this.#groups = [...this.#groups, group];
    return Promise.all(group.map((one) => one.start()));
  }

  /** Runs programs that end by themselves, side by side. @throws NotStarted for the first that does not end well */
  async runToEnd(programs: readonly Program[]): Promise<void> {
    const exits = await Promise.all(programs.map(async (program) => ({ program, exit: await this.#launch(program).exited })));
    for (const { program, exit } of exits) if (exit.code !== 0) throw new NotStarted(saidBy(labelOf(program), exit));
  }

  /** Ends what is just being started, so that nobody waits for it. */
  breakOff(): void {
    for (const one of this.#starting) one.kill('SIGTERM');
  }

  /** The last group first. Answers whether all ended well. */
  async stop(): Promise<boolean> {
    let clean = true;
    for (const group of [...this.#groups].reverse()) {
      const ended = await Promise.all(group.map((one) => one.stop()));
      clean &&= ended.every((well) => well);
    }
    for (const log of this.#logs.values()) log.close();
    this.#logs.clear();
    return clean;
  }

  #launch(program: Program): Launched {
    const { ports: { clock }, say, logFolder } = this.options;
    const label = labelOf(program);
    const log = this.#logs.get(label) ?? new LogFile(logFolder, label);
    this.#logs.set(label, log);
    const warnings = new Warnings({ label, logFile: log.path, clock, say });
    const launched = launch(program, (line) => {
      log.write(line);
      warnings.take(line);
    });
    this.#starting.add(launched);
    void launched.listening.then(() => this.#starting.delete(launched));
    return launched;
  }
}
