import fc from 'fast-check';
import { codeOf, digitsOf, fenOf, quantityOf, textOf, timeOf, unmaskedOf } from './cells.js';

describe('money is read exactly', () => {
  test.each<[string, number | null | 'invalid']>([
    ['12', 1200], ['12.3', 1230], ['12.30', 1230], ['0.07', 7], ['1,234.50', 123450], ['1，234.50', 123450], ['1,234,567.89', 123456789], ['￥12.3', 1230], ['¥ 12.3', 1230],
    ['12元', 1200], ['="12.30"', 1230], ["'12.30", 1230], ['12.3400', 1234], ['100000000.00', 10000000000],
    ['', null], ['-', null], ['--', null], [' \t', null],
    ['-5', 'invalid'], ['12.345', 'invalid'], ['1,23.00', 'invalid'], ['12.3.4', 'invalid'], ['1e3', 'invalid'], ['abc', 'invalid'], ['１２', 'invalid'], ['100000000.01', 'invalid'],
    ['12345678901234567890', 'invalid'], ['1,234,56', 'invalid'], ['.5', 'invalid'],
  ])('%j is %j', (cell, fen) => expect(fenOf(cell)).toBe(fen));

  test('any amount written with two decimals comes back to the fen', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 100_000_000_00 }), (fen) => {
      const digits = String(fen).padStart(3, '0');
      expect(fenOf(`${digits.slice(0, -2)}.${digits.slice(-2)}`)).toBe(fen);
    }));
  });
});

describe('a quantity is a whole number from 1 on', () => {
  test.each<[string, number | null | 'invalid']>([
    ['1', 1], ['2件', 2], ['1,000', 1000], ['3.00', 3], ['="4"', 4], ['999999', 999999],
    ['', null], ['-', null], ['0', 'invalid'], ['-1', 'invalid'], ['1.5', 'invalid'], ['1000000', 'invalid'], ['两', 'invalid'],
  ])('%j is %j', (cell, quantity) => expect(quantityOf(cell)).toBe(quantity));
});

describe('a time is Shanghai wall time', () => {
  test.each<[string, string | null]>([
    ['2026-11-11 09:30:05', '2026-11-11T01:30:05.000Z'], ['2026/11/1 7:05', '2026-10-31T23:05:00.000Z'], ['2026-11-11', '2026-11-10T16:00:00.000Z'],
    ['2026年11月1日 00:00:00', '2026-10-31T16:00:00.000Z'], ['2026-11-11 09:30:05\t', '2026-11-11T01:30:05.000Z'], ['="2026-11-11 09:30:05"', '2026-11-11T01:30:05.000Z'],
    ['2028-02-29 12:00:00', '2028-02-29T04:00:00.000Z'], ['', null], ['-', null], ['0000-00-00 00:00:00', null],
    ['2026-02-29 12:00:00', 'invalid'], ['2026-13-01 12:00:00', 'invalid'], ['2026-11-11 24:00:00', 'invalid'], ['2026-11-11 9:60', 'invalid'], ['46337.39', 'invalid'], ['1999-01-01', 'invalid'],
  ])('%j is %j', (cell, time) => expect(timeOf(cell)).toBe(time));
});

describe('codes and ids lose nothing but what spreadsheets added', () => {
  test.each([
    ['="6921234567890123457"', '6921234567890123457'], ["'6921234567890123457", '6921234567890123457'], ['6921234567890123457\t', '6921234567890123457'],
    ['\ufeff 261111-123456789012345 ', '261111-123456789012345'], ['0012', '0012'], ['TS-110 W', 'TS-110W'], ['', ''],
  ])('%j is %j', (cell, code) => expect(codeOf(cell)).toBe(code));

  test.each([['754299529443\t', '754299529443'], ['商品754299529443。', '754299529443'], ['7.54E+11', ''], ['7.54E11', ''], ['无', '']])('the digits of %j are %j', (cell, digits) => expect(digitsOf(cell)).toBe(digits));
});

describe('text keeps what a person wrote', () => {
  test.each([
    ['  请发顺丰\r\n谢谢 ', '请发顺丰\n谢谢'], ['a\0b\u0007', 'ab'], ['="白色"', '白色'], ["'急'", "'急'"], ['=1+1', '=1+1'], ['　全角　', '全角'],
  ])('%j is %j', (cell, text) => expect(textOf(cell)).toBe(text));

  test.each([['张*', null], ['1**********', null], ['138****0000', null], ['李＊', null], ['-', null], ['', null], ['赵样本', '赵样本']])('%j unmasked is %j', (cell, text) => expect(unmaskedOf(cell)).toBe(text));
});
