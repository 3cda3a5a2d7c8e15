import { barWidths } from './code128.js';
import { blank, drawText, fillDots, type Bitmap, type Ink } from './bitmap.js';
import { DESIGNS } from './design.js';
import { badgeText, type Box, type Mark } from './drawing.js';
import { checkCount, type LabelContent, type LabelSize } from './label.js';
import { layOut } from './layout.js';
import { MM_PER_POINT } from './text-fit.js';
import { graphicField } from './zpl-graphic.js';

export type Dpi = 203 | 300;

/**
 * Dots of the head in a millimetre. A 203 dpi head has 8; one sold as 300 dpi has 11.8 or 12: counting the fewer keeps
 * the label on its paper with either, at most 1.6 % smaller.
 */
const DOTS_PER_MM: Record<Dpi, number> = { 203: 8, 300: 300 / 25.4 };

/**
 * One ZPL II format for each label: the whole label as one picture, every dot of it made here.
 *
 * An ordinary ZPL printer has no Chinese font, and what `^CI28` prints without one is empty boxes. The ways out were a
 * font loaded into each printer (`^CW`, which somebody must do, and which prints another label where it was forgotten)
 * or a picture for each line of text with `^GB` and `^BC` between. One picture is the simplest that prints the same on
 * every printer, clones too; bars are whole dots wide in it, as `^BC` would print them, and tests scan the very dots that
 * are sent. And no character of an order ever reaches the printer's command language: there is nothing to escape.
 *
 * @param labels 1 to LABELS_MAX, in the order of the paper
 * @throws LabelUnprintable for the first label that cannot be printed faithfully; no part of a document comes out
 */
export function renderZpl(labels: readonly LabelContent[], size: LabelSize, dpi: Dpi = 203): string {
  checkCount(labels);
  const pages = labels.map((label) => layOut(label, size));
  return pages.map((marks) => format(drawn(marks, size, DOTS_PER_MM[dpi]))).join('');
}

function format(page: Bitmap): string {
  return `^XA\n^PW${page.width}\n^LL${page.height}\n^LH0,0\n^FO0,0${graphicField(page)}^FS\n^PQ1\n^XZ\n`;
}

function drawn(marks: readonly Mark[], size: LabelSize, dotsPerMm: number): Bitmap {
  const { widthMm, heightMm } = DESIGNS[size];
  const page = blank(Math.floor(widthMm * dotsPerMm), Math.floor(heightMm * dotsPerMm));
  for (const mark of marks) paint({ page, dotsPerMm }, mark);
  return page;
}

type Sheet = { readonly page: Bitmap; readonly dotsPerMm: number };

function paint(sheet: Sheet, mark: Mark): void {
  switch (mark.kind) {
    case 'text':
      return drawText(sheet.page, inkOf(sheet, mark), 'set');
    case 'badge':
      fillBox(sheet, mark.box);
      return drawText(sheet.page, inkOf(sheet, { ...mark, ...badgeText(mark), weight: 'bold' }), 'clear');
    case 'frame':
      return paintFrame(sheet, mark.box, mark.strokeMm);
    case 'rule':
      return fillBox(sheet, mark.box);
    case 'barcode':
      return paintBars(sheet, mark.text, mark.area);
  }
}

function inkOf({ dotsPerMm }: Sheet, { text, weight, sizePt, xMm, baselineMm }: Omit<Extract<Mark, { kind: 'text' }>, 'kind'>): Ink {
  return { text, weight, sizeDots: sizePt * MM_PER_POINT * dotsPerMm, xDots: xMm * dotsPerMm, baselineDots: baselineMm * dotsPerMm };
}

/** The stroke lies on the edge, half inside and half outside, as in the PDF. */
function paintFrame(sheet: Sheet, { xMm, yMm, widthMm, heightMm }: Box, strokeMm: number): void {
  const [left, top] = [xMm - strokeMm / 2, yMm - strokeMm / 2];
  for (const y of [top, top + heightMm]) fillBox(sheet, { xMm: left, yMm: y, widthMm: widthMm + strokeMm, heightMm: strokeMm });
  for (const x of [left, left + widthMm]) fillBox(sheet, { xMm: x, yMm: top, widthMm: strokeMm, heightMm: heightMm + strokeMm });
}

/** Whole dots a module, in the middle of the area: a bar half a dot wider than its neighbour is not read. */
function paintBars({ page, dotsPerMm }: Sheet, text: string, area: Box): void {
  const widths = barWidths(text);
  const modules = widths.reduce((sum, width) => sum + width, 0);
  const moduleDots = Math.floor((area.widthMm * dotsPerMm) / modules + 1e-6);
  const [y, height] = [Math.round(area.yMm * dotsPerMm), Math.round(area.heightMm * dotsPerMm)];
  let x = Math.round((area.xMm + area.widthMm / 2) * dotsPerMm - (modules * moduleDots) / 2);
  widths.forEach((width, index) => {
    if (index % 2 === 0) fillDots(page, { x, y, width: width * moduleDots, height });
    x += width * moduleDots;
  });
}

function fillBox({ page, dotsPerMm }: Sheet, { xMm, yMm, widthMm, heightMm }: Box): void {
  const dots = (mm: number): number => Math.round(mm * dotsPerMm);
  fillDots(page, { x: dots(xMm), y: dots(yMm), width: Math.max(1, dots(widthMm)), height: Math.max(1, dots(heightMm)) });
}
