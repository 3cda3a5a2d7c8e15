import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { labelAddress, labelName, labelPhone, maskAddress, maskName, maskPhone } from './masks.js';
import { graphemesOf, plainText } from './plain-text.js';

type Vectors = Readonly<Record<'names' | 'phones' | 'addresses', [value: string, screen: string, label: string][]>>;
const vectors: Vectors = JSON.parse(readFileSync(new URL('../mask-vectors.json', import.meta.url), 'utf8'));

/** Values per property: 100,000 over the five. */
const VALUES = 20_000;

describe('the vectors', () => {
  test.each(vectors.names)('F-SP-02: name %s is %s on a screen, %s on a label', (value, screen, label) => {
    expect([maskName(value), labelName(value)]).toEqual([screen, label]);
  });
  test.each(vectors.phones)('F-SP-02: phone %s is %s on a screen, %s on a label', (value, screen, label) => {
    expect([maskPhone(value), labelPhone(value)]).toEqual([screen, label]);
  });
  test.each(vectors.addresses)('F-SP-02: address %s is %s on a screen, %s on a label', (value, screen, label) => {
    expect([maskAddress(value), labelAddress(value)]).toEqual([screen, label]);
  });
});

const han = fc.oneof(fc.integer({ min: 0x4e00, max: 0x9fff }), fc.integer({ min: 0x20000, max: 0x2a6df })).map((code) => String.fromCodePoint(code));
const hanName = fc.array(han, { minLength: 1, maxLength: 6 }).map((characters) => characters.join(''));
const longName = fc.tuple(hanName, fc.constantFrom('·', '•', '・', ' '), hanName).map((parts) => parts.join(''));
const anyName = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !plainText(value).includes('*') && /[^·•・‧∙⋅\s]/u.test(plainText(value)));
const name = fc.oneof(hanName, longName, anyName);

const digit = fc.integer({ min: 0, max: 9 });
const wide = (digits: string): string => digits.replace(/\d/g, (one) => String.fromCharCode(0xff10 + Number(one)));
const spaced = (separator: string) => (digits: string): string => [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)].join(separator);
const spelling = fc.constantFrom<(digits: string) => string>((digits) => digits, wide, spaced(' '), spaced('-'), spaced('—'), (digits) => `+86${digits}`, (digits) => `0086 ${digits}`, (digits) => `电话${digits}`, (digits) => `${digits} ${digits}`);
const numberOf = (length: number): fc.Arbitrary<string> => fc.array(digit, { minLength: length, maxLength: length }).map((digits) => digits.join(''));
const mobile = numberOf(9).map((rest) => `13${rest}`);
const phone = fc.oneof(mobile, numberOf(8), numberOf(8).map((local) => `010${local}`), numberOf(7).map((local) => `0571${local}`), numberOf(12), numberOf(11).map((rest) => `+852${rest}`));

/** Properties answer true or false: an `expect` for each of 100,000 values would take longer than all masks together. */
describe('over generated values', () => {
  const runs = { numRuns: VALUES };

  test('a mask never shows a whole name', () => {
    fc.assert(fc.property(name, (value) => ![maskName(value), labelName(value)].some((masked) => masked.includes(plainText(value).trim()))), runs);
  });

  test('a mask of a Han name shows its first character and the count of the others', () => {
    fc.assert(fc.property(hanName.filter((value) => graphemesOf(plainText(value)).length > 1), (value) => {
      const [first, ...others] = graphemesOf(plainText(value));
      return maskName(value) === `${first}${'*'.repeat(others.length)}`;
    }), runs);
  });

  test('a mask never shows seven digits of a number, however it is written, and a label hides six', () => {
    fc.assert(fc.property(phone, spelling, (digits, spell) => {
      const [screen, label] = [maskPhone(spell(digits)), labelPhone(spell(digits))];
      return !/\d{7}/.test(screen) && !/\d{7}/.test(label) && label.includes('******');
    }), runs);
  });

  test('a mask of anything at all in a phone field shows no seven digits, except of a stand-in number', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789+-转 ()１张'), maxLength: 24 }), (value) =>
      /^1\d{10}-\d{3,4}$/.test(maskPhone(value)) || !/\d{7}/.test(maskPhone(value))), runs);
  });

  test('an address shows neither a number nor the receiver behind the house number, and no room', () => {
    const room = fc.integer({ min: 100, max: 9_999 });
    const unit = fc.constantFrom((n: number) => `1单元${n}室`, (n: number) => `A座${n}`, (n: number) => ` Room ${n}`, (n: number) => `3-2-${n}`, (n: number) => `5号楼${n}`, (n: number) => `#${n}`, (n: number) => wide(`二单元${n}室`));
    fc.assert(fc.property(fc.integer({ min: 1, max: 99 }), room, unit, mobile, spelling, (house, number, spell, digits, spellPhone) => {
      const line = `浙江省杭州市西湖区三墩镇文一路${house}号${spell(number)}${spellPhone(digits)}`;
      return maskAddress(line) === '浙江省杭州市西湖区三墩镇****' && labelAddress(line) === `浙江省杭州市西湖区三墩镇文一路${house}号****`;
    }), runs);
  });
});
