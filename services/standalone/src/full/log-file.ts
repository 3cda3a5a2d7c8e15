import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** An evening of warnings. What is older is kept once, under another name. */
const LOG_BYTES_MAX = 20_000_000;

/** The lines of one process over all its lives. Written at once, so that the last words before a crash are there. */
export class LogFile {
  readonly path: string;
  #descriptor: number;
  #bytes: number;

  /** @throws the system's error when the folder cannot be written */
  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.path = join(folder, `${name}.log`);
    this.#descriptor = openSync(this.path, 'a', 0o600);
    this.#bytes = statSync(this.path).size;
  }

  write(line: string): void {
    if (this.#bytes > LOG_BYTES_MAX) this.#turn();
    this.#bytes += writeSync(this.#descriptor, `${line}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #turn(): void {
    closeSync(this.#descriptor);
    renameSync(this.path, `${this.path}.old`);
    this.#descriptor = openSync(this.path, 'a', 0o600);
    this.#bytes = 0;
  }
}
