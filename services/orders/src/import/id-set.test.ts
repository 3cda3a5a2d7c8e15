import fc from 'fast-check';
import { IdSet } from './id-set.js';

test('a set of ids knows exactly what was added, also when two ids are the same floating-point number', () => {
  fc.assert(fc.property(fc.array(fc.bigInt({ min: 1n, max: 9_999_999_999_999_999_999n }), { maxLength: 3_000 }), (ids) => {
    const set = new IdSet();
    for (const id of ids) set.add(String(id));
    const added = new Set(ids);
    for (const id of ids) {
      expect(set.has(String(id))).toBe(true);
      expect(set.has(String(id ^ 1n || 2n))).toBe(added.has(id ^ 1n || 2n));
    }
  }), { numRuns: 30 });
});

test('an id that does not fit is a programming error', () => {
  for (const id of ['', '0', '12345678901234567890', '12a']) expect(() => new IdSet().has(id)).toThrow('1 to 19 digits');
});
