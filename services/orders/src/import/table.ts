import { badRow, type Problem } from './bad-row.js';
import { codeOf, textOf } from './cells.js';
import type { Columns } from './columns.js';
import { decodeExport } from './encoding.js';
import type { BadRow, BadRowCode } from './exported-order.js';
import { HEADER_ROW_MAX, headerIn, headerRefusal, type Header } from './header.js';
import { ImportUnreadable } from './import-unreadable.js';
import { readRows, type SheetRow } from './records.js';
import { RowReader } from './row-reader.js';

/** Ten times the largest export asked for. It bounds what is remembered of a file; a larger one is exported in parts. */
export const ROWS_MAX = 1_000_000;

/** How far the import is: bytes taken from the source, rows read, orders held open because more of their rows may come. */
export type ImportProgress = { bytesRead: number; rowsRead: number; ordersHeld: number };

export type TableRow =
  | { readonly kind: 'row'; readonly reader: RowReader }
  /** `orderNo` is what stands in the order number's column, '' when nothing does; not checked. */
  | { readonly kind: 'bad'; readonly orderNo: string; readonly bad: BadRow };

/** The report of a row that could not be read, with the order it belongs to when its number is whole. */
export function namedBad(row: { readonly orderNo: string; readonly bad: BadRow }, pattern: RegExp): BadRow {
  return { ...row.bad, platformOrderNo: pattern.test(row.orderNo) ? row.orderNo : null };
}

export type Table = { readonly header: Header; readonly rows: AsyncIterable<TableRow>; close(): Promise<void> };

/**
 * Finds the header of a wanted export and gives the rows below it. Blank rows and totals are skipped. Whoever opens a
 * table takes its rows, or closes it: that is what lets go of the source.
 *
 * @throws ImportUnreadable when it is no such file
 */
export async function openTable(source: AsyncIterable<Buffer>, wanted: readonly Columns<string>[], progress: ImportProgress, told: () => void): Promise<Table> {
  const text = decodeExport(source, (bytes) => {
    progress.bytesRead = bytes;
    told();
  });
  const sheet = readRows(text);
  const seen: SheetRow[] = [];
  try {
    for (let next = await sheet.next(); !next.done; next = await sheet.next()) {
      progress.rowsRead = next.value.row;
      seen.push(next.value);
      const header = headerIn(next.value, wanted);
      if (header) return { header, rows: rowsBelow(header, sheet, progress), close: async () => void (await sheet.return(undefined)) };
      if (seen.length === HEADER_ROW_MAX) break;
    }
    throw headerRefusal(seen, wanted);
  } catch (error) {
    await sheet.return(undefined);
    throw error;
  }
}

async function* rowsBelow(header: Header, sheet: AsyncGenerator<SheetRow>, progress: ImportProgress): AsyncGenerator<TableRow> {
  for await (const row of sheet) {
    if (row.row > ROWS_MAX) throw tooManyRows();
    progress.rowsRead = row.row;
    const width = row.cells.findLastIndex((cell) => textOf(cell) !== '') + 1;
    if (width === 0 || isTotal(row, header)) continue;
    const problem = malformed(row, header, width);
    const orderNo = codeOf(row.cells[header.at.get('orderNo')?.index ?? -1] ?? '');
    if (problem) yield { kind: 'bad', orderNo, bad: badRow({ row: row.row, platformOrderNo: null }, [problem]) };
    else yield { kind: 'row', reader: new RowReader(header, row) };
  }
}

/** Cells beyond the header may be there if they are empty: spreadsheets add them. Missing ones may not: which are they? */
function malformed(row: SheetRow, header: Header, width: number): Problem | null {
  const problem = (code: BadRowCode): Problem => ({ code, field: null });
  if (row.cells.length < header.width || width > header.width) return problem('ROW_MALFORMED');
  if (row.cells.some((cell) => swallowedRows(cell, header.width))) return problem('ROW_MALFORMED');
  return row.cells.some((cell) => cell.includes('\ufffd')) ? problem('TEXT_BROKEN') : null;
}

/** Two unpaired quotation marks can make one cell of the rows between them, with the right number of cells. */
function swallowedRows(cell: string, width: number): boolean {
  return cell.includes('\n') && Math.max(cell.split(',').length, cell.split('\t').length) >= width;
}

const TOTAL = /^(合计|总计|小计|汇总|共计|总额|导出时间|共\s*\d+\s*[条单笔行])/;

/** A footer: a total's word at its start and no order number. */
function isTotal(row: SheetRow, header: Header): boolean {
  const first = row.cells.find((cell) => textOf(cell) !== '') ?? '';
  return TOTAL.test(textOf(first)) && !/\d{6}/.test(row.cells[header.at.get('orderNo')?.index ?? -1] ?? '');
}

function tooManyRows(): ImportUnreadable {
  return new ImportUnreadable(
    'TOO_MANY_ROWS',
    `文件超过 ${ROWS_MAX} 行，之后的行未读取；请按时间分段导出。`,
    `The file has more than ${ROWS_MAX} rows, and the rest was not read: export it in parts.`,
    ROWS_MAX + 1,
  );
}
