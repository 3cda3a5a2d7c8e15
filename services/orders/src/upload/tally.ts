import type { BadRow } from '../import/exported-order.js';
import type { BadRowItem, ImportProgress, ImportSummary } from './import.dto.js';
import type { TakenIn } from '../intake/intake.js';

/** So many bad rows are told in full; beyond, a person mends the file's cause and not its rows. */
const BAD_ROWS_TOLD_MAX = 1_000;

/** What an import has come to so far. */
export class Tally {
  #bytes = 0;
  #rows = 0;
  #badRows = 0;
  #position: number | null = null;
  readonly #orders = { imported: 0, updated: 0, unchanged: 0, refused: 0 };
  readonly #bad: BadRowItem[] = [];

  taken({ outcome, position }: TakenIn, rows: number): void {
    this.#rows += rows;
    this.#orders[outcome] += 1;
    this.reached(position);
  }

  /** The same bytes, counted as they are read. */
  async *read(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  reached(position: number | null): void {
    if (position !== null) this.#position = Math.max(this.#position ?? 0, position);
  }

  /** @param reason what the rules said, in words; `row` is the order's first */
  refused(reason: Omit<BadRowItem, 'file' | 'fields'>, rows: number): void {
    this.#rows += rows;
    this.#orders.refused += 1;
    this.#told({ file: 'orders', fields: [], ...reason });
  }

  bad({ row, platformOrderNo, code, fields, zh, en }: BadRow, file: BadRowItem['file']): void {
    if (file === 'orders') this.#rows += 1;
    this.#told({ file, row, platformOrderNo, code, fields, zh, en });
  }

  get progress(): ImportProgress {
    const { imported, updated, unchanged, refused } = this.#orders;
    return { bytes: this.#bytes, rows: this.#rows, orders: imported + updated + unchanged + refused, imported, updated, unchanged, refused, badRows: this.#badRows };
  }

  summary(importId: string): ImportSummary {
    return { kind: 'summary', importId, ...this.progress, bad: { count: this.#badRows, rows: this.#bad }, position: this.#position };
  }

  #told(item: BadRowItem): void {
    this.#badRows += 1;
    if (this.#bad.length < BAD_ROWS_TOLD_MAX) this.#bad.push(item);
  }
}
