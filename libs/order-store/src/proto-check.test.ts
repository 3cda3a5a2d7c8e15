import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What proto/check.mjs finds, in clones as they occur: the first commit, work on main, a shallow clone of a branch. */

const PROTO = join(import.meta.dirname, '../../../proto');
const HOLD = 'proto/order/v1/hold.proto';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daifa-proto-check-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(at: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], { cwd: join(folder, at), encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function check(clone: string): { readonly passed: boolean; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PROTO, 'check.mjs'), join(folder, clone, 'proto')], { encoding: 'utf8' });
  return { passed: status === 0, said: `${stdout}${stderr}` };
}

/** A repository whose main has a README, and our contracts beside it, not committed yet. */
function newRepository(): void {
  git('', 'init', '--quiet', '--initial-branch', 'main', 'origin');
  writeFileSync(join(folder, 'origin/README.md'), 'Daifa\n');
  git('origin', 'add', '.');
  git('origin', 'commit', '--quiet', '--message', 'first');
  cpSync(PROTO, join(folder, 'origin/proto'), { recursive: true });
}

function publish(): void {
  git('origin', 'add', '.');
  git('origin', 'commit', '--quiet', '--message', 'contracts');
}

function edit(clone: string, from: string | RegExp, to: string): void {
  const file = join(folder, clone, HOLD);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
}

test('F-AU-07: the contracts of this repository are sound, and break nothing that main has published', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PROTO, 'check.mjs')], { encoding: 'utf8' });
  expect({ status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
});

test('before the first contracts are on main there is nothing to break, and it says so', () => {
  newRepository();
  expect(check('origin')).toEqual({ passed: true, said: expect.stringContaining('nothing is published') });
});

test('a new optional field breaks nothing', () => {
  newRepository();
  publish();
  edit('origin', '  string note = 4;\n', '  string note = 4;\n  // Who said so; absent where nobody did.\n  optional string said_by = 5;\n');
  expect(check('origin')).toMatchObject({ passed: true });
});

test('F-AU-07: what would break a reader, or does not say what it means, is refused with every reason', () => {
  newRepository();
  publish();
  edit('origin', 'string placed_by = 8;', 'string owner = 8;');
  edit('origin', /  \/\/ Why, for people\.\n  string reason = 9;\n/, '');
  edit('origin', 'int64 cause_version = 7;', 'int32 cause_version = 7;');
  edit('origin', '  // The hold, unique in its order.\n', '');
  const { passed, said } = check('origin');
  expect(passed).toBe(false);
  for (const reason of ['changed name from "placed_by" to "owner"', 'Previously present field "9"', 'from "int64" to "int32"', 'Field "hold_id" should have a non-empty comment']) expect(said).toContain(reason);
});

test('a shallow clone of a branch is held against the main it came from', () => {
  newRepository();
  publish();
  git('origin', 'branch', 'work');
  git('', 'clone', '--quiet', '--depth', '1', '--branch', 'work', '--no-single-branch', `file://${join(folder, 'origin')}`, 'clone');
  expect(git('clone', 'rev-parse', '--is-shallow-repository').trim()).toBe('true');
  expect(check('clone')).toMatchObject({ passed: true });
  edit('clone', 'string placed_by = 8;', 'string owner = 8;');
  expect(check('clone')).toMatchObject({ passed: false });
});

test('a shallow clone that has no main at all says what to fetch', () => {
  newRepository();
  publish();
  git('origin', 'branch', 'work');
  git('', 'clone', '--quiet', '--depth', '1', '--branch', 'work', `file://${join(folder, 'origin')}`, 'clone');
  expect(check('clone')).toEqual({ passed: true, said: expect.stringContaining('git fetch --depth 1 origin main') });
});

test('files without git are linted, and held against nothing', () => {
  cpSync(PROTO, join(folder, 'download/proto'), { recursive: true });
  expect(check('download')).toEqual({ passed: true, said: expect.stringContaining('nothing is published') });
});
