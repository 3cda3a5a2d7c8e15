import type { Bitmap } from './bitmap.js';

/** Most repeats one pair of letters can say: z is 400, Y is 19. */
const REPEAT_MAX = 419;

/**
 * A bitmap as ^GFA data in ZPL's own compressed hexadecimal (ZPL II Programming Guide, "Alternative Data Compression
 * Scheme"): G to Y repeat the next digit 1 to 19 times, g to z 20 to 400 times, a comma fills a row with white, `!`
 * with black, a colon repeats the row above. A label comes to a quarter of plain hexadecimal.
 */
export function graphicField(bitmap: Bitmap): string {
  const total = bitmap.bytesPerRow * bitmap.height;
  const digits = Buffer.from(bitmap.dots).toString('hex').toUpperCase();
  const digitsPerRow = bitmap.bytesPerRow * 2;
  const rows: string[] = [];
  let above = '';
  for (let row = 0; row < bitmap.height; row++) {
    const hex = digits.slice(row * digitsPerRow, (row + 1) * digitsPerRow);
    rows.push(hex === above ? ':' : compressed(hex));
    above = hex;
  }
  return `^GFA,${total},${total},${bitmap.bytesPerRow},${rows.join('')}`;
}

/** A row from left to right, one repeat at a time; the last one, where white or black, as "the rest of the row". */
function compressed(hex: string): string {
  let written = '';
  for (let from = 0; from < hex.length; ) {
    const digit = hex.charAt(from);
    let to = from + 1;
    while (to < hex.length && hex.charAt(to) === digit) to++;
    if (to === hex.length && digit === '0') return written + ',';
    if (to === hex.length && digit === 'F') return written + '!';
    for (let left = to - from; left > 0; left -= REPEAT_MAX) written += count(Math.min(left, REPEAT_MAX)) + digit;
    from = to;
  }
  return written;
}

/** A repeat count of 1 is written as nothing. */
function count(times: number): string {
  if (times === 1) return '';
  const twenties = Math.floor(times / 20);
  const ones = times % 20;
  return (twenties > 0 ? String.fromCharCode('f'.charCodeAt(0) + twenties) : '') + (ones > 0 ? String.fromCharCode('F'.charCodeAt(0) + ones) : '');
}
