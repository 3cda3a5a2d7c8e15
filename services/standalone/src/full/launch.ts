import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Program } from './program.js';

/** How a process ended, and the last it said on stderr. */
export type Exit = { readonly code: number | null; readonly signal: string | null; readonly lastWords: string };

export type Launched = {
  readonly pid: number | null;
  /** Its address as soon as it listens; null when it ended without. */
  readonly listening: Promise<string | null>;
  readonly exited: Promise<Exit>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
};

const GUARD = fileURLToPath(new URL('../../dist/full/orphan-guard.js', import.meta.url));
/** Half of what the embedded world has: there are many of these on one machine. */
const YOUNG_MB = 32;
const LAST_LINES_MAX = 40;

/** Starts a program; `take` is given every line it says. It is not in our process group: Ctrl-C in a terminal is for us alone, and we stop it in order. */
export function launch({ script, words, environment }: Program, take: (line: string) => void): Launched {
  const child = spawn(process.execPath, ['--enable-source-maps', '--no-warnings', `--max-semi-space-size=${YOUNG_MB}`, '--import', GUARD, script, ...words], {
    env: { ...environment }, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastLines: string[] = [];
  eachLine(child.stdout, take);
  eachLine(child.stderr, (line) => {
    take(line);
    lastLines.push(line);
    lastLines.splice(0, lastLines.length - LAST_LINES_MAX);
  });
  const exited = exitOf(child, () => lastLines.join('\n'));
  return {
    pid: child.pid ?? null, exited,
    listening: Promise.race([addressFrom(child), exited.then(() => null)]),
    kill: (signal) => void child.kill(signal),
  };
}

function exitOf(child: ChildProcess, lastWords: () => string): Promise<Exit> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, lastWords: error.message }));
    child.on('close', (code, signal) => resolve({ code, signal, lastWords: lastWords() }));
  });
}

function addressFrom(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'listening' in message && typeof message.listening === 'string') resolve(message.listening);
    });
  });
}

function eachLine(stream: Readable | null, take: (line: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', take);
}
