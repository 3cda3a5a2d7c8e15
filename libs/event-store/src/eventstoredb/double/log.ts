/** An event as a client proposes it, with its bytes untouched. */
export type Proposed = {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
};

export type Recorded = Proposed & {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly createdMs: number;
};

/** A revision, -1 for a stream that does not exist, or one of the two looser wishes of the protocol. */
export type Expected = number | 'any' | 'exists';

export type Verdict =
  | { readonly kind: 'appended'; readonly revision: number; readonly position: number }
  | { readonly kind: 'wrong-revision'; readonly currentRevision: number };

/** Others write to the log with every so many appends: often enough to be met by every test, seldom enough to cost little. */
const OTHERS_EVERY = 4;

/** What a record takes in the log besides its bytes: positions are places in a file, so they have holes. */
const RECORD_OVERHEAD = 70;
const NO_BYTES = new Uint8Array();

/**
 * The log of the double, in memory. As in a real one there are others in it: metadata of streams, and the links a
 * projection by category would write; whoever reads everything meets them between the events of clients.
 */
export class Log {
  readonly all: Recorded[] = [];
  readonly #streams = new Map<string, Recorded[]>();
  readonly #listeners = new Set<() => void>();
  #end = 0;
  #appends = 0;

  constructor(private readonly nowMs: () => number) {
    this.#system('$users', '$User', 'admin');
  }

  /** The stream's own list, which grows as it is appended to. */
  stream(name: string): Recorded[] {
    const known = this.#streams.get(name);
    if (known) return known;
    const records: Recorded[] = [];
    this.#streams.set(name, records);
    return records;
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): Verdict {
    const records = this.stream(stream);
    const currentRevision = records.length - 1;
    if (typeof expected === 'number' && expected < currentRevision) return repeated(records, expected, events);
    if ((typeof expected === 'number' && expected !== currentRevision) || (expected === 'exists' && currentRevision < 0)) return { kind: 'wrong-revision', currentRevision };
    const others = this.#appends++ % OTHERS_EVERY === 0 && !stream.startsWith('$');
    if (others) this.#system(`$$${stream}`, '$metadata', '{}');
    const last = events.map((event) => this.#record(stream, event)).at(-1);
    if (others) this.#system(`$ce-${stream.split('-')[0]}`, '$>', `${records.length - 1}@${stream}`);
    for (const listener of this.#listeners) listener();
    return { kind: 'appended', revision: records.length - 1, position: last?.position ?? 0 };
  }

  /** Index in `all` of the first record behind a position. */
  indexAfter(position: number): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.all[middle]?.position ?? 0) > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #system(stream: string, type: string, text: string): void {
    this.#record(stream, { id: '00000000-0000-4000-a000-000000000000', type, contentType: 'application/json', metadata: NO_BYTES, data: Buffer.from(text) });
  }

  #record(stream: string, event: Proposed): Recorded {
    const records = this.stream(stream);
    this.#end += RECORD_OVERHEAD + event.data.length + event.metadata.length;
    const record = { ...event, stream, revision: records.length, position: this.#end, createdMs: this.nowMs() };
    records.push(record);
    this.all.push(record);
    return record;
  }
}

/** The server knows a repeated append by its ids alone: all there, in their places, or it is another append and too late. */
function repeated(records: readonly Recorded[], expected: number, events: readonly Proposed[]): Verdict {
  const last = records[expected + events.length];
  const same = events.every(({ id }, n) => records[expected + 1 + n]?.id === id);
  if (!same || !last) return { kind: 'wrong-revision', currentRevision: records.length - 1 };
  return { kind: 'appended', revision: last.revision, position: last.position };
}
