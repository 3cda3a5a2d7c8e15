import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { OWNED, ownerOf, SERVICES } from './route-table.js';

const document: { readonly paths: object } = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));
const paths = Object.keys(document.paths);

test('every path of the document has an owner', () => {
  expect(paths.filter((path) => ownerOf(path) === null)).toEqual([]);
});

test('no resource has two owners, and none is owned that does not exist', () => {
  const owned = SERVICES.flatMap((service) => OWNED[service]);
  expect(new Set(owned).size).toBe(owned.length);
  expect(owned.filter((resource) => !paths.some((path) => path === `/v1/${resource}` || path.startsWith(`/v1/${resource}/`)))).toEqual([]);
});

test('an operation on one group goes to the service whose name the group begins with, the lists to every service', () => {
  expect(ownerOf('/v1/operations/groups')).toBe('every');
  expect(ownerOf('/v1/operations/dead-letters')).toBe('every');
  expect(ownerOf('/v1/operations/groups/allocation.repick/rebuild')).toBe('allocation');
  expect(ownerOf('/v1/operations/dead-letters/after-sales/0b7e/replay')).toBe('after-sales');
  expect(ownerOf('/v1/operations/dead-letters/nobodys/0b7e')).toBe('any');
});

test('what only looks like a path of ours is nobody\'s', () => {
  for (const path of ['/', '/v1', '/v1/', '/v2/orders', '/orders', '/v1/ordersx', '/v1//orders', '/V1/orders', '/v1/operations', '/v1/operations/secrets', '/v1/../v1/orders', '/healthy']) expect([path, ownerOf(path)]).toEqual([path, null]);
});
