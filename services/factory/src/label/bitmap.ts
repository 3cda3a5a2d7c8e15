import type { Weight } from './font.js';
import { glyphDots } from './glyph.js';

/** One bit a dot, rows from the top, the leftmost dot in the highest bit of a row's first byte; 1 is ink. */
export type Bitmap = { readonly width: number; readonly height: number; readonly bytesPerRow: number; readonly dots: Uint8Array };

export type DotBox = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type Ink = { readonly text: string; readonly weight: Weight; readonly sizeDots: number; readonly xDots: number; readonly baselineDots: number };

/** Set makes dots black; clear makes them white, for white letters on black. */
export type Pen = 'set' | 'clear';

export function blank(width: number, height: number): Bitmap {
  const bytesPerRow = Math.ceil(width / 8);
  return { width, height, bytesPerRow, dots: new Uint8Array(bytesPerRow * height) };
}

/** Draws a line of text. Every character starts on a whole dot, so that it looks the same each time it comes. */
export function drawText(bitmap: Bitmap, { text, weight, sizeDots, xDots, baselineDots }: Ink, pen: Pen): void {
  const baseline = Math.round(baselineDots);
  let penDots = xDots;
  for (const character of text) {
    const { runs, advanceDots } = glyphDots(character, weight, sizeDots);
    const x = Math.round(penDots);
    for (let run = 0; run < runs.length; run += 3) {
      const [row = 0, from = 0, to = 0] = runs.subarray(run, run + 3);
      drawRun(bitmap, { x: x + from, y: baseline + row, width: to - from }, pen);
    }
    penDots += advanceDots;
  }
}

/** Makes a rectangle of dots black. */
export function fillDots(bitmap: Bitmap, { x, y, width, height }: DotBox): void {
  for (let row = y; row < y + height; row++) drawRun(bitmap, { x, y: row, width }, 'set');
}

/** Draws dots side by side, as far as they lie on the bitmap: a row above or below lies outside the array, which ignores it. */
function drawRun({ width: widthMax, bytesPerRow, dots }: Bitmap, { x, y, width }: Omit<DotBox, 'height'>, pen: Pen): void {
  for (let dot = Math.max(0, x); dot < Math.min(widthMax, x + width); dot++) {
    const at = y * bytesPerRow + (dot >> 3);
    const bit = 0x80 >> (dot & 7);
    dots[at] = pen === 'set' ? (dots[at] ?? 0) | bit : (dots[at] ?? 0) & ~bit;
  }
}
