import type { Bitmap } from './bitmap.js';

/** Longest run one pair of letters can say: z is 400, Y is 19. */
const RUN_MAX = 419;

/**
 * A bitmap as ^GFA data in ZPL's own compressed hexadecimal (ZPL II Programming Guide, "Alternative Data Compression
 * Scheme"): G to Y repeat the next digit 1 to 19 times, g to z 20 to 400 times, a comma fills a row with white, `!`
 * with black, a colon repeats the row above. About a fifth of plain hexadecimal for text.
 */
export function graphicField(bitmap: Bitmap): string {
  const total = bitmap.bytesPerRow * bitmap.height;
  const rows: string[] = [];
  let above = '';
  for (let row = 0; row < bitmap.height; row++) {
    const hex = Buffer.from(bitmap.dots.subarray(row * bitmap.bytesPerRow, (row + 1) * bitmap.bytesPerRow)).toString('hex').toUpperCase();
    rows.push(hex === above ? ':' : compressed(hex));
    above = hex;
  }
  return `^GFA,${total},${total},${bitmap.bytesPerRow},${rows.join('')}`;
}

function compressed(hex: string): string {
  const white = /0+$/.exec(hex)?.[0].length ?? 0;
  const black = /F+$/.exec(hex)?.[0].length ?? 0;
  if (white > 1) return runs(hex.slice(0, hex.length - white)) + ',';
  if (black > 1) return runs(hex.slice(0, hex.length - black)) + '!';
  return runs(hex);
}

function runs(hex: string): string {
  return hex.replace(/(.)\1*/g, (run, digit: string) => {
    let written = '';
    for (let left = run.length; left > 0; left -= RUN_MAX) written += count(Math.min(left, RUN_MAX)) + digit;
    return written;
  });
}

/** A repeat count of 1 is written as nothing. */
function count(times: number): string {
  if (times === 1) return '';
  const twenties = Math.floor(times / 20);
  const ones = times % 20;
  return (twenties > 0 ? String.fromCharCode('f'.charCodeAt(0) + twenties) : '') + (ones > 0 ? String.fromCharCode('F'.charCodeAt(0) + ones) : '');
}
