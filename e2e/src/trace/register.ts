import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { workspace } from '../client/config.js';
import { namedTests, type NamedTest } from './named-tests.js';

/** Something that is asked of Daifa. `done`: its every sentence is true and a test would notice if it were not any more. */
export type Asked = { readonly id: string; readonly about: string; readonly level: Level; readonly done: boolean };

/** `P0`: the product's one sentence is false without it; `later`: P1 and P2. */
export const LEVELS = ['P0', 'rule', 'outcome', 'race', 'invariant', 'story', 'later'] as const;
export type Level = (typeof LEVELS)[number];

export const REGISTER = join('e2e', 'trace', 'register.json');

/** Tests, and the suites that several test files run. */
const TEST_FILE = /(\.test|-suite|contract|contract-[a-z]+)\.ts$/;

export function register(): readonly Asked[] {
  return JSON.parse(readFileSync(join(workspace, REGISTER), 'utf8')) as Asked[];
}

/** Every test that carries an id, by id. */
export function testsById(): ReadonlyMap<string, readonly NamedTest[]> {
  const byId = new Map<string, NamedTest[]>();
  for (const file of testFiles()) {
    for (const test of namedTests(file, join(workspace, file))) for (const id of test.ids) byId.set(id, [...(byId.get(id) ?? []), test]);
  }
  return byId;
}

function testFiles(): readonly string[] {
  const folders = ['libs', 'services'].flatMap((floor) => readdirSync(join(workspace, floor)).map((name) => join(floor, name, 'src')));
  return [...folders, join('e2e', 'src')]
    .flatMap((folder) => readdirSync(join(workspace, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((file) => TEST_FILE.test(file)).map((file) => file.split(sep).join('/')).sort();
}
