import { badge, cut, horizontal, inset, STROKE_MM, text, vertical, type Box, type Mark } from './drawing.js';
import { barcodeBand, stub } from './barcode-band.js';
import { DESIGNS, type Design } from './design.js';
import { goodsBand } from './goods-band.js';
import type { LabelContent, LabelParty, LabelSize } from './label.js';
import { printable } from './printable.js';

/** A band of the paper: the marks in it, given the box it has. */
type Band = (box: Box, content: LabelContent, design: Design) => readonly Mark[];

/** From the top of the paper down, in the order a sorter, a courier and a packer look for things. */
const BANDS: readonly (readonly [name: keyof Design['bands'], band: Band])[] = [
  ['header', header],
  ['sortCode', sortCode],
  ['destination', destination],
  ['receiver', receiver],
  ['sender', sender],
  ['barcode', barcodeBand],
  ['signature', signature],
  ['cutLine', cutLine],
  ['stub', stub],
  ['goods', goodsBand],
  ['remark', remark],
  ['footer', footer],
];

/** Everything on one label. The same content always gives the same marks. @throws LabelUnprintable, see printable() */
export function layOut(content: LabelContent, size: LabelSize): readonly Mark[] {
  const design = DESIGNS[size];
  const clean = printable(content, design);
  const xMm = design.marginMm;
  const widthMm = design.widthMm - 2 * xMm;
  const marks: Mark[] = [{ kind: 'frame', box: inset({ xMm: 0, yMm: 0, widthMm: design.widthMm, heightMm: design.heightMm }, xMm), strokeMm: STROKE_MM }];
  let yMm = design.marginMm;
  for (const [name, band] of BANDS) {
    const heightMm = design.bands[name];
    if (heightMm === 0) continue;
    if (yMm > design.marginMm && !touchesCutLine(name)) marks.push(horizontal(yMm, xMm, xMm + widthMm));
    marks.push(...band({ xMm, yMm, widthMm, heightMm }, clean, design));
    yMm += heightMm;
  }
  return marks;
}

/** The cut line's band draws its own edges. */
function touchesCutLine(name: keyof Design['bands']): boolean {
  return name === 'cutLine' || name === 'stub';
}

function header(box: Box, content: LabelContent, { type }: Design): readonly Mark[] {
  const inner = inset(box, 2, 1);
  const [service, rest] = cut(inner, -inner.widthMm * 0.3);
  const reprint = content.printCount > 1 ? `第${content.printCount}次打印` : '';
  const [count, name] = reprint === '' ? [null, rest] : cut(rest, -inner.widthMm * 0.27);
  return [
    ...text(name, content.carrierName, { weight: 'bold', sizePt: type.carrier, sizeMinPt: type.small }),
    ...(count ? [badge(inset(count, 0.5, count.heightMm * 0.18), reprint, type.sender + 1)] : []),
    ...text(inset(service, 1, 0), content.serviceType, { weight: 'bold', sizePt: type.address, sizeMinPt: type.small, align: 'right' }),
  ];
}

function sortCode(box: Box, content: LabelContent, { type }: Design): readonly Mark[] {
  return text(inset(box, 2, 0.5), content.sortCode, { weight: 'bold', sizePt: type.sortCode, sizeMinPt: 10, align: 'center' });
}

function destination(box: Box, content: LabelContent, { type, cellMm }: Design): readonly Mark[] {
  const [left, right] = cut(box, box.widthMm * 0.56);
  const [cell, center] = cut(right, cellMm);
  return [
    ...text(inset(left, 2, 0.5), content.markDestination, { weight: 'bold', sizePt: type.destination, sizeMinPt: type.small, linesMax: 2 }),
    vertical(right.xMm, box.yMm, box.yMm + box.heightMm),
    ...(content.packageCenter === '' ? [] : [badge(inset(cell, 1.4, (cell.heightMm - cellMm + 2.8) / 2), '集', type.address)]),
    ...text(inset(center, 1, 0.5), content.packageCenter, { weight: 'bold', sizePt: type.receiver, sizeMinPt: type.small, linesMax: 2 }),
  ];
}

function receiver(box: Box, content: LabelContent, { type, cellMm }: Design): readonly Mark[] {
  return party(box, content.receiver, { mark: '收', cellMm, namePt: type.receiver, addressPt: type.address, minPt: type.small + 1, nameMm: 0.32 });
}

function sender(box: Box, content: LabelContent, { type, cellMm }: Design): readonly Mark[] {
  return party(box, content.sender, { mark: '寄', cellMm, namePt: type.sender, addressPt: type.sender, minPt: type.small - 1, nameMm: 0.4 });
}

type PartyStyle = { readonly mark: string; readonly cellMm: number; readonly namePt: number; readonly addressPt: number; readonly minPt: number; readonly nameMm: number };

