import type { PathCommand } from 'fontkit';
import { LRUCache } from 'lru-cache';
import { codePointOf, font, type Weight } from './font.js';

/**
 * A character in dots: runs of ink as triples row, first dot, dot after the last, counted from its origin on the
 * baseline, rows downwards.
 */
export type GlyphDots = { readonly runs: Int16Array; readonly advanceDots: number };

type Point = readonly [x: number, y: number];
type Edge = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
type Crossing = { readonly x: number; readonly turn: number };

/** Straight pieces a curve becomes: at the 140 dots of the largest letters the error stays below a dot's third. */
const CURVE_PIECES = 6;

/** Labels of one day share a few hundred characters at a dozen sizes; this many take at most 3 MB. */
const GLYPHS_MAX = 4000;

const known = new LRUCache<string, GlyphDots>({ max: GLYPHS_MAX });

/**
 * A character as a print head can draw it: a dot is ink where its centre lies inside the outline (non-zero winding), as
 * heads know no grey.
 */
export function glyphDots(character: string, weight: Weight, sizeDots: number): GlyphDots {
  const key = `${weight} ${sizeDots} ${character}`;
  const cached = known.get(key);
  if (cached) return cached;
  const face = font(weight);
  const glyph = face.glyphForCodePoint(codePointOf(character));
  const scale = sizeDots / face.unitsPerEm;
  const fresh = { runs: inkRuns(edges(glyph.path.commands, scale)), advanceDots: glyph.advanceWidth * scale };
  known.set(key, fresh);
  return fresh;
}

/** The outline as closed straight edges in dots. TrueType has no cubic curves; one would be a wrong font file. */
function edges(commands: readonly PathCommand[], scale: number): readonly Edge[] {
  const found: Edge[] = [];
  let start: Point = [0, 0];
  let pen: Point = [0, 0];
  const lineTo = (to: Point): void => {
    found.push({ x0: pen[0], y0: pen[1], x1: to[0], y1: to[1] });
    pen = to;
  };
  for (const { command, args } of commands) {
    const [a = 0, b = 0, c = 0, d = 0] = args;
    const first: Point = [a * scale, -b * scale];
    switch (command) {
      case 'moveTo':
        start = pen = first;
        break;
      case 'lineTo':
        lineTo(first);
        break;
      case 'quadraticCurveTo':
        curve(pen, first, [c * scale, -d * scale]).forEach(lineTo);
        break;
      case 'closePath':
        lineTo(start);
        break;
      case 'bezierCurveTo':
        throw new Error('the label font must be TrueType');
    }
  }
  return found;
}

function curve([x0, y0]: Point, [cx, cy]: Point, [x1, y1]: Point): readonly Point[] {
  return Array.from({ length: CURVE_PIECES }, (_, index) => {
    const t = (index + 1) / CURVE_PIECES;
    const [start, middle, end] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return [start * x0 + middle * cx + end * x1, start * y0 + middle * cy + end * y1];
  });
}

/** Crosses the outline through the middle of every row of dots. */
function inkRuns(outline: readonly Edge[]): Int16Array {
  const rows = new Map<number, Crossing[]>();
  for (const { x0, y0, x1, y1 } of outline) {
    const [turn, top, bottom] = y0 < y1 ? [1, y0, y1] : [-1, y1, y0];
    for (let row = Math.ceil(top - 0.5); row < Math.ceil(bottom - 0.5); row++) {
      const crossing = { x: x0 + ((row + 0.5 - y0) * (x1 - x0)) / (y1 - y0), turn };
      const others = rows.get(row);
      if (others) others.push(crossing);
      else rows.set(row, [crossing]);
    }
  }
  return Int16Array.from([...rows].flatMap(([row, crossings]) => rowRuns(row, crossings.sort((a, b) => a.x - b.x))));
}

function rowRuns(row: number, crossings: readonly Crossing[]): readonly number[] {
  let winding = 0;
  return crossings.flatMap(({ x, turn }, index) => {
    winding += turn;
    const next = crossings[index + 1];
    return winding === 0 || !next ? [] : [row, Math.ceil(x - 0.5), Math.ceil(next.x - 0.5)];
  });
}
