import { widthEms, type Weight } from './font.js';

/** Type sizes here are in points, everything else in millimetres. */
export const MM_PER_POINT = 25.4 / 72;

/** From one baseline to the next, in ems. */
export const LINE_PITCH_EMS = 1.24;

const SIZE_STEP_PT = 0.5;
const ELLIPSIS = '…';

/** So that ten characters fit a box of ten characters, whatever the division of two lengths left over. */
const ROUNDING = 1e-9;

/** Punctuation that may not begin a line (避头). */
const NEVER_FIRST = /^[，。、；：！？）》」』】”’…·,.;:!?)\]}%]/u;

/** What breaks only as a whole where it can: a run of Latin letters or digits, else one character. */
const PIECES = /[\x21-\x7e]+|./gsu;

export type Fit = {
  readonly weight: Weight;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly linesMax: number;
  /** Tried first, then half a point less each time. */
  readonly sizeMaxPt: number;
  /** Never smaller: 6 pt is 17 dots at 203 dpi, about the least at which Chinese is still legible. */
  readonly sizeMinPt: number;
};

export type FittedText = { readonly sizePt: number; readonly lines: readonly string[]; readonly clipped: boolean };

/**
 * The largest type in which the text fits the box; at the smallest size the last line ends in … where it does not.
 * Whatever the text, no line is wider than the box and no more lines come back than fit its height.
 */
export function fitText(text: string, fit: Fit): FittedText {
  for (let sizePt = fit.sizeMaxPt; ; sizePt = Math.max(fit.sizeMinPt, sizePt - SIZE_STEP_PT)) {
    const sizeMm = sizePt * MM_PER_POINT;
    const widthMaxEms = fit.widthMm / sizeMm + ROUNDING;
    const lines = wrap(text, fit.weight, widthMaxEms);
    const room = Math.min(fit.linesMax, Math.floor(fit.heightMm / (sizeMm * LINE_PITCH_EMS) + ROUNDING));
    const narrow = lines.every((line) => widthEms(line, fit.weight) <= widthMaxEms);
    if (lines.length <= room && narrow) return { sizePt, lines, clipped: false };
    if (sizePt > fit.sizeMinPt) continue;
    if (lines.length <= 1) return { sizePt, lines, clipped: false };
    return { sizePt, lines: clip(text, lines.slice(0, Math.max(1, room)), fit.weight, widthMaxEms), clipped: true };
  }
}

/** Lines no wider than the given ems, but for a character that alone is wider. A single piece wider than a line is broken between characters. */
function wrap(text: string, weight: Weight, widthMaxEms: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(PIECES) ?? []) {
    if (widthEms(line + piece, weight) <= widthMaxEms) {
      line += piece;
      continue;
    }
    const carried = NEVER_FIRST.test(piece) ? lastCharacter(line) : '';
    if (line.trim() !== '') lines.push(line.slice(0, line.length - carried.length).trimEnd());
    line = '';
    for (const character of carried + piece.trimStart()) {
      if (line !== '' && widthEms(line + character, weight) > widthMaxEms) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** The last character, unless it is the only one: a line must keep something. */
function lastCharacter(line: string): string {
  const characters = [...line];
  return characters.length > 1 ? (characters.at(-1) ?? '') : '';
}

/** The lines that have room, the last one filled up to its end, inside a word if need be, and closed with the sign. */
function clip(text: string, kept: readonly string[], weight: Weight, widthMaxEms: number): readonly string[] {
  const whole = kept.slice(0, -1);
  const start = whole.reduce((from, line) => text.indexOf(line, from) + line.length, 0);
  let last = '';
  for (const character of text.slice(start).trimStart()) {
    if (widthEms(last + character + ELLIPSIS, weight) > widthMaxEms) break;
    last += character;
  }
  return [...whole, last.trimEnd() + ELLIPSIS];
}
