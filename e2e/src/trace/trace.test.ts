import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { workspace } from '../client/config.js';
import { idsIn, namedTests } from './named-tests.js';
import { register, testsById } from './register.js';
import { reportOf } from './report.js';

test('F-OP-12: what is marked done has a test that carries its id', () => {
  const tests = testsById();
  expect(register().filter(({ id, done }) => done && !tests.has(id)).map(({ id }) => id)).toEqual([]);
});

test('every id stands in the register once', () => {
  const ids = register().map(({ id }) => id);
  expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([]);
});

test('F-OP-12: docs/traceability.md is what npm run trace writes', () => {
  expect(readFileSync(join(workspace, 'docs', 'traceability.md'), 'utf8')).toBe(reportOf(register(), testsById()));
});

test('ids are read from titles, groups and the rows of tables, in whatever file they are kept, ranges too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daifa-trace-'));
  const path = join(folder, 'some.test.ts');
  writeFileSync(join(folder, 'all.ts'), `import { one } from './one.js'; export const all = [one];`);
  writeFileSync(join(folder, 'one.ts'), `export const one = { id: 'G-02', about: 'X-01 is only told of', rules: ['PDD-23'] };`);
  writeFileSync(path, `
    import { all } from './all.js';
    const here = [['R-03: kept here']];
    describe('PDD-07: the fence', () => {
      test('F-FP-02: holds', () => undefined);
      test.each([['R-01', 1], ['R-02', 2]])('%s', () => undefined);
    });
    test.each(here)('%s', () => undefined);
    test.each(all.map((one) => [one.id]))('%s', () => undefined);
    test('without an id', () => undefined);
    it('X-01 is not how we write tests', () => undefined);
  `);
  expect(namedTests('some.test.ts', path).map(({ ids }) => ids)).toEqual([['PDD-07', 'F-FP-02'], ['PDD-07', 'R-01', 'R-02'], ['R-03'], ['G-02', 'PDD-23'], []]);
  rmSync(folder, { recursive: true });
  expect(idsIn('ML-06…08 and I-1 to 3')).toEqual(['ML-06', 'ML-07', 'ML-08', 'I-1', 'I-2', 'I-3']);
});
