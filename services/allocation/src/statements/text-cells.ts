/**
 * Cells of a file that a person opens in a spreadsheet. Text that begins like a formula must never become one, neither
 * in Excel nor in what its users paste it into (OWASP, CSV injection; reliability.md 5.3).
 */

const FORMULA_START = /^[=+\-@\t\r\n\0＝＋－＠]/;
/** From twelve digits on Excel shows 1.2E+11, from sixteen on it loses digits; and it drops leading zeros. */
const LOOKS_LIKE_A_NUMBER = /^(?:0\d+|\d{12,})$/;

/** A text cell of a CSV: what would be a formula gets an apostrophe, what would be mangled as a number a tab behind it. */
export function csvText(text: string): string {
  if (FORMULA_START.test(text)) return csvCell(`'${text}`);
  return csvCell(LOOKS_LIKE_A_NUMBER.test(text) ? `${text}\t` : text);
}

/** RFC 4180: quoted where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvRow = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

// What XML 1.0 cannot hold at all, written as a replacement character.
const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

/** Text for XML; `_x0041_` would be read by Excel as the letter it names, so its underscore is named itself. */
export function xmlText(text: string): string {
  return text.replace(NOT_XML, '\ufffd').replace(/_(?=x[0-9a-fA-F]{4}_)/g, '_x005F_').replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
}
