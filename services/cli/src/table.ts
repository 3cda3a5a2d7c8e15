/** Characters a terminal gives two columns: CJK, full-width forms, Hangul, and emoji shown as pictures. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Marks that stand on the character before them, and joiners. */
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** How picocolors marks a text. */
const COLOURS = /\u001b\[\d+m/g;
const GAP = 2;

/** Columns of a terminal that a text takes. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text.replace(COLOURS, '')) columns += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** Text of others as it may be shown: what moves a cursor or changes colours would let it draw over ours. */
export function printable(text: string): string {
  // Our own colours stay; every other control character becomes a space.
  return text.split(/(\u001b\[\d+m)/).map((part, n) => (n % 2 === 1 ? part : part.replaceAll(/[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' '))).join('');
}

export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  for (const character of text) {
    if (width(kept + character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

export type Column<Row> = {
  readonly title: string;
  readonly of: (row: Row) => string | number;
  /** Widest it may become. */
  readonly max?: number;
  readonly right?: boolean;
  /** Applied after measuring. */
  readonly paint?: (text: string, row: Row) => string;
};

/** A table for people: columns as wide as their widest text, Chinese counted as it is shown. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], head: (title: string) => string = (title) => title): string {
  const cells = rows.map((row) => columns.map((column) => shown(column, row)));
  const widths = columns.map(({ title }, n) => Math.max(width(title), ...cells.map((line) => width(line[n] ?? ''))));
  const aligned = (text: string, n: number): string => {
    const fill = ' '.repeat(Math.max(0, (widths[n] ?? 0) - width(text)));
    return columns[n]?.right ? fill + text : text + fill;
  };
  const lines = cells.map((line, at) => line.map((text, n) => {
    const row = rows[at];
    const paint = columns[n]?.paint;
    return row !== undefined && paint ? paint(aligned(text, n), row) : aligned(text, n);
  }));
  return [columns.map(({ title }, n) => head(aligned(title, n))), ...lines].map((line) => `${line.join(' '.repeat(GAP)).trimEnd()}\n`).join('');
}

function shown<Row>({ of, max }: Column<Row>, row: Row): string {
  const text = printable(String(of(row))).replaceAll('\n', ' ');
  return max === undefined ? text : cut(text, max);
}
