import type { Design } from './design.js';
import { cut, inset, text, type Box, type Mark } from './drawing.js';
import type { LabelContent, LabelGoods } from './label.js';
import { LINE_PITCH_EMS, MM_PER_POINT } from './text-fit.js';

/** Smallest type of a goods row in points; see fitText for why not less. */
const ROW_MIN_PT = 6;

/** What the packer picks: the masked order number, then a row for each kind of goods, its quantity at the right edge. */
export function goodsBand(box: Box, content: LabelContent, { type }: Design): readonly Mark[] {
  const inner = inset(box, 2, 0.8);
  const headMm = type.small * MM_PER_POINT * LINE_PITCH_EMS + 0.4;
  const [total, order] = cut({ ...inner, heightMm: headMm }, -inner.widthMm * 0.36);
  const list = { ...inner, yMm: inner.yMm + headMm, heightMm: inner.heightMm - headMm };
  const pieces = content.goods.reduce((sum, goods) => sum + goods.quantity, 0);
  return [
    ...text(order, `订单 ${content.orderMaskSn}`, { sizePt: type.small, sizeMinPt: 5 }),
    ...text(total, `共${content.goods.length}种${pieces}件`, { weight: 'bold', sizePt: type.small, sizeMinPt: 5, align: 'right' }),
    ...rows(list, content.goods, type.goods),
  ];
}

function rows(list: Box, goods: readonly LabelGoods[], sizePt: number): readonly Mark[] {
  const { rowPt, roomRows } = rowSize(list.heightMm, goods.length, sizePt);
  const shown = goods.length <= roomRows ? goods : goods.slice(0, roomRows - 1);
  const pitchMm = rowPt * MM_PER_POINT * LINE_PITCH_EMS;
  const twoLines = roomRows >= 2 * shown.length;
  const row = (index: number): Box => ({ ...list, yMm: list.yMm + index * pitchMm * (twoLines ? 2 : 1), heightMm: pitchMm });
  const marks = shown.flatMap((item, index) => (twoLines ? twoLineRow : oneLineRow)(row(index), item, rowPt));
  if (shown.length === goods.length) return marks;
  return [...marks, ...text(row(shown.length), leftOut(goods.slice(shown.length)), { weight: 'bold', sizePt: rowPt, sizeMinPt: 5 })];
}

/** The largest type, down to ROW_MIN_PT, at which every kind of goods has a row; and the rows there are then. */
function rowSize(heightMm: number, kinds: number, sizePt: number): { readonly rowPt: number; readonly roomRows: number } {
  const roomAt = (points: number): number => Math.floor(heightMm / (points * MM_PER_POINT * LINE_PITCH_EMS) + 1e-9);
  let rowPt = sizePt;
  while (roomAt(rowPt) < kinds && rowPt > ROW_MIN_PT) rowPt = Math.max(ROW_MIN_PT, rowPt - 0.5);
  return { rowPt, roomRows: Math.max(1, roomAt(rowPt)) };
}

/** The title above, what tells one variant from another below it. */
function twoLineRow(box: Box, goods: LabelGoods, sizePt: number): readonly Mark[] {
  const [count, name] = cut(box, -countWidth(box));
  const below = { ...name, yMm: name.yMm + name.heightMm };
  return [...text(name, goods.title, { sizePt }), ...text(below, variant(goods), { sizePt }), ...quantity(count, goods, sizePt)];
}

/** Title and variant side by side and clipped each on its own: a long title must not hide colour and size from the packer. */
function oneLineRow(box: Box, goods: LabelGoods, sizePt: number): readonly Mark[] {
  const [count, words] = cut(box, -countWidth(box));
  const [right, left] = cut(words, -words.widthMm * 0.55);
  return [...text({ ...left, widthMm: left.widthMm - 1 }, goods.title, { sizePt }), ...text(right, variant(goods), { sizePt }), ...quantity(count, goods, sizePt)];
}

function countWidth(box: Box): number {
  return Math.max(8, box.widthMm * 0.11);
}

function variant({ spec, outSkuSn }: LabelGoods): string {
  return [spec === '' ? '' : `【${spec}】`, outSkuSn].filter((part) => part !== '').join(' ');
}

function quantity(box: Box, goods: LabelGoods, sizePt: number): readonly Mark[] {
  return text(box, `×${goods.quantity}`, { weight: 'bold', sizePt, sizeMinPt: 5, align: 'right' });
}

function leftOut(goods: readonly LabelGoods[]): string {
  const pieces = goods.reduce((sum, item) => sum + item.quantity, 0);
  return `……另有${goods.length}种${pieces}件未列出，见发货单`;
}
