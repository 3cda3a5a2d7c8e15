import { describe, expect, test } from '@jest/globals';
import { Cursors, nextLink, page } from './cursor.js';
import { Problem } from './problems.js';

const cursors = new Cursors('not a secret, only long enough for a test');
const scope = { route: 'GET /v1/orders', tenantId: 'tenant-a' };
const cursor = cursors.seal(['2026-11-11T00:00:00Z', 7, null], scope);

test('a cursor opens to what it was sealed with', () => {
  expect(cursors.open(cursor, scope)).toEqual(['2026-11-11T00:00:00Z', 7, null]);
});

describe('a cursor is refused', () => {
  const [payload = '', signature = ''] = cursor.split('.');
  test.each([
    ['of another list', cursor, { ...scope, route: 'GET /v1/shipments' }],
    ['of another tenant', cursor, { ...scope, tenantId: 'tenant-b' }],
    ['with another payload', `${Buffer.from('["x"]').toString('base64url')}.${signature}`, scope],
    ['without a signature', payload, scope],
    ['with a short signature', `${payload}.${signature.slice(0, 8)}`, scope],
    ['that is empty', '', scope],
    ['with a third part', `${cursor}.x`, scope],
    ['that is very long', 'a'.repeat(5_000), scope],
  ])('%s', (_, text, where) => {
    expect(() => cursors.open(text, where)).toThrow(Problem);
  });

  test('made with another secret', () => {
    expect(() => new Cursors('another secret').open(cursor, scope)).toThrow('CURSOR_INVALID');
  });
});

test('a page shows its limit and knows from the extra row that there is more', () => {
  const seal = String;
  expect(page([1, 2, 3], 2, (row) => [row], seal)).toEqual({ items: [1, 2], next: '2' });
  expect(page([1, 2], 2, (row) => [row], seal)).toEqual({ items: [1, 2], next: null });
  expect(page([], 2, (row: number) => [row], seal)).toEqual({ items: [], next: null });
});

test('the next link keeps the filters and replaces the cursor', () => {
  expect(nextLink('/v1/orders?state=held&cursor=old', 'new.x')).toBe('</v1/orders?state=held&cursor=new.x>; rel="next"');
});
