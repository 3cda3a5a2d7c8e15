/** What a reading of a feed came to: every record seen is in exactly one of the others. */
export type Counts = { readonly seen: number; readonly imported: number; readonly updated: number; readonly unchanged: number; readonly quarantined: number; readonly refused: number };

export type RefusedRecord = { readonly kind: 'ORDER' | 'AFTER_SALE'; readonly no: string | null; readonly code: string };

/** A refused record is named, up to this many; beyond, the counts by reason tell. */
const NAMED_MAX = 100;

/** The statement of a reading, as far as it came; `complete` only at its very end. */
export class Tally {
  readonly #counts = { ORDER: { seen: 0, imported: 0, updated: 0, unchanged: 0, quarantined: 0, refused: 0 }, AFTER_SALE: { seen: 0, imported: 0, updated: 0, unchanged: 0, quarantined: 0, refused: 0 } };
  readonly #reasons = new Map<string, number>();
  readonly #named: RefusedRecord[] = [];
  #position: number | null = null;
  pages = 0;
  passes = 0;
  windows = 0;

  counted(kind: RefusedRecord['kind'], outcome: 'imported' | 'updated' | 'unchanged', position: number | null): void {
    this.#counts[kind].seen += 1;
    this.#counts[kind][outcome] += 1;
    if (position !== null) this.#position = Math.max(this.#position ?? 0, position);
  }

  refused(outcome: 'quarantined' | 'refused', record: RefusedRecord): void {
    this.#counts[record.kind].seen += 1;
    this.#counts[record.kind][outcome] += 1;
    this.#reasons.set(record.code, (this.#reasons.get(record.code) ?? 0) + 1);
    if (this.#named.length < NAMED_MAX) this.#named.push(record);
  }

  /** Place in the store of the last event of this reading. */
  get position(): number | null {
    return this.#position;
  }

  told(): { readonly windows: number; readonly pages: number; readonly passes: number; readonly orders: Counts; readonly afterSales: Counts; readonly reasons: Readonly<Record<string, number>>; readonly refused: readonly RefusedRecord[]; readonly position: number | null } {
    const { ORDER, AFTER_SALE } = this.#counts;
    return { windows: this.windows, pages: this.pages, passes: this.passes, orders: { ...ORDER }, afterSales: { ...AFTER_SALE }, reasons: Object.fromEntries(this.#reasons), refused: [...this.#named], position: this.#position };
  }
}
