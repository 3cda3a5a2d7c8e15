/** The little of fontkit (https://github.com/foliojs/fontkit, the engine inside pdfkit) that labels use; it ships no types. */
declare module 'fontkit' {
  /** One pen movement of an outline, in font units, y upwards. */
  export type PathCommand = {
    readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
    readonly args: readonly number[];
  };

  export type Glyph = { readonly advanceWidth: number; readonly path: { readonly commands: readonly PathCommand[] } };

  export type Font = {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): Glyph;
  };

  export function openSync(path: string): Font;
}
