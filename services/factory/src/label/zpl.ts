import { barWidths, DOTS_PER_MM_203, moduleDots, QUIET_MODULES } from './code128.js';
import { blank, drawText, setDot, type Bitmap } from './bitmap.js';
import { DESIGNS } from './design.js';
import { badgeText, type Box, type Mark } from './drawing.js';
import { checkCount, type LabelContent, type LabelSize } from './label.js';
import { layOut } from './layout.js';
import { MM_PER_POINT } from './text-fit.js';
import { graphicField } from './zpl-graphic.js';

/**
 * One ZPL format for each label, drawn here dot by dot: the printer needs no Chinese font, and prints what the PDF shows.
 *
 * @param labels 1 to LABELS_MAX, in the order of the paper
 * @throws LabelUnprintable for the first label that cannot be printed faithfully; no part of a document comes out
 */
export function renderZpl(labels: readonly LabelContent[], size: LabelSize): string {
  checkCount(labels);
  const { widthMm, heightMm } = DESIGNS[size];
  const [width, height] = [dots(widthMm), dots(heightMm)];
  return labels.map((label) => {
    const bitmap = blank(width, height);
    for (const mark of layOut(label, size)) paint(bitmap, mark);
    return `^XA\n^PW${width}\n^LL${height}\n^LH0,0\n^FO0,0${graphicField(bitmap)}^FS\n^PQ1\n^XZ\n`;
  }).join('');
}

function paint(bitmap: Bitmap, mark: Mark): void {
  switch (mark.kind) {
    case 'text':
      return drawText(bitmap, inkOf(mark));
    case 'badge':
      fillBox(bitmap, mark.box);
      return drawText(bitmap, inkOf({ ...mark, ...badgeText(mark), weight: 'bold' }), true);
    case 'frame':
      return paintFrame(bitmap, mark.box, mark.strokeMm);
    case 'rule':
      return fillBox(bitmap, mark.box);
    case 'barcode':
      return paintBars(bitmap, mark.text, mark.area);
  }
}

type Letters = { readonly text: string; readonly weight: 'medium' | 'bold'; readonly sizePt: number; readonly xMm: number; readonly baselineMm: number };

function inkOf({ text, weight, sizePt, xMm, baselineMm }: Letters): Parameters<typeof drawText>[1] {
  return { text, weight, sizeDots: sizePt * MM_PER_POINT * DOTS_PER_MM_203, xDots: xMm * DOTS_PER_MM_203, baselineDots: baselineMm * DOTS_PER_MM_203 };
}

function paintFrame(bitmap: Bitmap, box: Box, strokeMm: number): void {
  const [right, bottom] = [box.xMm + box.widthMm - strokeMm / 2, box.yMm + box.heightMm - strokeMm / 2];
  for (const yMm of [box.yMm - strokeMm / 2, bottom]) fillBox(bitmap, { xMm: box.xMm, yMm, widthMm: box.widthMm, heightMm: strokeMm });
  for (const xMm of [box.xMm - strokeMm / 2, right]) fillBox(bitmap, { xMm, yMm: box.yMm, widthMm: strokeMm, heightMm: box.heightMm });
}

/** Whole dots a module, in the middle of the area: a bar that is half a dot wider than its neighbour is not read. */
function paintBars(bitmap: Bitmap, text: string, area: Box): void {
  const widths = barWidths(text);
  const modules = widths.reduce((sum, width) => sum + width, 0);
  const module = moduleDots(text, area.widthMm * (1 + (2 * QUIET_MODULES) / modules), DOTS_PER_MM_203) ?? 1;
  let x = Math.round((area.xMm + area.widthMm / 2) * DOTS_PER_MM_203 - (modules * module) / 2);
  widths.forEach((width, index) => {
    if (index % 2 === 0) fillDots(bitmap, { x, y: dots(area.yMm), width: width * module, height: dots(area.heightMm) });
    x += width * module;
  });
}

function fillBox(bitmap: Bitmap, { xMm, yMm, widthMm, heightMm }: Box): void {
  fillDots(bitmap, { x: dots(xMm), y: dots(yMm), width: Math.max(1, dots(widthMm)), height: Math.max(1, dots(heightMm)) });
}

function fillDots(bitmap: Bitmap, { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): void {
  for (let row = Math.max(0, y); row < Math.min(bitmap.height, y + height); row++) {
    for (let dot = Math.max(0, x); dot < Math.min(bitmap.width, x + width); dot++) setDot(bitmap, dot, row);
  }
}

function dots(mm: number): number {
  return Math.round(mm * DOTS_PER_MM_203);
}
