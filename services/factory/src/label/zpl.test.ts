import { barWidths } from './code128.js';
import type { Bitmap, DotBox } from './bitmap.js';
import { DESIGNS } from './design.js';
import { LABELS_MAX, LabelUnprintable, type LabelContent, type LabelSize } from './label.js';
import { bare, manyGoods, overfull, usual } from './samples.js';
import { asPbm, isBlack, readZpl } from './test-zpl.js';
import { haveTools, scanned } from './test-tools.js';
import { renderZpl, type Dpi } from './zpl.js';

const SHEETS: readonly (readonly [LabelSize, Dpi, number, number])[] = [['100x180', 203, 800, 1440], ['76x130', 203, 608, 1040], ['100x180', 300, 1181, 2125], ['76x130', 300, 897, 1535]];
const levels: readonly LabelContent[] = [usual, bare, overfull, { ...usual, goods: manyGoods(20) }];

function only(document: string): Bitmap {
  const [page, ...others] = readZpl(document);
  if (!page || others.length > 0) throw new Error(`${others.length + 1} labels instead of one`);
  return page;
}

function inkIn(page: Bitmap, { x, y, width, height }: DotBox): boolean {
  for (let row = y; row < y + height; row++) {
    for (let dot = x; dot < x + width; dot++) if (isBlack(page, dot, row)) return true;
  }
  return false;
}

/** Lengths of black and white along a row of dots, without the blank and the frame at both ends. */
function runsAcross(page: Bitmap, y: number, from: number, to: number): readonly number[] {
  const row = Array.from({ length: to - from }, (_, index) => (isBlack(page, from + index, y) ? '#' : '.')).join('');
  return (row.replace(/^\.+|\.+$/g, '').match(/#+|\.+/g) ?? []).map((run) => run.length);
}

test.each(SHEETS)('%s at %d dpi is a picture of %d by %d dots', (size, dpi, width, height) => {
  const document = renderZpl([usual], size, dpi);
  expect(document).toMatch(new RegExp(`^\\^XA\\n\\^PW${width}\\n\\^LL${height}\\n`));
  expect(only(document)).toMatchObject({ width, height });
});

test.each(SHEETS)('%s at %d dpi: no ink in the margins, whatever the label says', (size, dpi) => {
  const { widthMm, marginMm } = DESIGNS[size];
  for (const content of levels) {
    const page = only(renderZpl([content], size, dpi));
    const edge = Math.floor((marginMm * page.width) / widthMm) - 3;
    expect(inkIn(page, { x: 0, y: 0, width: page.width, height: edge })).toBe(false);
    expect(inkIn(page, { x: 0, y: page.height - edge, width: page.width, height: edge })).toBe(false);
    expect(inkIn(page, { x: 0, y: 0, width: edge, height: page.height })).toBe(false);
    expect(inkIn(page, { x: page.width - edge, y: 0, width: edge, height: page.height })).toBe(false);
    expect(inkIn(page, { x: 0, y: edge, width: page.width, height: 6 })).toBe(true);
  }
});

test.each(SHEETS)('%s at %d dpi: every bar is a whole number of modules, every module the same number of dots', (size, dpi) => {
  const { widthMm, marginMm, bands, barcode } = DESIGNS[size];
  for (const waybillNo of ['YT0000004217386', 'SF0000123456789', '770000123456789']) {
    const page = only(renderZpl([{ ...usual, waybillNo }], size, dpi));
    const dotsPerMm = page.width / widthMm;
    const middleMm = marginMm + bands.header + bands.sortCode + bands.destination + bands.receiver + bands.sender + 2 + barcode.barsMm / 2;
    const runs = runsAcross(page, Math.round(middleMm * dotsPerMm), Math.ceil((marginMm + 1) * dotsPerMm), Math.floor((widthMm - marginMm - 1) * dotsPerMm));
    const moduleDots = Math.min(...runs);
    expect(runs.map((run) => run / moduleDots)).toEqual(barWidths(waybillNo));
    expect(moduleDots).toBeGreaterThanOrEqual(2);
  }
});

test('what an order says never becomes a printer command', () => {
  const evil = '^XZ^XA^FO0,0^FDevil^FS~JR\\_5E';
  const document = renderZpl([{ ...usual, remark: evil, orderMaskSn: evil, receiver: { name: evil, phone: evil, address: evil }, handling: [evil] }], '100x180');
  expect(document.match(/[\^~][A-Z0-9]{2}/g)).toEqual(['^XA', '^PW', '^LL', '^LH', '^FO', '^GF', '^FS', '^PQ', '^XZ']);
});

test('each label is a format of its own, in the order given', () => {
  const document = renderZpl([usual, bare], '76x130');
  expect(document).toBe(renderZpl([usual], '76x130') + renderZpl([bare], '76x130'));
  expect(readZpl(document)).toHaveLength(2);
});

test('one label that cannot be printed stops the document', () => {
  expect(() => renderZpl([usual, { ...usual, remark: '😀' }], '100x180')).toThrow(LabelUnprintable);
});

test.each([0, LABELS_MAX + 1])('a document of %d labels is a mistake of the caller', (count) => {
  expect(() => renderZpl(new Array<LabelContent>(count).fill(usual), '100x180')).toThrow(RangeError);
});

const read = haveTools('zbarimg');

test('a scanner reads the number from the very dots that are sent to the printer', () => {
  const pages = read ? SHEETS.flatMap(([size, dpi]) => readZpl(renderZpl(levels, size, dpi))) : [];
  for (const page of pages) expect(scanned(asPbm(page))).toEqual([`CODE-128:${usual.waybillNo}`]);
  expect(pages).toHaveLength(read ? SHEETS.length * levels.length : 0);
});
