import { SEPARATOR } from '../append-check.js';
import type { StoredRecord } from '../port.js';
import type { Database } from './connection.js';

const BATCH_STREAMS_MAX = 200;

type Waiting = {
  readonly stream: string;
  readonly fromRevision: number;
  readonly resolve: (records: readonly StoredRecord[]) => void;
  readonly reject: (error: unknown) => void;
};

/** position, type, meta, data */
type Row = readonly (string | null)[];

/**
 * Reads of streams that are asked for while others are on their way go together in one round trip. The same read asked for
 * twice before it has left is one: a batch of a hundred orders asks a hundred times for the binding and the price of its factory.
 */
export class StreamReader {
  readonly #database: Database;
  readonly #sql: { readonly one: string; readonly many: string };
  readonly #connections: number;
  #waiting: Waiting[] = [];
  /** Those waiting, by what they read. */
  readonly #asked = new Map<string, Promise<readonly StoredRecord[]>>();
  #inFlight = 0;
  #scheduled = false;

  constructor(database: Database, schema: string, connections: number) {
    this.#database = database;
    this.#connections = connections;
    const columns = 'e.position, e.type, e.meta, e.data';
    // OFFSET 0 keeps the inner select whole: a look into the index for each stream, whatever the planner thinks of the table.
    this.#sql = {
      one: `SELECT ${columns} FROM ${schema}.event e WHERE e.stream = $1 AND e.revision >= $2 ORDER BY e.revision`,
      many: `
SELECT ${columns}, asked.n FROM unnest(string_to_array($1, E'\\x1e'), string_to_array($2, E'\\x1e')::integer[]) WITH ORDINALITY AS asked(stream, first, n),
  LATERAL (SELECT * FROM ${schema}.event WHERE stream = asked.stream AND revision >= asked.first ORDER BY revision OFFSET 0) e
  ORDER BY asked.n, e.revision`,
    };
  }

  read(stream: string, fromRevision: number): Promise<readonly StoredRecord[]> {
    const asked = this.#asked.get(keyOf({ stream, fromRevision }));
    if (asked) return asked;
    const records = new Promise<readonly StoredRecord[]>((resolve, reject) => this.#waiting.push({ stream, fromRevision, resolve, reject }));
    this.#asked.set(keyOf({ stream, fromRevision }), records);
    this.#schedule();
    return records;
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0 || this.#inFlight >= this.#connections) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#inFlight < this.#connections && this.#waiting.length > 0) void this.#send(this.#waiting.splice(0, BATCH_STREAMS_MAX));
    });
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    this.#inFlight += 1;
    for (const waiting of batch) this.#asked.delete(keyOf(waiting));
    try {
      const rows = await this.#rows(batch);
      batch.forEach(({ stream, fromRevision, resolve }, index) => resolve((rows[index] ?? []).map((row, n) => storedRecord(stream, fromRevision + n, row))));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#inFlight -= 1;
      this.#schedule();
    }
  }

  /** For each read its rows. */
  async #rows(batch: readonly Waiting[]): Promise<readonly (readonly Row[])[]> {
    const [only, second] = batch;
    if (only && !second) return [await this.#database.query({ name: 'read one', text: this.#sql.one, values: [only.stream, only.fromRevision] })];
    const values = [batch.map(({ stream }) => stream).join(SEPARATOR), batch.map(({ fromRevision }) => fromRevision).join(SEPARATOR)];
    const rows: Row[][] = batch.map(() => []);
    for (const row of await this.#database.query({ name: 'read', text: this.#sql.many, values })) rows[Number(row[4]) - 1]?.push(row);
    return rows;
  }
}

const keyOf = ({ stream, fromRevision }: Pick<Waiting, 'stream' | 'fromRevision'>): string => `${stream}@${fromRevision}`;

/** Revisions are not sent: the append function numbers them without gaps, so they follow from the first. */
function storedRecord(stream: string, revision: number, [position, type, meta, data]: Row): StoredRecord {
  return { stream, revision, position: Number(position), type: type ?? '', meta: meta ?? '', data: data ?? '' };
}
