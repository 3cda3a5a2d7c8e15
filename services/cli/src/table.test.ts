import { describe, expect, test } from '@jest/globals';
import { cut, printable, table, width } from './table.js';

test.each([['abc', 3], ['订单', 4], ['全角，。！', 10], ['ｆｕｌｌ', 8], ['한글', 4], ['𠮷', 2], ['😀', 2], ['é', 1], ['\u001b[31m红\u001b[39m', 2], ['×…', 2], ['', 0]])('%j takes %i columns', (text, columns) => expect(width(text)).toBe(columns));

test('Chinese and Latin cells stand in columns, figures to the right', () => {
  const rows = [{ name: '保温杯', n: 7 }, { name: 'cup', n: 1_000 }];
  expect(table(rows, [{ title: '商品', of: ({ name }) => name }, { title: 'n', of: ({ n }) => n, right: true }]).split('\n')).toEqual([
    '商品       n',
    '保温杯     7',
    'cup     1000',
    '',
  ]);
});

test('a text too wide is cut between characters, never within one', () => {
  expect(cut('儿童纯棉短袖', 7)).toBe('儿童纯…');
  expect(cut('abcdef', 4)).toBe('abc…');
  expect(cut('短袖', 4)).toBe('短袖');
});

describe('text of others cannot draw over ours:', () => {
  test.each([['\u001b[2J', ' [2J'], ['a\rb', 'a b'], ['a\u0007', 'a '], ['\u202eabc', ' abc'], ['\u009b31m', ' 31m']])('%j', (text, shown) => expect(printable(text)).toBe(shown));

  test('in a cell a line break is a space', () => expect(table([{ a: '一\n二' }], [{ title: 't', of: ({ a }) => a }])).toContain('一 二'));
});
