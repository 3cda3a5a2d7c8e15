import { parse, type Options, type Parser } from 'csv-parse';
import { PIECE_BYTES_MAX } from './encoding.js';
import { ImportUnreadable } from './import-unreadable.js';

/** The longest row: about a hundred columns and a long message. Longer means a quotation mark that was never closed. */
export const ROW_CHARS_MAX = 64 * 1024;

/** A piece of blank lines is the most rows a piece can hold; the parser must take all of them before it is emptied. */
const ROWS_HELD_MAX = 2 * PIECE_BYTES_MAX;

/** The delimiter is judged on this many lines, enough to reach the header below a title. */
const LINES_JUDGED = 5;

export type SheetRow = { readonly row: number; readonly cells: readonly string[] };

/**
 * Cuts text into rows and cells, in memory bounded by one piece and one row. Rows are numbered as a spreadsheet does:
 * every row counts, blank ones too, and line breaks inside a quoted cell do not.
 *
 * The parser is written to and emptied by hand rather than piped: a parser that fails would drop rows it had already read.
 *
 * @throws ImportUnreadable when a quotation mark is never closed; every row before it was yielded
 */
export async function* readRows(text: AsyncIterable<string>): AsyncGenerator<SheetRow> {
  let parser: Parser | null = null;
  let row = 0;
  let pendingChars = 0;
  for await (const piece of text) {
    if (piece === '') continue;
    parser ??= openParser(piece);
    pendingChars += piece.length;
    await write(parser, piece);
    for (const cells of taken(parser)) {
      pendingChars = piece.length;
      yield numbered(++row, cells);
    }
    if (pendingChars > ROW_CHARS_MAX + PIECE_BYTES_MAX) throw quoteNotClosed(row + 1);
  }
  if (!parser) return;
  if (!(await finish(parser))) throw quoteNotClosed(row + 1);
  for (const cells of taken(parser)) yield numbered(++row, cells);
}

/** Comma or tab: whichever cuts one of the first lines into more cells. */
export function delimiterOf(head: string): ',' | '\t' {
  const lines = head.split(/\r\n|\n|\r/, LINES_JUDGED);
  const most = (delimiter: string): number => Math.max(...lines.map((line) => line.split(delimiter).length));
  return most('\t') > most(',') ? '\t' : ',';
}

function openParser(head: string): Parser {
  const options: Options & { readonly readableHighWaterMark: number } = {
    delimiter: delimiterOf(head),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true, // ="123" and 5" are cells, not errors
    relax_column_count: true, // a ragged row is reported, it does not end the file
    readableHighWaterMark: ROWS_HELD_MAX,
  };
  return parse(options);
}

function write(parser: Parser, piece: string): Promise<void> {
  return new Promise((resolve, reject) => parser.write(piece, (error) => (error ? reject(error) : resolve())));
}

/** Whether the last row could be read to its end. */
function finish(parser: Parser): Promise<boolean> {
  return new Promise((resolve) => {
    parser.once('error', () => resolve(false));
    parser.once('finish', () => resolve(true));
    parser.end();
  });
}

function* taken(parser: Parser): Generator<readonly string[]> {
  for (let cells: unknown = parser.read(); cells !== null; cells = parser.read()) {
    if (isCells(cells)) yield cells;
  }
}

function isCells(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}

function numbered(row: number, cells: readonly string[]): SheetRow {
  if (cells.reduce((chars, cell) => chars + cell.length + 1, 0) > ROW_CHARS_MAX) throw quoteNotClosed(row);
  return { row, cells };
}

function quoteNotClosed(row: number): ImportUnreadable {
  return new ImportUnreadable(
    'QUOTE_NOT_CLOSED',
    `第 ${row} 行的引号没有结束，从该行起未读取；之前的行已导入，请修正后重新导入整个文件。`,
    `A quotation mark of row ${row} is never closed; nothing was read from there on. The rows before are in: mend it and import the whole file again.`,
    row,
  );
}
