import { SEPARATOR } from '../append-check.js';
import { StoreUnavailable, type Append, type AppendResult } from '../port.js';
import { isOurFault, type Database } from './connection.js';

/** Beyond these a batch costs more than it shares; a lone append may be larger. */
const BATCH_APPENDS_MAX = 500;
const BATCH_BYTES_MAX = 4_194_304;
/** About a second of work: who comes later is better told so at once than kept. */
const QUEUE_APPENDS_MAX = 10_000;

type Waiting = {
  readonly append: Append;
  readonly bytes: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Group commit: what is asked for while a batch is on its way goes with the next one, in one call and one transaction, and
 * each append gets its own verdict. No delay is added: a batch leaves as soon as a connection is free. A stream is at most
 * once in a batch.
 */
export class AppendQueue {
  readonly #database: Database;
  readonly #sql: { readonly one: string; readonly many: string };
  readonly #connections: number;
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #scheduled = false;

  constructor(database: Database, schema: string, connections: number) {
    this.#database = database;
    this.#sql = { one: `SELECT ${schema}.append_one($1, $2, $3, $4, $5)`, many: `SELECT ${schema}.append($1, $2, $3, $4, $5, $6, $7)` };
    this.#connections = connections;
  }

  append(append: Append): Promise<AppendResult> {
    if (this.#waiting.length >= QUEUE_APPENDS_MAX) return Promise.reject(new StoreUnavailable(`${QUEUE_APPENDS_MAX} appends are waiting already`));
    const bytes = append.records.reduce((sum, { meta, data }) => sum + meta.length + data.length, 0);
    const result = new Promise<AppendResult>((resolve, reject) => this.#waiting.push({ append, bytes, resolve, reject }));
    this.#schedule();
    return result;
  }

  /** After what else this turn of the event loop brings, so that a burst leaves together. */
  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0 || this.#inFlight >= this.#connections) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#inFlight < this.#connections && this.#waiting.length > 0) void this.#send(this.#nextBatch());
    });
  }

  #nextBatch(): readonly Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    const streams = new Set<string>();
    let bytes = 0;
    for (const waiting of this.#waiting) {
      const fits = batch.length === 0 || (batch.length < BATCH_APPENDS_MAX && bytes + waiting.bytes <= BATCH_BYTES_MAX);
      if (fits && !streams.has(waiting.append.stream)) {
        batch.push(waiting);
        streams.add(waiting.append.stream);
        bytes += waiting.bytes;
      } else left.push(waiting);
    }
    this.#waiting = left;
    return batch;
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    this.#inFlight += 1;
    try {
      const results = await this.#appendTogether(batch.map(({ append }) => append));
      batch.forEach((waiting, index) => settle(waiting, results[index]));
    } catch (error) {
      // One bad record takes the whole transaction with it; the others of the batch are not to suffer for it.
      if (batch.length > 1 && isOurFault(error)) for (const waiting of batch) await this.#send([waiting]);
      else for (const { reject } of batch) reject(error);
    } finally {
      this.#inFlight -= 1;
      this.#schedule();
    }
  }

  async #appendTogether(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    const [first] = appends;
    const rows = await this.#database.query(appends.length === 1 && first
      ? { name: 'append one', text: this.#sql.one, values: packedOne(first) }
      : { name: 'append', text: this.#sql.many, values: packed(appends) });
    const [head, ...actualRevisions] = (rows[0]?.[0] ?? '').split(',').map(Number);
    if (head === undefined || actualRevisions.length !== appends.length) throw new Error('the append function gave no verdict');
    let position = head;
    return appends.map(({ expectedRevision, records }, index): AppendResult => {
      const actualRevision = actualRevisions[index];
      if (actualRevision === undefined) throw new Error('the append function gave too few verdicts');
      if (actualRevision !== expectedRevision) return { kind: 'conflict', actualRevision };
      position += records.length;
      return { kind: 'appended', revision: expectedRevision + records.length, position };
    });
  }
}

function settle({ resolve, reject }: Waiting, result: AppendResult | undefined): void {
  if (result) resolve(result);
  else reject(new Error('an append got no verdict'));
}

function packedOne({ stream, expectedRevision, records }: Append): readonly (string | number)[] {
  const lists = [records.map(({ type }) => type), records.map(({ meta }) => meta), records.map(({ data }) => data)];
  return [stream, expectedRevision, ...lists.map((list) => list.join(SEPARATOR))];
}

/** The append function's lists: streams and expected revisions; then for each record its stream, revision and parts. */
function packed(appends: readonly Append[]): readonly string[] {
  const streams: string[] = [];
  const expected: number[] = [];
  const recordStreams: string[] = [];
  const revisions: number[] = [];
  const types: string[] = [];
  const metas: string[] = [];
  const datas: string[] = [];
  for (const { stream, expectedRevision, records } of appends) {
    streams.push(stream);
    expected.push(expectedRevision);
    let revision = expectedRevision;
    for (const { type, meta, data } of records) {
      recordStreams.push(stream);
      revisions.push((revision += 1));
      types.push(type);
      metas.push(meta);
      datas.push(data);
    }
  }
  return [streams, expected, recordStreams, revisions, types, metas, datas].map((list) => list.join(SEPARATOR));
}
