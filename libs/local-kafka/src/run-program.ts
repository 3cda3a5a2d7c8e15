import { spawn } from 'node:child_process';

/** What a program said and how it ended; `missing` where there is no such program. */
export type Ran = { readonly kind: 'ended'; readonly code: number | null; readonly said: string } | { readonly kind: 'missing' };

/** As much of a program's output as an error message can use. */
const SAID_CHARS_MAX = 2_000;

export type RunOptions = {
  readonly cwd: string;
  readonly log?: (line: string) => void;
  /** For a program that is a script on Windows: only a shell starts those, and does not quote, so arguments may hold no spaces. */
  readonly script?: boolean;
};

/** Runs a program to its end. Its output is kept, the last part of it, and goes to `log` line by line. */
export function runProgram(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: options.script === true && process.platform === 'win32' });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-SAID_CHARS_MAX);
        for (const line of text.split('\n')) if (line.trim() !== '') options.log?.(line);
      });
    }
    child.on('error', () => done({ kind: 'missing' }));
    child.on('close', (code) => done({ kind: 'ended', code, said: said.trim() }));
  });
}
