import type { Clock } from '@daifa/ports/ports';

/** A process that has lost something it needs says so with every attempt; a person needs to read it a few times. */
const SHOWN_MAX = 3;
const WITHIN_MS = 30_000;

type Said = { readonly line: string; readonly sinceMs: number; readonly count: number };

/** What of a process's log a person at the terminal should see: warnings and worse, and what is no log line at all, but no floods. */
export class Warnings {
  #said: Said | null = null;

  constructor(private readonly options: { readonly label: string; readonly logFile: string; readonly clock: Clock; readonly say: (line: string) => void }) {}

  take(line: string): void {
    const words = wordsOf(line);
    if (words === null) return;
    const { label, logFile, clock, say } = this.options;
    const nowMs = clock.monotonicMs();
    if (this.#said === null || nowMs - this.#said.sinceMs > WITHIN_MS) this.#said = { line, sinceMs: nowMs, count: 0 };
    this.#said = { ...this.#said, count: this.#said.count + 1 };
    if (this.#said.count <= SHOWN_MAX) say(`${label}: ${words}`);
    if (this.#said.count === SHOWN_MAX + 1) say(`${label}: more of this is in ${logFile} (更多见日志文件)`);
  }
}

const LOUD: ReadonlySet<unknown> = new Set(['warn', 'error', 'fatal']);
/** Of every line, and said by the file it stands in. */
const UNSAID: ReadonlySet<string> = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg']);

/** null: not for the terminal. */
function wordsOf(line: string): string | null {
  const entry = entryOf(line);
  if (entry === null) return line.trim() === '' ? null : line;
  if (!LOUD.has(entry['level'])) return null;
  const facts = Object.fromEntries(Object.entries(entry).filter(([name]) => !UNSAID.has(name)));
  return `${String(entry['level'])} ${String(entry['msg'])} ${JSON.stringify(facts)}`;
}

function entryOf(line: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith('{')) return null;
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? { ...entry } : null;
  } catch {
    return null; // a line that only begins like one of ours is shown as it is
  }
}
