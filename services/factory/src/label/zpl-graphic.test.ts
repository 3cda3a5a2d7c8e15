import fc from 'fast-check';
import { expanded } from './test-zpl.js';
import { graphicField } from './zpl-graphic.js';

function bitmapOf(rows: readonly Uint8Array[]) {
  const bytesPerRow = rows[0]?.length ?? 1;
  return { width: bytesPerRow * 8, height: rows.length, bytesPerRow, dots: new Uint8Array(Buffer.concat(rows)) };
}

/** The values over and over until the row is full. */
function repeated(values: readonly number[], bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => values[index % values.length] ?? 0);
}

test('the manual of the printer: repeats, fills and repeated rows', () => {
  const row = (hex: string) => Buffer.from(hex, 'hex');
  expect(graphicField(bitmapOf([row('00000000'), row('FFFFFFFF'), row('0F000000'), row('0F000000'), row('12333333'), row('1FFFFFFF')]))).toBe('^GFA,24,24,4,,!0F,:12L31!');
});

test.each([[1, 'A1'], [2, 'HA1'], [19, 'YA1'], [20, 'gA1'], [21, 'gGA1'], [400, 'zA1'], [419, 'zYA1'], [420, 'zYAA1']])('%d times the same digit', (times, packed) => {
  const row = Buffer.from(`${'A'.repeat(times)}1`.padEnd(600, '0'), 'hex');
  expect(graphicField(bitmapOf([row]))).toBe(`^GFA,300,300,300,${packed},`);
});

test('whatever the picture, the printer unpacks what was packed', () => {
  const byte = fc.oneof(fc.constantFrom(0, 255, 0x0f, 0xf0), fc.integer({ min: 0, max: 255 }));
  const run = fc.tuple(byte, fc.integer({ min: 1, max: 260 })).map(([value, times]) => new Array<number>(times).fill(value));
  const row = (bytes: number) => fc.array(run, { minLength: 1, maxLength: 5 }).map((runs) => repeated(runs.flat(), bytes));
  const rows = fc.integer({ min: 1, max: 300 }).chain((bytes) => fc.array(row(bytes), { minLength: 1, maxLength: 4 }).map((found) => found.flatMap((one) => [one, one])));
  fc.assert(fc.property(rows, (found) => {
    const bitmap = bitmapOf(found);
    const [, total, whole, bytesPerRow, data = ''] = /^\^GFA,(\d+),(\d+),(\d+),(.*)$/.exec(graphicField(bitmap)) ?? [];
    expect([total, whole, bytesPerRow]).toEqual([bitmap.dots.length, bitmap.dots.length, bitmap.bytesPerRow].map(String));
    expect(Buffer.from(expanded(data, bitmap.bytesPerRow * 2)).equals(Buffer.from(bitmap.dots))).toBe(true);
  }), { numRuns: 200 });
});
