import { createHash } from 'node:crypto';
import { barWidths, DOTS_PER_MM_203 } from './code128.js';
import { LABELS_MAX, LabelUnprintable, type LabelContent, type LabelSize } from './label.js';
import { renderPdf } from './pdf.js';
import { bare, manyGoods, overfull, usual } from './samples.js';
import { embeddedFonts, readPdf, type Rect } from './test-pdf.js';
import { haveTools, runTool, scanned } from './test-tools.js';

const SIZES: readonly (readonly [LabelSize, number, number])[] = [['100x180', 100, 180], ['76x130', 76, 130]];
const levels: readonly (readonly [string, LabelContent])[] = [['usual', usual], ['bare', bare], ['overfull', overfull], ['20 goods', { ...usual, goods: manyGoods(20) }]];
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test.each(SIZES)('a page of %s measures %d by %d millimetres, one page a label in their order', async (size, widthMm, heightMm) => {
  const labels = [usual, { ...usual, waybillNo: 'SF0000123456789' }, { ...usual, waybillNo: '770000123456789' }];
  const pages = readPdf(await renderPdf(labels, size));
  expect(pages.map((page) => [page.widthMm.toFixed(3), page.heightMm.toFixed(3)])).toEqual(labels.map(() => [widthMm.toFixed(3), heightMm.toFixed(3)]));
  expect(pages.map(({ text }) => text.filter((words) => /^(YT|SF|77)\d{10}/.test(words)).at(-1))).toEqual(labels.map(({ waybillNo }) => waybillNo));
});

test.each(SIZES)('%s: what the courier and the packer read is text in the page, Chinese too', async (size) => {
  const [page] = readPdf(await renderPdf([{ ...usual, printCount: 2 }], size));
  expect(page?.text).toEqual(expect.arrayContaining([
    '圆通速递', '标准快递', '第2次打印', '310-A07-12', '浙江 杭州 西湖区', '杭州集包', '收', '张*', '138******34', '寄', '青禾服饰仓', '13900005678',
    '广东省广州市白云区石井街道示例工业园3栋', 'YT 0000 0042 17386', '订单 DF261111-7K3Q9X', '共2种3件', '夏季纯棉短袖T恤 宽松圆领', '【白色 XL】 TS-0412-W-XL', '×2', '备注：请放门口快递柜', '勿压', '打印时间 2026-11-11 10:03:04',
  ]));
  expect(page?.text.join('')).toContain('浙江省杭州市西湖区三墩镇淘宝城911号****');
});

/** The bars of one height, as widths of bars and spaces in modules of the narrowest. */
function barModules(rects: readonly Rect[], heightMm: number): readonly number[] {
  const bars = barsOf(rects, heightMm);
  const moduleMm = Math.min(...bars.map(({ width }) => width));
  return bars.flatMap((bar, index) => {
    const next = bars[index + 1];
    return [bar.width, ...(next ? [next.x - bar.x - bar.width] : [])].map((mm) => Math.round(mm / moduleMm));
  });
}

function barsOf(rects: readonly Rect[], heightMm: number): readonly Rect[] {
  return rects.filter(({ height }) => Math.abs(height - heightMm) < 0.01).sort((a, b) => a.x - b.x);
}

test.each([['100x180', 18], ['76x130', 14]] as const)('%s: the bars are vector rectangles, whole dots of a 203 dpi head wide', async (size, barsMm) => {
  const [page] = readPdf(await renderPdf([usual], size));
  expect(barModules(page?.rects ?? [], barsMm)).toEqual(barWidths(usual.waybillNo));
  for (const { width } of barsOf(page?.rects ?? [], barsMm)) expect(width * DOTS_PER_MM_203).toBeCloseTo(Math.round(width * DOTS_PER_MM_203), 2);
});

test('the used characters of both fonts are inside, the rest of 20 MB is not', async () => {
  const bytes = await renderPdf([usual], '100x180');
  expect(embeddedFonts(bytes).map((name) => name.replace(/^[A-Z]+\+/, '')).sort()).toEqual(['NotoSansSC-Bold', 'NotoSansSC-Medium']);
  expect(bytes.length).toBeLessThan(60_000);
});

test('the same label gives the same bytes, another print of it others', async () => {
  const [first, again, reprint] = [await renderPdf([usual, overfull], '76x130'), await renderPdf([usual, overfull], '76x130'), await renderPdf([{ ...usual, printCount: 2 }, overfull], '76x130')];
  expect(sha256(again)).toBe(sha256(first));
  expect(sha256(reprint)).not.toBe(sha256(first));
  expect(/\(D:(\d+)Z\)/.exec(first.toString('latin1'))?.[1]).toBe('20261111020304');
});

test('one label that cannot be printed stops the document: nothing comes out', async () => {
  await expect(renderPdf([usual, { ...usual, remark: '😀' }], '100x180')).rejects.toThrow(LabelUnprintable);
});

test.each([0, LABELS_MAX + 1])('a document of %d labels is a mistake of the caller', async (count) => {
  await expect(renderPdf(new Array<LabelContent>(count).fill(usual), '100x180')).rejects.toThrow(RangeError);
});

const read = haveTools('pdftotext', 'pdftoppm', 'zbarimg');
const independently = read ? SIZES.flatMap(([size]) => levels.map(([name, content]) => [size, name, content] as const)) : [];

test('poppler and zbar read every label back, at 203 dpi and by text', async () => {
  for (const [size, , content] of independently) {
    const pdf = await renderPdf([content], size);
    expect(scanned(runTool('pdftoppm', ['-r', '203', '-gray', '-'], pdf))).toEqual([`CODE-128:${content.waybillNo}`]);
    expect(runTool('pdftotext', ['-layout', '-', '-'], pdf).toString()).toContain(content.sender.name.slice(0, 5));
  }
  expect(independently).toHaveLength(read ? 8 : 0);
});