/** Name and phone share the first line; the address has the rest. `nameMm` is the share of the height the first line has. */
function party(box: Box, { name, phone, address }: LabelParty, style: PartyStyle): readonly Mark[] {
  const [cell, body] = cut(box, style.cellMm + 1);
  const inner = inset(body, 1.5, 0.8);
  const firstMm = inner.heightMm * style.nameMm;
  const [phoneBox, nameBox] = cut({ ...inner, heightMm: firstMm }, -inner.widthMm * 0.52);
  const addressBox = { ...inner, yMm: inner.yMm + firstMm, heightMm: inner.heightMm - firstMm };
  const side = Math.min(style.cellMm - 1, cell.heightMm - 2);
  return [
    ...roleMark(inset(cell, (cell.widthMm - side) / 2, (cell.heightMm - side) / 2), style),
    vertical(body.xMm, box.yMm, box.yMm + box.heightMm),
    ...text(nameBox, name, { weight: 'bold', sizePt: style.namePt, sizeMinPt: style.minPt }),
    ...text(inset(phoneBox, 1, 0), phone, { weight: 'bold', sizePt: style.namePt, sizeMinPt: style.minPt, align: 'right' }),
    ...text(addressBox, address, { sizePt: style.addressPt, sizeMinPt: style.minPt, linesMax: 4 }),
  ];
}

/** Black on the receiver, an outline on the sender: nobody may deliver a parcel to where it came from. */
function roleMark(box: Box, { mark, namePt }: PartyStyle): readonly Mark[] {
  if (mark === '收') return [badge(box, mark, namePt)];
  return [{ kind: 'frame', box, strokeMm: STROKE_MM }, ...text(box, mark, { sizePt: namePt, align: 'center' })];
}

function signature(box: Box, _content: LabelContent, { type }: Design): readonly Mark[] {
  const [time, name] = cut(inset(box, 2, 1), -box.widthMm * 0.45);
  const style = { sizePt: type.small + 0.5, valign: 'middle' } as const;
  return [...text(name, '签收人：', style), ...text(time, '签收时间：        年    月    日', { ...style, sizeMinPt: 5 })];
}

/** A dashed line in the middle of a blank band that closes both parts of the paper. */
function cutLine(box: Box): readonly Mark[] {
  const dashMm = 2;
  const middle = box.yMm + box.heightMm / 2;
  const end = box.xMm + box.widthMm;
  const dashes: Mark[] = [];
  for (let x = box.xMm + 1; x + dashMm <= end; x += 2 * dashMm) dashes.push(horizontal(middle, x, x + dashMm));
  return [horizontal(box.yMm, box.xMm, end), ...dashes, horizontal(box.yMm + box.heightMm, box.xMm, end)];
}

function remark(box: Box, content: LabelContent, { type, cellMm }: Design): readonly Mark[] {
  const [strip, rest] = cut(inset(box, 2, 1), content.handling.length === 0 ? 0 : -box.widthMm * 0.3);
  const words = content.remark === '' ? '' : `备注：${content.remark}`;
  return [
    ...text(rest, words, { sizePt: type.goods, sizeMinPt: type.small - 1, linesMax: 3 }),
    ...handling(strip, content.handling, cellMm),
  ];
}

/** Up to four marks, two in a row, an odd last one on the right; more than four share the last one. */
function handling(strip: Box, marks: readonly string[], cellMm: number): readonly Mark[] {
  const shown = marks.length <= 4 ? marks : [...marks.slice(0, 3), `等${marks.length}项`];
  const rows = Math.ceil(shown.length / 2);
  const widthMm = strip.widthMm / 2;
  const heightMm = Math.min(strip.heightMm / rows, cellMm * 0.7);
  const topMm = strip.yMm + (strip.heightMm - heightMm * rows) / 2;
  return shown.map((mark, index) => {
    const column = index % 2 === 1 || index === shown.length - 1 ? 1 : 0;
    const cell = { xMm: strip.xMm + column * widthMm, yMm: topMm + Math.floor(index / 2) * heightMm, widthMm, heightMm };
    return badge(inset(cell, 0.4, 0.35), mark, cellMm + 3);
  });
}

function footer(box: Box, content: LabelContent, { type }: Design): readonly Mark[] {
  const [number, time] = cut(inset(box, 2, 0.3), -box.widthMm * 0.45);
  const style = { sizePt: type.small, sizeMinPt: 5 };
  return [...text(time, `打印时间 ${shanghaiTime(content.printedAt)}`, style), ...text(number, content.waybillNo, { ...style, align: 'right' })];
}

const SHANGHAI = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' });

function shanghaiTime(iso: string): string {
  return SHANGHAI.format(Date.parse(iso));
}
