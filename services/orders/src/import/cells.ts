/**
 * What a cell of an export says, whatever spreadsheets did to it. Every function is given the raw cell and answers with a
 * value, with null for "nothing there", or with 'invalid'; none rounds, guesses or goes through a floating-point number.
 */

/** One hundred million yuan: an amount above it is a shifted column, not a price. */
const FEN_MAX = 100_000_000_00;

const QUANTITY_MAX = 999_999;

const SHANGHAI_AHEAD_HOURS = 8;

const CONTROL = /(?![\t\n\r])[\p{Cc}\u200b\u2060\ufeff]/gu;

/** Free text: ="…" unwrapped, control characters gone, trimmed; '' when empty. Line breaks inside stay, as \n. */
export function textOf(cell: string): string {
  if (cell === '') return '';
  const text = cell.replace(CONTROL, '').replace(/\r\n?/g, '\n').trim();
  return text.startsWith('=') ? unwrapped(text) : text;
}

/** A code or a number that is a name: as text, without the apostrophe a spreadsheet puts before digits, and without any space. */
export function codeOf(cell: string): string {
  return textOf(cell).replace(/^['‘’`]+/, '').replace(/\s+/g, '');
}

/** The digits of a platform id among stray characters; '' when there are none, or when a spreadsheet already lost them. */
export function digitsOf(cell: string): string {
  const code = codeOf(cell);
  return /\de\+?\d/i.test(code) ? '' : code.replace(/\D/g, '');
}

/** Text, or null when there is none or the platform masked it: what has an asterisk is no address to send to. */
export function unmaskedOf(cell: string): string | null {
  const text = textOf(cell);
  return text === '' || text === '-' || /[*＊]/.test(text) ? null : text;
}

/** `1,234.50`, `￥12.3`, `12元`, `12` → fen; null for empty and `-`. */
export function fenOf(cell: string): number | null | 'invalid' {
  const text = codeOf(cell).replaceAll('，', ',').replace(/^[￥¥]/, '').replace(/元$/, '');
  if (text === '' || /^[-—]+$/.test(text)) return null;
  const match = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2})0*)?$/.exec(text);
  if (!match) return 'invalid';
  const [, yuan = '', fraction = ''] = match;
  const digits = yuan.replaceAll(',', '') + fraction.padEnd(2, '0');
  const fen = Number(digits); // exact below the bound, and anything that is not exact is far above it
  return fen <= FEN_MAX ? fen : 'invalid';
}

/** A whole number from 1 on, also `2件`, `1,000` and `3.00`; null when empty. */
export function quantityOf(cell: string): number | null | 'invalid' {
  const text = codeOf(cell).replaceAll('，', ',').replace(/[件个]$/, '');
  if (text === '' || text === '-') return null;
  const match = /^(\d{1,6}|\d{1,3},\d{3})(?:\.0+)?$/.exec(text);
  const quantity = Number((match?.[1] ?? '0').replace(',', ''));
  return quantity >= 1 && quantity <= QUANTITY_MAX ? quantity : 'invalid';
}

const TIME = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;

/** Asia/Shanghai wall time, with or without seconds, → ISO 8601 UTC; null for empty, `-` and `0000-00-00`. */
export function timeOf(cell: string): string | null | 'invalid' {
  const text = textOf(cell).replace(/^'/, '');
  if (text === '' || text === '-' || text.startsWith('0000-00-00')) return null;
  const match = TIME.exec(text);
  if (!match) return 'invalid';
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map((part: string | undefined) => Number(part ?? '0'));
  const isTime = year >= 2000 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60;
  return isTime ? new Date(Date.UTC(year, month - 1, day, hour - SHANGHAI_AHEAD_HOURS, minute, second)).toISOString() : 'invalid';
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `="123"` is how an export keeps a spreadsheet from reading digits as a number. */
function unwrapped(text: string): string {
  return /^="(.*)"$/s.exec(text)?.[1]?.replaceAll('""', '"').trim() ?? text;
}
