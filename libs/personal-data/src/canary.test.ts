import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { CanarySearch, findCanaries } from './canary.js';

const NAME = '欧阳样本甲';
const PHONE = '13800001234';
const ADDRESS = '文一路 911号/2单元?𠮷';
const PLANTED = [NAME, PHONE, ADDRESS];

const escaped = (text: string): string => Array.from({ length: text.length }, (_, n) => `\\u${text.charCodeAt(n).toString(16).padStart(4, '0')}`).join('');
const forms: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['GBK', (text) => iconv.encode(text, 'gb18030')],
  ['UTF-16LE', (text) => Buffer.from(text, 'utf16le')],
  ['JSON with every character escaped', (text) => Buffer.from(escaped(text))],
  ['JSON escaped in capitals', (text) => Buffer.from(escaped(text).replace(/[a-f0-9]{4}/g, (digits) => digits.toUpperCase()))],
  ['JSON with only Chinese escaped', (text) => Buffer.from([...text].map((character) => (character > '~' ? escaped(character) : character)).join(''))],
  ['hex', (text) => Buffer.from(Buffer.from(text).toString('hex'))],
  ['HEX', (text) => Buffer.from(Buffer.from(text).toString('hex').toUpperCase())],
  ['URL', (text) => Buffer.from(encodeURIComponent(text))],
  ['URL in small letters', (text) => Buffer.from(encodeURIComponent(text).replace(/%../g, (one) => one.toLowerCase()))],
  ['form', (text) => Buffer.from(encodeURIComponent(text).replaceAll('%20', '+'))],
  ['URL with every byte escaped', (text) => Buffer.from([...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))],
];

describe.each(forms)('written as %s', (_form, write) => {
  test.each(PLANTED)('%s is found', (canary) => {
    const around = Buffer.concat([Buffer.from([0, 255, 0x31]), write(canary), Buffer.from([0x35, 0, 1])]);
    expect(findCanaries(around, PLANTED)).toContainEqual({ canary, form: expect.any(String), offset: 3 });
  });
});

describe.each([0, 1, 2, 3])('with %s bytes before it in base64', (before) => {
  test.each(PLANTED)('%s is found', (canary) => {
    const bytes = Buffer.concat([Buffer.alloc(before, 'x'), Buffer.from(canary), Buffer.from('后面的')]);
    for (const alphabet of ['base64', 'base64url'] as const) {
      expect(findCanaries(Buffer.from(`"${bytes.toString(alphabet)}"`), PLANTED).map((hit) => hit.canary)).toContain(canary);
    }
  });
});

describe('the search', () => {
  test('finds nothing where nothing is planted', () => {
    expect(findCanaries(Buffer.from('欧阳**，138****1234，浙江省杭州市****'), PLANTED)).toEqual([]);
    expect(findCanaries(Buffer.alloc(0), PLANTED)).toEqual([]);
    expect(findCanaries(Buffer.from(PHONE), [])).toEqual([]);
  });

  test('finds every one of ten thousand, at its place', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `1380000${String(n).padStart(4, '0')}`);
    const hits = new CanarySearch(many).find(Buffer.from(many.join('|')));
    expect(hits.filter(({ form }) => form === 'utf-8').map(({ canary, offset }) => [canary, offset])).toEqual(many.map((canary, n) => [canary, n * 12]));
  });

  test('finds the same as a plain look at each place would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 4, maxLength: 6 });
    fc.assert(fc.property(fc.uniqueArray(letters, { minLength: 1, maxLength: 4 }), fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 }), (canaries, text) => {
      const plain = canaries.flatMap((canary) => Array.from({ length: text.length }, (_, at) => ({ canary, offset: at })).filter(({ offset }) => text.startsWith(canary, offset)));
      const found = findCanaries(Buffer.from(text), canaries).filter(({ form }) => form === 'utf-8').map(({ canary, offset }) => ({ canary, offset }));
      expect(new Set(found.map((hit) => JSON.stringify(hit)))).toEqual(new Set(plain.map((hit) => JSON.stringify(hit))));
      expect(found).toHaveLength(plain.length);
    }));
  });

  test('misses nothing on the border of two pieces that overlap as it says', () => {
    const search = new CanarySearch([NAME]);
    const file = Buffer.from(`........${NAME}........`);
    for (let border = 0; border <= file.length; border++) {
      const pieces = [file.subarray(0, border), file.subarray(Math.max(0, border - search.longestBytes + 1))];
      expect(pieces.flatMap((piece) => search.find(piece)).length).toBeGreaterThanOrEqual(1);
    }
  });

  test('refuses what is too short to mean anything', () => {
    expect(() => new CanarySearch(['张'])).toThrow(RangeError);
  });
});
