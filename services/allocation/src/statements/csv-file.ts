import { columns, headCells, type Cell, type StatementHead } from './layout.js';
import type { StatementLine } from './statement-lines.js';
import { csvCell, csvRow, csvText } from './text-cells.js';

/** Without it Excel takes UTF-8 for the system's own code page. */
const BYTE_ORDER_MARK = '\ufeff';

/** What comes before the lines of the CSV file: the header block, an empty row, the titles. */
export function csvBefore(head: StatementHead): string {
  const block = headCells(head).map(([name, cell]) => csvRow([csvText(name), csvOf(cell)])).join('');
  return `${BYTE_ORDER_MARK}${block}${csvRow([''])}${csvRow(columns.map(({ title }) => csvText(title)))}`;
}

export function csvLines(lines: readonly StatementLine[]): string {
  return lines.map((line) => csvRow(columns.map(({ cell }) => csvOf(cell(line))))).join('');
}

/** Numbers are ours and stand as they are; all else is text. */
const csvOf = ({ kind, text }: Cell): string => (kind === 'text' ? csvText(text) : csvCell(text));
