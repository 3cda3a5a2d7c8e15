import fc from 'fast-check';
import { moduleCount } from './code128.js';
import { DESIGNS } from './design.js';
import { inkBox, type Box, type Mark } from './drawing.js';
import type { LabelContent, LabelSize } from './label.js';
import { layOut } from './layout.js';
import { bare, manyGoods, overfull, usual } from './samples.js';

const SIZES: readonly LabelSize[] = ['100x180', '76x130'];
const filled: Record<string, LabelContent> = {
  usual, bare, overfull,
  'one piece of each of 20 goods': { ...usual, goods: manyGoods(20) },
  'a reprint with all handling marks': { ...usual, printCount: 2, handling: ['易碎', '勿压', '向上', '防潮'] },
};
const cases = SIZES.flatMap((size) => Object.entries(filled).map(([name, content]) => [size, name, content] as const));

function words(marks: readonly Mark[]): readonly string[] {
  return marks.flatMap((mark) => (mark.kind === 'text' || mark.kind === 'badge' ? [mark.text] : []));
}

function overlap(a: Box, b: Box): boolean {
  const slackMm = 0.01;
  return a.xMm + a.widthMm > b.xMm + slackMm && b.xMm + b.widthMm > a.xMm + slackMm && a.yMm + a.heightMm > b.yMm + slackMm && b.yMm + b.heightMm > a.yMm + slackMm;
}

/** What a mark needs for itself: its ink, and for a barcode the blank paper beside it. */
function ground(mark: Mark): Box {
  const box = inkBox(mark);
  if (mark.kind !== 'barcode') return box;
  const quietMm = (10 * box.widthMm) / moduleCount(mark.text);
  return { ...box, xMm: box.xMm - quietMm, widthMm: box.widthMm + 2 * quietMm };
}

/** Words and bars that stand on other words, bars or lines. */
function collisions(marks: readonly Mark[]): readonly string[] {
  const solid = marks.filter((mark) => mark.kind !== 'frame');
  return solid.flatMap((mark, index) => solid.slice(index + 1)
    .filter((other) => (mark.kind !== 'rule' || other.kind !== 'rule') && overlap(ground(mark), ground(other)))
    .map((other) => `${JSON.stringify(mark)} on ${JSON.stringify(other)}`));
}

function outside(marks: readonly Mark[], size: LabelSize): readonly string[] {
  const { widthMm, heightMm, marginMm } = DESIGNS[size];
  return marks.filter((mark) => {
    const box = inkBox(mark);
    return box.xMm < marginMm - 0.01 || box.yMm < marginMm - 0.01 || box.xMm + box.widthMm > widthMm - marginMm + 0.01 || box.yMm + box.heightMm > heightMm - marginMm + 0.01;
  }).map((mark) => JSON.stringify(mark));
}

test.each(SIZES)('the bands of %s fill the paper between its margins exactly', (size) => {
  const { bands, heightMm, marginMm } = DESIGNS[size];
  expect(Object.values(bands).reduce((sum, band) => sum + band, 0)).toBe(heightMm - 2 * marginMm);
});

test.each(cases)('%s, %s: everything lies inside the margins and nothing on anything else', (size, _, content) => {
  const marks = layOut(content, size);
  expect(outside(marks, size)).toEqual([]);
  expect(collisions(marks)).toEqual([]);
});

test.each(cases)('%s, %s: the number is on the paper in bars and in digits', (size, _, content) => {
  const marks = layOut(content, size);
  expect(marks.filter((mark) => mark.kind === 'barcode').map((mark) => mark.text)).toContain(content.waybillNo);
  expect(words(marks)).toContain('YT 0000 0042 17386');
});

test.each(SIZES)('a usual label of %s loses no word', (size) => {
  expect(words(layOut(usual, size)).filter((text) => text.includes('…'))).toEqual([]);
});

test.each([['YT0000004217386', 'YT 0000 0042 17386'], ['730000123456781', '7300 0012 3456 781'], ['SF0000123456', 'SF 0000 1234 56'], ['JD-1', 'JD-1']])('%s is read aloud as %s', (waybillNo, aloud) => {
  expect(words(layOut({ ...usual, waybillNo }, '100x180'))).toContain(aloud);
});

test('only a reprint says which print it is', () => {
  expect(words(layOut(usual, '100x180')).join()).not.toContain('次打印');
  expect(words(layOut({ ...usual, printCount: 2 }, '100x180'))).toContain('第2次打印');
});

test('the paper shows the time of Shanghai', () => {
  expect(words(layOut({ ...usual, printedAt: '2026-11-10T16:00:00.000Z' }, '76x130'))).toContain('打印时间 2026-11-11 00:00:00');
});

test.each(SIZES)('%s: goods that have no room are counted, and each shown one keeps colour, size and quantity', (size) => {
  const goods = manyGoods(20);
  const shown = words(layOut({ ...usual, goods }, size));
  const rows = shown.filter((text) => text.startsWith('×')).length;
  expect(rows).toBeGreaterThanOrEqual(6);
  expect(shown.filter((text) => text.startsWith('【颜色') && text.includes('】'))).toHaveLength(rows);
  const pieces = goods.slice(rows).reduce((sum, { quantity }) => sum + quantity, 0);
  expect(shown).toContain(`……另有${20 - rows}种${pieces}件未列出，见发货单`);
  expect(shown).toContain('共20种77件');
});

test.each(SIZES)('%s: from one to all rows, no kind of goods disappears unsaid', (size) => {
  for (let kinds = 0; kinds <= 30; kinds++) {
    const shown = words(layOut({ ...usual, goods: manyGoods(kinds) }, size));
    const rows = shown.filter((text) => text.startsWith('×')).length;
    const leftOut = Number(/另有(\d+)种/.exec(shown.join('\n'))?.[1] ?? 0);
    expect(rows + leftOut).toBe(kinds);
  }
});

test('whatever the words: inside the margins, and nothing on anything else', () => {
  const said = fc.array(fc.constantFrom('张', '广东省', '，', ' ', 'W', '138******34', '（A-1）', '…', 'supercalifragilistic'), { maxLength: 60 }).map((parts) => parts.join(''));
  const party = fc.record({ name: said, phone: said, address: said });
  const goods = fc.array(fc.record({ title: said, spec: said, outSkuSn: said, quantity: fc.integer({ min: 1, max: 999_999 }) }), { maxLength: 25 });
  const content: fc.Arbitrary<LabelContent> = fc.record({
    carrierCode: fc.constant('YTO'), carrierName: said, waybillNo: fc.stringMatching(/^[A-Z]{0,2}[0-9]{8,15}$/), sortCode: said, packageCenter: said, markDestination: said,
    serviceType: said, receiver: party, sender: party, orderMaskSn: said, goods, remark: said, handling: fc.array(said, { maxLength: 7 }),
    printCount: fc.integer({ min: 1, max: 1000 }), printedAt: fc.constant(usual.printedAt),
  });
  fc.assert(fc.property(content, fc.constantFrom(...SIZES), (label, size) => {
    const marks = layOut(label, size);
    expect(outside(marks, size)).toEqual([]);
    expect(collisions(marks)).toEqual([]);
  }), { numRuns: 100 });
});
