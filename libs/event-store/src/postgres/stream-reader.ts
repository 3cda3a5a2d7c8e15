import { SEPARATOR } from '../append-check.js';
import type { StoredRecord } from '../port.js';
import type { Database } from './connection.js';

const BATCH_STREAMS_MAX = 200;
/** position, type, meta, data */
const PARTS = 4;

type Waiting = {
  readonly stream: string;
  readonly fromRevision: number;
  readonly resolve: (records: readonly StoredRecord[]) => void;
  readonly reject: (error: unknown) => void;
};

/** Reads of streams that are asked for while others are on their way go together in one round trip, a packed row each. */
export class StreamReader {
  readonly #database: Database;
  readonly #sql: string;
  readonly #connections: number;
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #scheduled = false;

  constructor(database: Database, schema: string, connections: number) {
    this.#database = database;
    this.#connections = connections;
    this.#sql = `
SELECT (SELECT string_agg(e.position || E'\\x1e' || e.type || E'\\x1e' || e.meta::text || E'\\x1e' || e.data::text, E'\\x1e' ORDER BY e.revision)
          FROM ${schema}.event e WHERE e.stream = asked.stream AND e.revision >= asked.first)
  FROM unnest(string_to_array($1, E'\\x1e'), string_to_array($2, E'\\x1e')::integer[]) WITH ORDINALITY AS asked(stream, first, n) ORDER BY asked.n`;
  }

  read(stream: string, fromRevision: number): Promise<readonly StoredRecord[]> {
    const records = new Promise<readonly StoredRecord[]>((resolve, reject) => this.#waiting.push({ stream, fromRevision, resolve, reject }));
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
    try {
      const values = [batch.map(({ stream }) => stream).join(SEPARATOR), batch.map(({ fromRevision }) => fromRevision).join(SEPARATOR)];
      const rows = await this.#database.query({ name: 'read', text: this.#sql, values });
      batch.forEach(({ stream, fromRevision, resolve }, index) => resolve(unpacked(stream, fromRevision, rows[index]?.[0] ?? null)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#inFlight -= 1;
      this.#schedule();
    }
  }
}

/** Revisions are not sent: the append function numbers them without gaps, so they follow from the first. */
function unpacked(stream: string, fromRevision: number, row: string | null): readonly StoredRecord[] {
  if (row === null) return [];
  const parts = row.split(SEPARATOR);
  if (parts.length % PARTS !== 0) throw new Error(`the packed records of ${stream} do not come apart`);
  const records: StoredRecord[] = [];
  for (let at = 0; at < parts.length; at += PARTS) {
    const [position = '', type = '', meta = '', data = ''] = parts.slice(at, at + PARTS);
    records.push({ stream, revision: fromRevision + at / PARTS, position: Number(position), type, meta, data });
  }
  return records;
}
