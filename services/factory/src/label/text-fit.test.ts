import fc from 'fast-check';
import { widthEms } from './font.js';
import { fitText, LINE_PITCH_EMS, MM_PER_POINT, type Fit } from './text-fit.js';

/** Ten Han characters of 10 pt wide, and three lines high. */
const box: Fit = { weight: 'medium', widthMm: 10 * 10 * MM_PER_POINT, heightMm: 3 * 10 * LINE_PITCH_EMS * MM_PER_POINT, linesMax: 3, sizeMaxPt: 10, sizeMinPt: 10 };
const oneLine: Fit = { ...box, linesMax: 1 };

test('text that fits stays whole and in the largest type', () => {
  expect(fitText('浙江省杭州市西湖区三', oneLine)).toEqual({ sizePt: 10, lines: ['浙江省杭州市西湖区三'], clipped: false });
});

test('one character too many is clipped and says so', () => {
  expect(fitText('浙江省杭州市西湖区三墩', oneLine)).toEqual({ sizePt: 10, lines: ['浙江省杭州市西湖区…'], clipped: true });
});

test('the type shrinks before anything is clipped', () => {
  expect(fitText('浙江省杭州市西湖区三墩', { ...oneLine, sizeMinPt: 6 })).toEqual({ sizePt: 9, lines: ['浙江省杭州市西湖区三墩'], clipped: false });
});

test('a number is not torn over two lines where the next line can hold it', () => {
  expect(fitText('浙江省杭州市淘宝城911号', box).lines).toEqual(['浙江省杭州市淘宝城', '911号']);
});

test('a word longer than a line is broken rather than lost', () => {
  const word = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  expect(fitText(word, box).lines.join('')).toBe(word);
});

test('no line begins with a comma', () => {
  expect(fitText('一二三四五六七八九十，十一', box).lines).toEqual(['一二三四五六七八九', '十，十一']);
});

test('a single long word is clipped inside, not dropped', () => {
  const [line = ''] = fitText('订单 ' + 'DF261111-'.repeat(9), oneLine).lines;
  expect(line).toMatch(/^订单 DF261111-.*…$/);
});

test('type too tall for its box even at its smallest is still one line', () => {
  expect(fitText('勿压', { ...oneLine, heightMm: 0.1 })).toEqual({ sizePt: 10, lines: ['勿压'], clipped: false });
});

test('whatever the text: no line too wide, no line too many, nothing lost without a sign', () => {
  const piece = fc.oneof(fc.constantFrom('张', '，', ' ', '……', '·', '℃', '（', '）'), fc.string({ unit: fc.constantFrom(...'AbcWi0123-.,'), maxLength: 30 }));
  const fits = fc.record({ widthMm: fc.double({ min: 4, max: 60, noNaN: true }), heightMm: fc.double({ min: 0.5, max: 30, noNaN: true }), linesMax: fc.integer({ min: 1, max: 4 }), weight: fc.constantFrom('medium' as const, 'bold' as const) });
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), fits, (pieces, measures) => {
    const text = pieces.join('').trim();
    const fit: Fit = { ...measures, sizeMaxPt: 14, sizeMinPt: 6 };
    const { lines, sizePt, clipped } = fitText(text, fit);
    const sizeMm = sizePt * MM_PER_POINT;
    expect(sizePt).toBeGreaterThanOrEqual(6);
    for (const line of lines) expect(widthEms(line, fit.weight) * sizeMm).toBeLessThanOrEqual(fit.widthMm + 1e-6);
    expect(lines.length).toBeLessThanOrEqual(fit.linesMax);
    if (lines.length > 1) expect(lines.length * sizeMm * LINE_PITCH_EMS).toBeLessThanOrEqual(fit.heightMm + 1e-6);
    if (clipped) expect(lines.at(-1)).toMatch(/…$/);
    else expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  }), { numRuns: 300 });
});
