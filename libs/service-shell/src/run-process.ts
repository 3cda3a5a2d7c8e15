import { sentenceOf } from './start-failure.js';
import { stopOnSignals } from './stopping.js';

/** What runs until it is stopped, or null where nothing is left to do. */
export type Running = { readonly url: string; stop(): Promise<boolean> };

/** The life of a process: a failure to start is one sentence and exit code 1, signals stop it in order. */
export function runProcess(starting: Promise<Running | null>): void {
  stopOnSignals(async () => (await starting)?.stop() ?? true, process);
  starting.then(
    (running) => (running === null ? process.exit(0) : void process.send?.({ listening: running.url })),
    (error: unknown) => process.stderr.write(`${sentenceOf(error)}\n`, () => process.exit(1)),
  );
}
