import { createRequire } from 'node:module';
import { openSync, type Font } from 'fontkit';

/** Bold for what a sorter reads at arm's length, medium for the rest: regular strokes break up at 203 dpi on thermal paper. */
export type Weight = 'medium' | 'bold';

/**
 * Noto Sans SC as whole TrueType files: 30,890 characters, all of GB 2312. The usual web-font package lacks 1,046 of
 * those, which would be empty boxes in people's names (stack.md 6).
 */
const FILES: Record<Weight, string> = {
  medium: '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
};

const resolve = createRequire(import.meta.url).resolve;
const opened = new Map<Weight, Font>();

/** The font, read from disk (10 MB) at its first use and kept: parsing costs 20 ms, and every label needs it. */
export function font(weight: Weight): Font {
  const known = opened.get(weight);
  if (known) return known;
  const fresh = openSync(resolve(FILES[weight]));
  opened.set(weight, fresh);
  return fresh;
}

/** Width of a line of text in ems (multiples of the font size), without kerning, which only ever draws letters closer. */
export function widthEms(text: string, weight: Weight): number {
  let ems = 0;
  for (const character of text) ems += advanceEms(character, weight);
  return ems;
}

/** Widths seen so far; at most one for each of the font's 30,890 characters and weight. Fitting asks for each many times. */
const advances: Record<Weight, Map<string, number>> = { medium: new Map(), bold: new Map() };

function advanceEms(character: string, weight: Weight): number {
  const known = advances[weight].get(character);
  if (known !== undefined) return known;
  const face = font(weight);
  const codePoint = codePointOf(character);
  const ems = face.glyphForCodePoint(codePoint).advanceWidth / face.unitsPerEm;
  if (face.hasGlyphForCodePoint(codePoint)) advances[weight].set(character, ems);
  return ems;
}

/** Whether both weights can draw the character. */
export function hasGlyph(codePoint: number): boolean {
  return font('medium').hasGlyphForCodePoint(codePoint) && font('bold').hasGlyphForCodePoint(codePoint);
}

/** The code point of a one-character string, as `for…of` over a string yields them. */
export function codePointOf(character: string): number {
  const codePoint = character.codePointAt(0);
  if (codePoint === undefined) throw new RangeError('an empty string has no code point');
  return codePoint;
}
