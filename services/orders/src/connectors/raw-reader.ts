import type { Readable, Unreadable, UnreadableReason } from './connector.js';

/**
 * Reads a platform's JSON record field by field and notes what is wrong with it, never what it says: names of fields and
 * the order number are all that leaves here of a record that cannot be read.
 */
export class RawReader {
  readonly #problems: { readonly reason: UnreadableReason; readonly field: string }[] = [];
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: unknown, private readonly place = '', private readonly top: RawReader | null = null) {
    this.#fields = isRecord(fields) ? fields : {};
    if (!isRecord(fields)) this.note('FIELD_INVALID', '');
  }

  /** A record from its text; text that is no JSON has an empty record with that problem. */
  static of(raw: string): RawReader {
    const reader = new RawReader(parsed(raw) ?? {});
    if (parsed(raw) === undefined) reader.note('JSON_INVALID', '');
    return reader;
  }

  /** Also a number, as some platforms write ids; '' with a problem when it is missing. */
  text(field: string, pattern = /^[\s\S]+$/): string {
    const value = this.#fields[field];
    const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    if (text === undefined || text === null || text === '') this.note('FIELD_MISSING', field);
    else if (typeof text !== 'string' || !pattern.test(text)) this.note('FIELD_INVALID', field);
    return typeof text === 'string' ? text : '';
  }

  optionalText(field: string): string | null {
    const value = this.#fields[field];
    if (value === undefined || value === null || value === '') return null;
    return this.text(field);
  }

  integer(field: string, min: number, max: number): number {
    const value = this.#fields[field];
    if (value === undefined || value === null) this.note('FIELD_MISSING', field);
    else if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) this.note('FIELD_INVALID', field);
    else return value;
    return min;
  }

  optionalInteger(field: string, min: number, max: number): number | null {
    const value = this.#fields[field];
    return value === undefined || value === null ? null : this.integer(field, min, max);
  }

  /** Yuan with at most two decimals, as fen: a number or its text, never rounded. */
  fenOfYuan(field: string): number {
    const value = this.#fields[field];
    const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(typeof value === 'number' || typeof value === 'string' ? String(value) : '');
    if (value === undefined || value === null) this.note('FIELD_MISSING', field);
    else if (!match) this.note('FIELD_INVALID', field);
    return match ? Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`) : 0;
  }

  /** The platform's code of a status as ours; one we do not know is a problem, never a default. */
  status<Status>(field: string, statuses: ReadonlyMap<number, Status>, standIn: Status): Status {
    const code = this.integer(field, 0, 1_000_000);
    const status = statuses.get(code);
    if (status === undefined && this.#fields[field] !== undefined) this.note('UNMAPPED_STATUS', field);
    return status ?? standIn;
  }

  /** Entries of a list that has to have some. */
  list(field: string): readonly RawReader[] {
    const value = this.#fields[field];
    if (value === undefined || value === null) this.note('FIELD_MISSING', field);
    else if (!Array.isArray(value) || value.length === 0) this.note('FIELD_INVALID', field);
    return Array.isArray(value) ? value.map((one: unknown, n) => new RawReader(one, `${this.place}${field}/${n}/`, this.top ?? this)) : [];
  }

  optionalList(field: string): readonly RawReader[] {
    return Array.isArray(this.#fields[field]) && this.#fields[field].length === 0 ? [] : this.#fields[field] === undefined || this.#fields[field] === null ? [] : this.list(field);
  }

  inner(field: string): RawReader {
    return new RawReader(this.#fields[field], `${this.place}${field}/`, this.top ?? this);
  }

  note(reason: UnreadableReason, field: string): void {
    (this.top?.problems ?? this.#problems).push({ reason, field: `${this.place}${field}` });
  }

  /** The record if nothing is wrong with it; the first problem names the reason. */
  whole<Told>(told: Told, platformOrderNo: string): Readable<Told> | Unreadable {
    const [first] = this.#problems;
    if (first === undefined) return { kind: 'told', told };
    return { kind: 'unreadable', reason: first.reason, fields: [...new Set(this.#problems.map(({ field }) => field))].slice(0, FIELDS_TOLD_MAX), platformOrderNo: ORDER_NO.test(platformOrderNo) ? platformOrderNo : null };
  }

  get problems(): { readonly reason: UnreadableReason; readonly field: string }[] {
    return this.#problems;
  }
}

const FIELDS_TOLD_MAX = 20;
const ORDER_NO = /^[\w.-]{1,64}$/;

/** Undefined where the text is no JSON: the parser's message would quote it. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
