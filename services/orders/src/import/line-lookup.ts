import type { ExportedLine } from './exported-order.js';

/** Where the lines of Taobao orders are found while their order list streams by. */
export interface LineLookup {
  /**
   * The lines of these orders (at most LOOKUP_ORDERS_MAX), each in the order of the detail file. An order is absent when
   * the detail file has no line of it, or a bad one.
   */
  linesOf(orderNos: readonly string[]): Promise<ReadonlyMap<string, readonly ExportedLine[]>>;
}

/** Orders are asked for in batches of this many: one round trip each, and the most Taobao orders held in memory. */
export const LOOKUP_ORDERS_MAX = 200;

/** A line with the number of its row; null for a line that is bad and breaks its order. */
export type StagedLine = { readonly platformOrderNo: string; readonly row: number; readonly line: ExportedLine | null };

/** Where the lines of a detail file are put first. Putting the same row twice is once. */
export interface LineStaging extends LineLookup {
  put(lines: readonly StagedLine[]): Promise<void>;
}

/** For small files and tests: all lines in memory. */
export class MemoryLines implements LineStaging {
  private readonly orders = new Map<string, Map<number, ExportedLine | null>>();

  async put(lines: readonly StagedLine[]): Promise<void> {
    for (const { platformOrderNo, row, line } of lines) {
      const rows = this.orders.get(platformOrderNo) ?? new Map<number, ExportedLine | null>();
      this.orders.set(platformOrderNo, rows.set(row, line));
    }
  }

  async linesOf(orderNos: readonly string[]): Promise<ReadonlyMap<string, readonly ExportedLine[]>> {
    const found = new Map<string, readonly ExportedLine[]>();
    for (const orderNo of orderNos) {
      const rows = [...(this.orders.get(orderNo) ?? [])].sort(([a], [b]) => a - b).map(([, line]) => line);
      const lines = wholeLines(rows);
      if (lines) found.set(orderNo, lines);
    }
    return found;
  }
}

/** The lines of one order in the order of their rows, numbered where the platform did not; null when none or one is bad. */
export function wholeLines(rows: readonly (ExportedLine | null)[]): readonly ExportedLine[] | null {
  const lines = rows.filter((line) => line !== null);
  if (lines.length === 0 || lines.length < rows.length) return null;
  return lines.map((line, at) => (line.platformLineNo === '' ? { ...line, platformLineNo: String(at + 1) } : line));
}
