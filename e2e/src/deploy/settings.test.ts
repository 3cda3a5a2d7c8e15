import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { workspace } from '../client/config.js';
import { commands, programs, settingsOf, settingsRead } from './process-settings.js';

type Row = { readonly names: readonly string[]; readonly fallback: string; readonly meaning: string; readonly readBy: readonly string[] };

/** `| `A`, `B` | default | meaning | who |` */
function rowsOf(file: string): readonly Row[] {
  const lines = readFileSync(join(workspace, file), 'utf8').split('\n').filter((line) => /^\| `[A-Z]/.test(line));
  return lines.map((line) => {
    const [names = '', fallback = '', meaning = '', readBy = ''] = line.split('|').slice(1).map((cell) => cell.trim());
    return { names: [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name), fallback, meaning, readBy: readBy.split(', ').filter((name) => name !== '') };
  });
}

const documented = rowsOf('docs/settings.md');
const names = documented.flatMap((row) => row.names);

/** Words of the table: each process and command, those that read alike, and the tests, of which nothing more is known. */
const everybody = [...programs, ...commands].sort();
const WORDS: Readonly<Record<string, readonly string[]>> = { services: ['orders', 'allocation', 'factory', 'logistics', 'after-sales'], tests: [], ...Object.fromEntries(everybody.map((name) => [name, [name]])) };

test('every setting a program reads is documented, once', () => {
  expect([...settingsRead.keys()].filter((name) => !names.includes(name))).toEqual([]);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('every setting documented is read', () => {
  expect(names.filter((name) => !settingsRead.has(name))).toEqual([]);
});

test('what the table says of who reads a setting is so', () => {
  for (const { names: together, readBy } of documented) {
    const said = readBy.flatMap((word) => WORDS[word] ?? [`nobody is called ${word}`]).sort();
    for (const name of together) expect([name, said]).toEqual([name, everybody.filter((program) => settingsOf(program).has(name))]);
  }
});

test('the README shows a part of the same table', () => {
  const shown = rowsOf('README.md').flatMap((row) => row.names);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((name) => !names.includes(name))).toEqual([]);
});

test('settings are named in config files, where this test looks', () => {
  const elsewhere = ['libs', 'services'].flatMap((floor) => readdirSync(join(workspace, floor), { recursive: true, encoding: 'utf8' }).map((file) => join(floor, file)))
    .filter((file) => /[\\/]src[\\/].*\.ts$/.test(file) && !/config\.ts$|\.test\.ts$/.test(file) && !file.includes('node_modules'))
    .filter((file) => /\bread\.(text|integer|boolean|choice|secret|url)\('[A-Z]/.test(readFileSync(join(workspace, file), 'utf8')));
  expect(elsewhere).toEqual([]);
});
