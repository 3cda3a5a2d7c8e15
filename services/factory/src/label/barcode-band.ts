import { DOTS_PER_MM_203, moduleCount, moduleDots } from './code128.js';
import type { Design } from './design.js';
import { cut, inset, text, type Box, type Mark } from './drawing.js';
import type { LabelContent } from './label.js';

/** The large barcode in the middle of its band, quiet zones left and right, the number in groups of four below. */
export function barcodeBand(box: Box, content: LabelContent, { barcode }: Design): readonly Mark[] {
  const bars = { ...box, yMm: box.yMm + 2, heightMm: barcode.barsMm };
  const belowMm = bars.yMm + bars.heightMm + 0.4;
  const number = { ...inset(box, 2, 0), yMm: belowMm, heightMm: box.yMm + box.heightMm - belowMm };
  return [
    barcodeIn(bars, content.waybillNo, barcode.widthMaxMm),
    ...text(number, grouped(content.waybillNo), { weight: 'bold', sizePt: barcode.numberPt, sizeMinPt: 6, align: 'center' }),
  ];
}

/** The part the sender keeps: carrier and number again, with a small barcode. */
export function stub(box: Box, content: LabelContent, { type, barcode }: Design): readonly Mark[] {
  const [right, left] = cut(box, -Math.min(barcode.widthMaxMm, box.widthMm * 0.66));
  const inner = inset(left, 2, 0.8);
  const upper = { ...inner, heightMm: inner.heightMm * 0.55 };
  const lower = { ...inner, yMm: upper.yMm + upper.heightMm, heightMm: inner.heightMm - upper.heightMm };
  const bars = inset(right, 0, 1.5);
  return [
    ...text(upper, content.carrierName, { weight: 'bold', sizePt: type.address, sizeMinPt: type.small }),
    ...text(lower, content.waybillNo, { weight: 'bold', sizePt: type.goods, sizeMinPt: 5 }),
    ...(moduleDots(content.waybillNo, right.widthMm, DOTS_PER_MM_203) === null ? [] : [barcodeIn(bars, content.waybillNo, right.widthMm)]),
  ];
}

/** Centres the bars in the box. The width is that of the coarser print head, so both papers look alike. */
function barcodeIn(box: Box, waybillNo: string, widthMaxMm: number): Mark {
  const dots = moduleDots(waybillNo, Math.min(widthMaxMm, box.widthMm), DOTS_PER_MM_203);
  if (dots === null) throw new RangeError('a barcode that does not fit must be refused before layout');
  const widthMm = (moduleCount(waybillNo) * dots) / DOTS_PER_MM_203;
  return { kind: 'barcode', text: waybillNo, area: { ...box, xMm: box.xMm + (box.widthMm - widthMm) / 2, widthMm } };
}

/** Letters, then digits in fours, as people read numbers aloud; a single last digit joins the group before it. */
function grouped(waybillNo: string): string {
  return waybillNo.replace(/(?<=[A-Z])(?=\d)|(?<=(?<!\d)(?:\d{4})+)(?=\d{2})/gu, ' ');
}
