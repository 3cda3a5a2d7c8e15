import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedKinds, type StoredKind } from './stored-kinds.js';
import { PublishedContract } from './test-contract.js';

/**
 * What stores in the world hold, one file for each event type and version. Written once by golden/write.mjs and never
 * changed: a program that cannot read one of them cannot read somebody's history.
 */

const GOLDEN = join(import.meta.dirname, '../golden');
const contract = new PublishedContract();

type GoldenFile = { readonly type: string; readonly schemaVersion: number; readonly data: Readonly<Record<string, unknown>> };

const nameOf = ({ category, type }: StoredKind, version: number): string => `${category}/${type}.v${version}.json`;
const golden = (kind: StoredKind, version: number): GoldenFile => JSON.parse(readFileSync(join(GOLDEN, nameOf(kind, version)), 'utf8'));
const versions = storedKinds.flatMap((kind) => Array.from({ length: kind.version }, (_, n) => ({ kind, version: n + 1, name: nameOf(kind, n + 1) })));

test('F-AU-07: every version of every event type has its golden file, and no file is left over', () => {
  const files = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')).map((name) => name.replaceAll('\\', '/'));
  expect(files.sort()).toEqual(versions.map(({ name }) => name).sort());
});

describe.each(versions)('$name', ({ kind, version }) => {
  test('F-AU-07: is read, and written again as today it would be', () => {
    const { type, schemaVersion, data } = golden(kind, version);
    expect({ type, schemaVersion }).toEqual({ type: kind.type, schemaVersion: version });
    expect(kind.lift(version, JSON.stringify(data))).toBe(JSON.stringify(golden(kind, kind.version).data));
  });

  test('is what the published contract says', () => {
    expect(() => contract.read(kind.category, kind.type, JSON.stringify(golden(kind, version).data))).not.toThrow();
  });
});

test('F-AU-07: no golden file that main holds was changed or removed', () => {
  const published = ['main', 'origin/main'].flatMap(filesOn);
  const changed = published.filter(({ name, blob }) => !existsSync(join(GOLDEN, name)) || git('hash-object', name).stdout.trim() !== blob);
  expect(changed.map(({ name }) => name)).toEqual([]);
});

/** Golden files of a branch; none where there is no such branch, or no git. */
function filesOn(branch: string): readonly { readonly name: string; readonly blob: string }[] {
  const { stdout } = git('ls-tree', '-r', branch, '--', '.');
  return [...stdout.matchAll(/^\d+ blob (?<blob>\w+)\t(?<name>.+\.json)$/gm)].map(({ groups }) => ({ blob: groups?.blob ?? '', name: groups?.name ?? '' }));
}

function git(...args: readonly string[]): { readonly stdout: string } {
  const { stdout } = spawnSync('git', args, { cwd: GOLDEN, encoding: 'utf8' });
  return { stdout: stdout ?? '' };
}
