import type { PathCommand } from 'fontkit';
import { codePointOf, font, type Weight } from './font.js';

/** One bit a dot, rows from the top, the leftmost dot in the highest bit of a row's first byte; 1 is ink. */
export type Bitmap = { readonly width: number; readonly height: number; readonly bytesPerRow: number; readonly dots: Uint8Array };

type Edge = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };

/** Straight pieces a curve becomes: at the 40 dots of the largest curves the error stays below a tenth of a dot. */
const CURVE_PIECES = 6;

export function blank(width: number, height: number): Bitmap {
  const bytesPerRow = Math.ceil(width / 8);
  return { width, height, bytesPerRow, dots: new Uint8Array(bytesPerRow * height) };
}

export type Ink = { readonly text: string; readonly weight: Weight; readonly sizeDots: number; readonly xDots: number; readonly baselineDots: number };

/**
 * Draws a line of text by the font's outlines: a dot is set where its centre lies inside (non-zero winding), as print
 * heads know no grey. Ink outside the bitmap is left away.
 *
 * @param toggle true turns dots over instead, for white letters on black
 */
export function drawText(bitmap: Bitmap, ink: Ink, toggle = false): void {
  const face = font(ink.weight);
  const scale = ink.sizeDots / face.unitsPerEm;
  let penDots = ink.xDots;
  for (const character of ink.text) {
    const glyph = face.glyphForCodePoint(codePointOf(character));
    const offset = penDots;
    fill(bitmap, edges(glyph.path.commands, (x, y) => [offset + x * scale, ink.baselineDots - y * scale]), toggle);
    penDots += glyph.advanceWidth * scale;
  }
}

/** The outline as straight edges in dots, closed. TrueType outlines have no cubic curves; one would be a wrong font file. */
function edges(commands: readonly PathCommand[], place: (x: number, y: number) => readonly [number, number]): readonly Edge[] {
  const found: Edge[] = [];
  let [startX, startY, x0, y0] = [0, 0, 0, 0];
  const lineTo = (x1: number, y1: number): void => {
    if (y0 !== y1) found.push({ x0, y0, x1, y1 });
    [x0, y0] = [x1, y1];
  };
  for (const { command, args } of commands) {
    const [a = 0, b = 0, c = 0, d = 0] = args;
    switch (command) {
      case 'moveTo':
        [x0, y0] = place(a, b);
        [startX, startY] = [x0, y0];
        break;
      case 'lineTo':
        lineTo(...place(a, b));
        break;
      case 'quadraticCurveTo':
        curve([x0, y0], place(a, b), place(c, d)).forEach(([x, y]) => lineTo(x, y));
        break;
      case 'closePath':
        lineTo(startX, startY);
        break;
      case 'bezierCurveTo':
        throw new Error('the label font must be TrueType');
    }
  }
  return found;
}

type Point = readonly [x: number, y: number];

function curve([x0, y0]: Point, [cx, cy]: Point, [x1, y1]: Point): readonly Point[] {
  return Array.from({ length: CURVE_PIECES }, (_, index) => {
    const t = (index + 1) / CURVE_PIECES;
    const [start, middle, end] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return [start * x0 + middle * cx + end * x1, start * y0 + middle * cy + end * y1];
  });
}

/** Fills one row after another through the middles of its dots. */
function fill(bitmap: Bitmap, outline: readonly Edge[], toggle: boolean): void {
  const crossings = new Map<number, { readonly x: number; readonly turn: number }[]>();
  for (const { x0, y0, x1, y1 } of outline) {
    const [turn, top, bottom] = y0 < y1 ? [1, y0, y1] : [-1, y1, y0];
    for (let row = Math.max(0, Math.ceil(top - 0.5)); row < Math.min(bitmap.height, Math.ceil(bottom - 0.5)); row++) {
      const x = x0 + ((row + 0.5 - y0) * (x1 - x0)) / (y1 - y0);
      const known = crossings.get(row);
      if (known) known.push({ x, turn });
      else crossings.set(row, [{ x, turn }]);
    }
  }
  for (const [row, found] of crossings) fillRow(bitmap, row, found.sort((a, b) => a.x - b.x), toggle);
}

function fillRow(bitmap: Bitmap, row: number, crossings: readonly { readonly x: number; readonly turn: number }[], toggle: boolean): void {
  let winding = 0;
  crossings.forEach(({ x, turn }, index) => {
    winding += turn;
    const next = crossings[index + 1];
    if (winding === 0 || !next) return;
    for (let dot = Math.max(0, Math.ceil(x - 0.5)); dot < Math.min(bitmap.width, Math.ceil(next.x - 0.5)); dot++) setDot(bitmap, dot, row, toggle);
  });
}

export function setDot({ dots, bytesPerRow }: Bitmap, x: number, y: number, toggle = false): void {
  const at = y * bytesPerRow + (x >> 3);
  const bit = 0x80 >> (x & 7);
  dots[at] = toggle ? (dots[at] ?? 0) ^ bit : (dots[at] ?? 0) | bit;
}
