import fc from 'fast-check';
import { CARRIER_CODES, carriers, normalizeWaybillNo, type CarrierCode } from './catalogue.js';

const digits = (count: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(''));
const numbers: Readonly<Record<CarrierCode, fc.Arbitrary<string>>> = {
  YTO: digits(13).map((rest) => `YT${rest}`),
  ZTO: fc.tuple(fc.constantFrom('3', '5', '6', '8'), digits(12)).map(([second, rest]) => `7${second}${rest}`),
  STO: digits(13).map((rest) => `77${rest}`),
  SF: digits(13).map((rest) => `SF${rest}`),
};
const carrier = fc.constantFrom(...CARRIER_CODES);
const numbered = carrier.chain((code) => numbers[code].map((waybillNo) => ({ code, waybillNo })));

describe('a typed waybill number', () => {
  test('PDD-02: is trimmed and put in capitals', () => {
    expect(normalizeWaybillNo('YTO', '  yt8800000000017 ')).toEqual({ kind: 'valid', carrier: 'YTO', waybillNo: 'YT8800000000017' });
  });

  test.each([
    ['nothing', ''], ['spaces only', '   '], ['full-width digits', 'YT８８00000000017'], ['a control character', 'YT8800000000017\u0000'], ['a line break at its end', 'YT8800000000017\n'],
    ['a line break inside', 'YT88000\n00000017'], ['a tab', '\tYT8800000000017'], ['a space inside', 'YT88 00000000017'], ['a look-alike letter', 'ſF8800000000017'], ['a full-width space', '\u3000YT8800000000017'],
    ['65 characters', `YT8800000000017${' '.repeat(50)}`], ['a digit too few', 'YT880000000001'], ['a digit too many', 'YT88000000000171'], ['two numbers', 'YT8800000000017,YT8800000000025'],
  ])('with %s is invalid', (_, text) => {
    expect(normalizeWaybillNo('YTO', text)).toEqual({ kind: 'problem', code: 'WAYBILL_NO_INVALID', carrier: 'YTO' });
  });

  test.each(['', 'yto', 'EMS', 'constructor', '__proto__', 'toString'])('PDD-02: of the carrier %p, which is not in the catalogue, is told so', (code) => {
    expect(normalizeWaybillNo(code, 'YT8800000000017')).toEqual({ kind: 'problem', code: 'CARRIER_UNKNOWN', carrier: code });
  });

  test('of another carrier names that carrier', () => {
    expect(normalizeWaybillNo('SF', 'YT8800000000017')).toEqual({ kind: 'problem', code: 'CARRIER_WAYBILL_MISMATCH', carrier: 'SF', fits: 'YTO' });
  });
});

describe('for any number', () => {
  test('its own carrier takes it, and any other tells whose it is', () => {
    fc.assert(fc.property(numbered, carrier, ({ code, waybillNo }, asked) => {
      const answer = normalizeWaybillNo(asked, waybillNo);
      expect(answer).toEqual(asked === code ? { kind: 'valid', carrier: code, waybillNo } : { kind: 'problem', code: 'CARRIER_WAYBILL_MISMATCH', carrier: asked, fits: code });
    }));
  });

  test('spaces around it and small letters change nothing, and normalizing again neither', () => {
    fc.assert(fc.property(numbered, fc.nat(20), fc.nat(20), ({ code, waybillNo }, before, after) => {
      const once = normalizeWaybillNo(code, ' '.repeat(before) + waybillNo.toLowerCase() + ' '.repeat(after));
      expect(once).toEqual({ kind: 'valid', carrier: code, waybillNo });
    }));
  });

  test('PDD-02: one single character that is no letter or digit makes it invalid, wherever it stands inside', () => {
    const odd = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((text) => !/^[0-9A-Za-z]$/.test(text));
    fc.assert(fc.property(numbered, odd, fc.integer({ min: 1, max: 13 }), ({ code, waybillNo }, character, place) => {
      expect(normalizeWaybillNo(code, waybillNo.slice(0, place) + character + waybillNo.slice(place))).toMatchObject({ code: 'WAYBILL_NO_INVALID' });
    }));
  });
});

test('any text at all gets an answer, and what is valid fits its carrier', () => {
  fc.assert(fc.property(fc.string(), fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), numbered.map(({ waybillNo }) => waybillNo)), (code, text) => {
    const answer = normalizeWaybillNo(code, text);
    if (answer.kind === 'valid') expect(answer.waybillNo).toMatch(carriers[answer.carrier].waybillPattern);
    else expect(['CARRIER_UNKNOWN', 'WAYBILL_NO_INVALID', 'CARRIER_WAYBILL_MISMATCH']).toContain(answer.code);
  }));
});

test('a simulated number fits its carrier', () => {
  for (const { simulatedPrefix, waybillCharacters, waybillPattern } of Object.values(carriers)) expect(simulatedPrefix.padEnd(waybillCharacters, '0')).toMatch(waybillPattern);
});
