import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { nameUuid } from './name-uuid.js';

test('a named UUID is the one of RFC 9562, whatever the name', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (name, namespace) => {
    expect(nameUuid(name, namespace)).toBe(v5(name, namespace));
  }));
});

test('the example of the RFC', () => {
  expect(nameUuid('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

test('a namespace that is no UUID is refused: another id would be made in silence', () => {
  expect(() => nameUuid('a', 'not-a-uuid')).toThrow(TypeError);
});
