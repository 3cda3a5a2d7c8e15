import { widthEms, type Weight } from './font.js';
import { fitText, LINE_PITCH_EMS, MM_PER_POINT, type Fit } from './text-fit.js';

/** A rectangle on the paper in millimetres from its upper left corner. */
export type Box = { readonly xMm: number; readonly yMm: number; readonly widthMm: number; readonly heightMm: number };

/**
 * What is put on the paper, without a word about PDF or ZPL: one layout, two painters, so that both papers are the same
 * and the rules "inside the paper, never overlapping" are tested once.
 */
export type Mark =
  | { readonly kind: 'text'; readonly text: string; readonly weight: Weight; readonly sizePt: number; readonly xMm: number; readonly baselineMm: number }
  /** A filled rectangle with text left white in its middle. */
  | { readonly kind: 'badge'; readonly text: string; readonly sizePt: number; readonly box: Box }
  | { readonly kind: 'frame'; readonly box: Box; readonly strokeMm: number }
  /** A straight line along one axis: a rectangle of ink. */
  | { readonly kind: 'rule'; readonly box: Box }
  /** The box holds the bars; the quiet zones lie beside them and stay empty. */
  | { readonly kind: 'barcode'; readonly text: string; readonly area: Box };

export type TextStyle = {
  readonly weight?: Weight;
  readonly sizePt: number;
  readonly sizeMinPt?: number;
  readonly linesMax?: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly valign?: 'top' | 'middle';
};

/** Baseline below the top of a line, in ems: puts Han characters in the middle of their line pitch. */
const BASELINE_EMS = 0.98;

/** Ink of a line of text above and below its baseline, in ems, measured generously over Han, Latin and digits. */
const ASCENT_EMS = 0.92;
const DESCENT_EMS = 0.26;

/** Share of a badge's height its text may take. */
const BADGE_FILL = 0.82;

/** Middle of a Han character above its baseline, in ems. */
const HAN_MIDDLE_EMS = 0.37;

/** Thickness of section lines: 2 dots at 203 dpi. */
export const STROKE_MM = 0.25;

/** The marks of a text fitted into a box. Empty text leaves no mark. */
export function text(box: Box, content: string, style: TextStyle): readonly Mark[] {
  const weight = style.weight ?? 'medium';
  const fit: Fit = {
    weight,
    widthMm: box.widthMm,
    heightMm: box.heightMm,
    linesMax: style.linesMax ?? 1,
    sizeMaxPt: style.sizePt,
    sizeMinPt: style.sizeMinPt ?? style.sizePt,
  };
  const { lines, sizePt } = fitText(content, fit);
  const sizeMm = sizePt * MM_PER_POINT;
  const pitchMm = sizeMm * LINE_PITCH_EMS;
  const topMm = box.yMm + (style.valign === 'top' ? 0 : Math.max(0, (box.heightMm - lines.length * pitchMm) / 2));
  return lines.map((line, index) => {
    const slackMm = box.widthMm - widthEms(line, weight) * sizeMm;
    const indentMm = style.align === 'center' ? slackMm / 2 : style.align === 'right' ? slackMm : 0;
    return { kind: 'text', text: line, weight, sizePt, xMm: box.xMm + indentMm, baselineMm: topMm + index * pitchMm + BASELINE_EMS * sizeMm };
  });
}

/** A badge whose text is shrunk to its box. */
export function badge(box: Box, content: string, sizePt: number): Mark {
  const padMm = 0.6;
  const heightMm = box.heightMm * BADGE_FILL * LINE_PITCH_EMS;
  const fit: Fit = { weight: 'bold', widthMm: box.widthMm - 2 * padMm, heightMm, linesMax: 1, sizeMaxPt: sizePt, sizeMinPt: 5 };
  const fitted = fitText(content, fit);
  return { kind: 'badge', text: fitted.lines.join(''), sizePt: fitted.sizePt, box };
}

export function horizontal(yMm: number, fromMm: number, toMm: number): Mark {
  return { kind: 'rule', box: { xMm: fromMm, yMm: yMm - STROKE_MM / 2, widthMm: toMm - fromMm, heightMm: STROKE_MM } };
}

export function vertical(xMm: number, fromMm: number, toMm: number): Mark {
  return { kind: 'rule', box: { xMm: xMm - STROKE_MM / 2, yMm: fromMm, widthMm: STROKE_MM, heightMm: toMm - fromMm } };
}

/** The rectangle a mark may put ink in. */
export function inkBox(mark: Mark): Box {
  switch (mark.kind) {
    case 'text': {
      const sizeMm = mark.sizePt * MM_PER_POINT;
      const heightMm = (ASCENT_EMS + DESCENT_EMS) * sizeMm;
      return { xMm: mark.xMm, yMm: mark.baselineMm - ASCENT_EMS * sizeMm, widthMm: widthEms(mark.text, mark.weight) * sizeMm, heightMm };
    }
    case 'barcode':
      return mark.area;
    case 'badge':
    case 'frame':
    case 'rule':
      return mark.box;
  }
}

/** The box without a strip on its left, and so on: boxes are cut like paper. */
export function inset(box: Box, xMm: number, yMm = xMm): Box {
  return { xMm: box.xMm + xMm, yMm: box.yMm + yMm, widthMm: box.widthMm - 2 * xMm, heightMm: box.heightMm - 2 * yMm };
}

/** Cuts a strip of the given width from the left, or from the right where it is negative; answers the strip and the rest. */
export function cut(box: Box, stripMm: number): readonly [strip: Box, rest: Box] {
  const widthMm = Math.abs(stripMm);
  const rest = { ...box, widthMm: box.widthMm - widthMm };
  if (stripMm < 0) return [{ ...box, xMm: box.xMm + rest.widthMm, widthMm }, rest];
  return [{ ...box, widthMm }, { ...rest, xMm: box.xMm + widthMm }];
}

/** Where a badge's text begins: its middle is the badge's, by the height of Han characters. */
export function badgeText({ text: words, sizePt, box }: Extract<Mark, { kind: 'badge' }>): { readonly xMm: number; readonly baselineMm: number } {
  const sizeMm = sizePt * MM_PER_POINT;
  return {
    xMm: box.xMm + (box.widthMm - widthEms(words, 'bold') * sizeMm) / 2,
    baselineMm: box.yMm + box.heightMm / 2 + HAN_MIDDLE_EMS * sizeMm,
  };
}
