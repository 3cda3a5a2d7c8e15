import { badRow, type Problem } from './bad-row.js';
import { codeOf, digitsOf, fenOf, quantityOf, textOf, timeOf, unmaskedOf } from './cells.js';
import type { BadRow, BadRowCode, ExportedStatus } from './exported-order.js';
import type { Header } from './header.js';
import type { SheetRow } from './records.js';
import { plainStatus } from './statuses.js';

/**
 * Reads the cells of one row by meaning and collects all that is wrong with it. A method that finds a cell at fault notes
 * it and answers with a value of the right type; whoever reads asks `bad()` before believing any of them.
 */
export class RowReader<Field extends string = string> {
  private readonly problems: Problem[] = [];
  private orderNo: string | null = null;

  constructor(private readonly header: Header, private readonly sheetRow: SheetRow) {}

  get row(): number {
    return this.sheetRow.row;
  }

  /** The report of this row, null when it is good. */
  bad(): BadRow | null {
    const [first, ...others] = this.problems;
    return first ? badRow({ row: this.row, platformOrderNo: this.orderNo }, [first, ...others]) : null;
  }

  /** A good row that cannot be taken for a reason outside of it. */
  rejected(code: BadRowCode): BadRow {
    return badRow({ row: this.row, platformOrderNo: this.orderNo }, [{ code, field: null }]);
  }

  /** The order number, digit by digit as the platform gave it; reports of this row name it from then on. */
  orderNumber(field: Field, pattern: RegExp): string {
    const code = this.lineNumber(field, pattern);
    if (pattern.test(code)) this.orderNo = code;
    return code;
  }

  /** A sub-order number. */
  lineNumber(field: Field, pattern: RegExp): string {
    const code = codeOf(this.cell(field));
    if (!pattern.test(code)) this.note(code === '' ? 'INTAKE_INCOMPLETE' : 'ORDER_NO_INVALID', field);
    return code;
  }

  text(field: Field): string | null {
    const text = textOf(this.cell(field));
    return text === '' || text === '-' ? null : text;
  }

  requiredText(field: Field): string {
    const text = this.text(field);
    if (text === null) this.note('INTAKE_INCOMPLETE', field);
    return text ?? '';
  }

  unmasked(field: Field): string | null {
    return unmaskedOf(this.cell(field));
  }

  /** A phone number; null when masked. */
  phone(field: Field): string | null {
    return unmaskedOf(codeOf(this.cell(field)));
  }

  code(field: Field): string | null {
    const code = codeOf(this.cell(field));
    return code === '' || code === '-' ? null : code;
  }

  digits(field: Field): string | null {
    return digitsOf(this.cell(field)) || null;
  }

  /** 0 when the cell or the column is empty. */
  fen(field: Field): number {
    return this.judged(fenOf(this.cell(field)), 'PRICE_INVALID', field) ?? 0;
  }

  requiredFen(field: Field): number {
    return this.required(this.judged(fenOf(this.cell(field)), 'PRICE_INVALID', field), field);
  }

  quantity(field: Field): number {
    return this.required(this.judged(quantityOf(this.cell(field)), 'QUANTITY_INVALID', field), field);
  }

  time(field: Field): string | null {
    const time = timeOf(this.cell(field));
    if (time !== 'invalid') return time;
    this.note('TIME_INVALID', field);
    return null;
  }

  status(field: Field, statuses: ReadonlyMap<string, ExportedStatus>): { readonly raw: string; readonly status: ExportedStatus } {
    const raw = this.requiredText(field);
    const status = statuses.get(plainStatus(raw));
    if (raw !== '' && !status) this.note('UNMAPPED_STATUS', field);
    return { raw, status: status ?? 'CLOSED' };
  }

  private cell(field: Field): string {
    return this.sheetRow.cells[this.header.at.get(field)?.index ?? -1] ?? '';
  }

  private judged(value: number | null | 'invalid', code: BadRowCode, field: Field): number | null {
    if (value !== 'invalid') return value;
    this.note(code, field);
    return 0;
  }

  private required(value: number | null, field: Field): number {
    if (value === null) this.note('INTAKE_INCOMPLETE', field);
    return value ?? 0;
  }

  private note(code: BadRowCode, field: Field): void {
    this.problems.push({ code, field: this.header.at.get(field)?.name ?? field });
  }
}
