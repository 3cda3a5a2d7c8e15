import { describe, expect, test } from '@jest/globals';
import { manualPorts } from '@daifa/ports/manual';
import fc from 'fast-check';
import { openField, SealBroken, sealField, type FieldPlace } from './seal.js';

const { random } = manualPorts();
const key = random.bytes(32);
const place: FieldPlace = { tenantId: 'tenant-1', orderId: 'order-1', field: 'name', schema: 'receiver/1' };
const sealed = sealField(key, '李小样', place, random);

describe('a sealed field', () => {
  test('opens to what was sealed, whatever it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (plain) => expect(openField(key, sealField(key, plain, place, random), place)).toBe(plain)));
  });

  test('is another text each time', () => {
    expect(sealField(key, '李小样', place, random)).not.toBe(sealed);
  });

  test.each<[string, Buffer, FieldPlace]>([
    ['another key', random.bytes(32), place],
    ['another tenant', key, { ...place, tenantId: 'tenant-2' }],
    ['another order', key, { ...place, orderId: 'order-2' }],
    ['another field', key, { ...place, field: 'phone' }],
    ['another schema', key, { ...place, schema: 'receiver/2' }],
    ['a place whose parts only join to the same', key, { ...place, tenantId: 'tenant-1order-', orderId: '1' }],
    ['a place whose parts only look the same in quotes', key, { ...place, tenantId: 'tenant-1","order-1', orderId: '' }],
  ])('does not open with %s', (_what, otherKey, otherPlace) => {
    expect(() => openField(otherKey, sealed, otherPlace)).toThrow(SealBroken);
  });

  test('does not open when any one bit is changed, or when it is cut', () => {
    const bytes = Buffer.from(sealed, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openField(key, changed.toString('base64'), place)).toThrow(SealBroken);
    }
    for (let length = 0; length < bytes.length; length++) {
      expect(() => openField(key, bytes.subarray(0, length).toString('base64'), place)).toThrow(SealBroken);
    }
  });

  test('says nothing of the text when it does not open', () => {
    try {
      openField(key, sealed, { ...place, orderId: 'order-2' });
      expect('opened').toBe('refused');
    } catch (error) {
      expect(`${error} ${JSON.stringify(error)} ${error instanceof Error ? String(error.cause) + error.stack : ''}`).not.toContain('李小样');
    }
  });
});
