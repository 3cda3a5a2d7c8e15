import { blank, drawText, fillDots, type Bitmap } from './bitmap.js';
import { isBlack } from './test-zpl.js';

/** A picture one can read in a test. */
function picture(bitmap: Bitmap): readonly string[] {
  return Array.from({ length: bitmap.height }, (_, y) => Array.from({ length: bitmap.width }, (_unused, x) => (isBlack(bitmap, x, y) ? '#' : '.')).join(''));
}

function drawn(text: string, sizeDots: number): Bitmap {
  const bitmap = blank(sizeDots * [...text].length, sizeDots);
  drawText(bitmap, { text, weight: 'bold', sizeDots, xDots: 0, baselineDots: sizeDots * 0.86 }, 'set');
  return bitmap;
}

test('a character is drawn as the font has it: 十 is two crossing strokes', () => {
  expect(picture(drawn('十', 16))).toEqual([
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '.##############.',
    '.##############.',
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '.......##.......',
    '................',
  ]);
});

test('what an outline encloses stays white: 回 has two rings', () => {
  const middle = picture(drawn('回', 40))[20] ?? '';
  expect(middle.split(/\.+/).filter((run) => run !== '')).toHaveLength(4);
});

test('a character looks the same wherever it stands, though its width is no whole number of dots', () => {
  const bitmap = blank(75, 25);
  drawText(bitmap, { text: '面面面', weight: 'medium', sizeDots: 24.4, xDots: 0.3, baselineDots: 21 }, 'set');
  for (const row of picture(bitmap)) expect([row.slice(25, 49), row.slice(49, 73)]).toEqual([row.slice(0, 24), row.slice(0, 24)]);
});

test('white letters leave black around them', () => {
  const bitmap = blank(40, 40);
  fillDots(bitmap, { x: 0, y: 0, width: 40, height: 40 });
  drawText(bitmap, { text: '收', weight: 'bold', sizeDots: 40, xDots: 0, baselineDots: 34 }, 'clear');
  const black = picture(bitmap).map((row) => row.replaceAll('#', '@').replaceAll('.', '#').replaceAll('@', '.'));
  const positive = blank(40, 40);
  drawText(positive, { text: '收', weight: 'bold', sizeDots: 40, xDots: 0, baselineDots: 34 }, 'set');
  expect(black).toEqual(picture(positive));
});

test('what lies beyond the paper is left away, and wraps to no other row', () => {
  const bitmap = blank(10, 4);
  fillDots(bitmap, { x: 8, y: -2, width: 20, height: 4 });
  fillDots(bitmap, { x: -5, y: 3, width: 6, height: 9 });
  expect(picture(bitmap)).toEqual(['........##', '........##', '..........', '#.........']);
});
