import bwip from 'bwip-js/node'; // its named export `raw` is another thing, a symbology

/** Dots of a 203 dpi head per millimetre. Bars that are whole dots wide print crisp; a PDF is drawn for this head too. */
export const DOTS_PER_MM_203 = 8;

/** Clear paper a scanner needs on both sides: ten modules (ISO/IEC 15417, 4.5.1). */
export const QUIET_MODULES = 10;

/** Thinnest module worth printing: 2 dots, 0.25 mm, the least that thermal heads and worn belts forgive. */
const MODULE_DOTS_MIN = 2;

/** Wider bars only cost height of the sorter's view: 4 dots, 0.5 mm, at 203 dpi. */
const MODULE_MAX_MM = 0.5;

const ENCODABLE = /^[0-9A-Z-]{1,64}$/;

/** Bar and space widths in modules, a bar first. */
export function barWidths(text: string): readonly number[] {
  const [symbol] = bwip.raw({ bcid: 'code128', text });
  if (!symbol || !('sbs' in symbol)) throw new Error('the barcode writer gave no bars');
  return symbol.sbs;
}

/** Modules of the symbol without its quiet zones: 11 for each character, the start and the check, 13 for the stop. */
export function moduleCount(text: string): number {
  return barWidths(text).reduce((sum, width) => sum + width, 0);
}

/**
 * The widest module of whole dots with which symbol and quiet zones fit, in dots; null where none does.
 *
 * @param dotsPerMm of the print head
 */
export function moduleDots(text: string, widthMm: number, dotsPerMm: number): number | null {
  const fitting = Math.floor((widthMm * dotsPerMm) / (moduleCount(text) + 2 * QUIET_MODULES));
  const dots = Math.min(fitting, Math.floor(MODULE_MAX_MM * dotsPerMm + 1e-9));
  return dots < MODULE_DOTS_MIN ? null : dots;
}

/** Whether a waybill number has a Code 128 form (capitals, digits, hyphen) that fits the width at 203 dpi, the coarser head. */
export function barcodeFits(text: string, widthMm: number): boolean {
  return ENCODABLE.test(text) && moduleDots(text, widthMm, DOTS_PER_MM_203) !== null;
}
