export type UnreadableCode =
  | 'EMPTY'
  | 'SPREADSHEET_GIVEN'
  | 'BINARY_GIVEN'
  | 'HEADER_UNKNOWN'
  | 'COLUMNS_MISSING'
  | 'OTHER_FILE'
  | 'LINES_NEEDED'
  | 'QUOTE_NOT_CLOSED'
  | 'TOO_MANY_ROWS';

/**
 * The file as a whole cannot be read, or not from some row on; both texts say what to do. What was yielded before it was
 * thrown is good: importing the mended file again takes in the rest and leaves those alone.
 */
export class ImportUnreadable extends Error {
  override readonly name = 'ImportUnreadable';
  constructor(
    readonly code: UnreadableCode,
    readonly zh: string,
    readonly en: string,
    /** From this row on nothing was read; null when no row was. */
    readonly fromRow: number | null = null,
  ) {
    super(en);
  }
}
