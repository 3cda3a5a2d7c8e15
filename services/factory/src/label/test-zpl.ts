import type { Bitmap } from './bitmap.js';

/**
 * What a printer would put on paper, read back from ZPL with none of the code that wrote it: the formats of a document,
 * of which only the commands that labels use are known. Anything else ends the test.
 */
export function readZpl(document: string): readonly Bitmap[] {
  return document.split('^XZ\n').slice(0, -1).map((format) => {
    const parts = /^\^XA\n\^PW(\d+)\n\^LL(\d+)\n\^LH0,0\n\^FO0,0\^GFA,(\d+),(\d+),(\d+),([^^~]*)\^FS\n\^PQ1\n$/.exec(format);
    if (!parts) throw new Error(`not a label: ${format.slice(0, 200)}`);
    const [width = 0, height = 0, total = 0, whole = 0, bytesPerRow = 0] = parts.slice(1, 6).map(Number);
    const dots = expanded(parts[6] ?? '', bytesPerRow * 2);
    if (total !== whole || dots.length !== total || total !== bytesPerRow * height) throw new Error(`${dots.length} bytes, announced ${total} and ${whole}`);
    return { width, height, bytesPerRow, dots };
  });
}

/** ZPL's compressed hexadecimal, by the rules of its manual. */
export function expanded(data: string, digitsPerRow: number): Uint8Array {
  const rows: string[] = [];
  let row = '';
  let times = 0;
  const add = (digits: string): void => {
    row += digits;
    if (row.length > digitsPerRow) throw new Error('a row is too long');
    if (row.length === digitsPerRow) rows.push(row);
    if (row.length === digitsPerRow) row = '';
  };
  for (const sign of data) {
    if (sign === ':') rows.push(rows.at(-1) ?? '');
    else if (sign === ',') add('0'.repeat(digitsPerRow - row.length));
    else if (sign === '!') add('F'.repeat(digitsPerRow - row.length));
    else if (/[G-Y]/.test(sign)) times += sign.charCodeAt(0) - 'F'.charCodeAt(0);
    else if (/[g-z]/.test(sign)) times += (sign.charCodeAt(0) - 'f'.charCodeAt(0)) * 20;
    else {
      add(sign.repeat(Math.max(1, times)));
      times = 0;
    }
  }
  return Buffer.from(rows.join(''), 'hex');
}

export function isBlack({ dots, bytesPerRow }: Bitmap, x: number, y: number): boolean {
  return ((dots[y * bytesPerRow + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

/** A picture file that any viewer and zbarimg read. */
export function asPbm({ width, height, bytesPerRow, dots }: Bitmap): Buffer {
  if (bytesPerRow !== Math.ceil(width / 8)) throw new Error('rows are padded otherwise than PBM wants');
  return Buffer.concat([Buffer.from(`P4\n${width} ${height}\n`), dots]);
}
