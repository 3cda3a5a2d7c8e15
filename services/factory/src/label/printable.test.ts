import { DESIGNS } from './design.js';
import { LabelUnprintable, type LabelContent } from './label.js';
import { printable } from './printable.js';
import { overfull, usual } from './samples.js';

const paper = DESIGNS['76x130'];

function refusal(content: LabelContent): LabelUnprintable {
  try {
    printable(content, paper);
  } catch (error) {
    if (error instanceof LabelUnprintable) return error;
    throw error;
  }
  throw new Error('the label was printable');
}

test('a name with a character the font lacks is refused, never printed as an empty box', () => {
  const error = refusal({ ...usual, receiver: { ...usual.receiver, name: '𠮷*' } });
  expect(error.code).toBe('LABEL_UNPRINTABLE');
  expect(error.problems).toEqual([{ reason: 'no-glyph', field: 'receiver.name', codePoints: ['U+20BB7'] }]);
});

test('every problem of every field comes at once', () => {
  const error = refusal({ ...usual, waybillNo: 'YT-全角', remark: '谢谢😀😀🎁', goods: [{ title: 'ok', spec: 'مرحبا', outSkuSn: 'A', quantity: 1 }], printedAt: 'yesterday' });
  expect(error.problems.map(({ reason, field, codePoints }) => [reason, field, ...codePoints])).toEqual([
    ['no-glyph', 'goods[0]', 'U+0645', 'U+0631', 'U+062D', 'U+0628', 'U+0627'],
    ['no-glyph', 'remark', 'U+1F600', 'U+1F381'],
    ['barcode-unfit', 'waybillNo'],
    ['not-a-time', 'printedAt'],
  ]);
});

test('the error holds no text of the label, so it may be logged', () => {
  const error = refusal({ ...usual, receiver: { name: '欧*𠮷', phone: '138******34', address: '西湖区三墩镇𠮷' } });
  expect(error.message).toBe('label cannot be printed: no-glyph receiver.name U+20BB7; no-glyph receiver.address U+20BB7');
  expect(JSON.stringify(error)).not.toMatch(/欧|三墩|138/);
});

test.each([
  ['too wide for the paper', 'A'.repeat(30)],
  ['longer than 64', '0'.repeat(65)],
  ['empty', ''],
  ['with a line break', 'YT0000004217386\n'],
  ['with a printer command', '^XZ~JR'],
])('a waybill number %s makes no barcode', (_, waybillNo) => {
  expect(refusal({ ...usual, waybillNo }).problems).toContainEqual({ reason: 'barcode-unfit', field: 'waybillNo', codePoints: [] });
});

test('line breaks, tabs and control characters become one space, joiners and direction marks go', () => {
  const clean = printable({ ...usual, remark: '  放门口\r\n\t\u0007快递柜\u200d\u202e\ufe0f ', handling: ['\u200b', '易\u200b碎'] }, paper);
  expect(clean.remark).toBe('放门口 快递柜');
  expect(clean.handling).toEqual(['易碎']);
});

test('letters with separate accents are composed before the font is asked', () => {
  expect(printable({ ...usual, sender: { ...usual.sender, name: 'Cafe\u0301' } }, paper).sender.name).toBe('Café');
});

test('full content of any length is printable', () => {
  expect(() => printable(overfull, paper)).not.toThrow();
});
