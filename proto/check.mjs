// Lints the contracts and refuses a change that would break stored JSON or generated code: node proto/check.mjs [folder]
// What counts as published is what main holds, local or of the remote. git archive reads it, because buf's own clone needs
// more history than a shallow clone has.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = resolve(process.argv[2] ?? import.meta.dirname);
const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
const scratch = mkdtempSync(join(tmpdir(), 'daifa-proto-'));
try {
  process.exitCode = check();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function check() {
  const failed = [run('lint'), run('format', '--diff', '--exit-code')].filter((status) => status !== 0).length;
  const published = [...new Set(['main', 'origin/main'].filter(holdsContracts).map(commitOf))];
  if (published.length === 0) console.log('proto: no main with contracts in this clone, so nothing is published that could break (git fetch --depth 1 origin main:refs/remotes/origin/main)');
  return failed + published.filter((commit) => run('breaking', '--against', `${archiveOf(commit)}#format=tar`) !== 0).length > 0 ? 1 : 0;
}

/** Exit status of buf; what it has to say goes to the terminal. */
function run(...args) {
  const { status, error } = spawnSync(process.execPath, [buf, ...args], { cwd: folder, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) console.error(`proto: buf ${args[0]} failed in ${folder}`);
  return status;
}

function holdsContracts(ref) {
  const { status, stdout } = git('ls-tree', '--name-only', ref, '--', 'buf.yaml');
  return status === 0 && stdout.trim() !== '';
}

function commitOf(ref) {
  return git('rev-parse', `${ref}^{commit}`).stdout.trim();
}

/** This folder as it is in a commit, as a tar file. */
function archiveOf(commit) {
  const file = join(scratch, `${commit}.tar`);
  const { status, stderr } = git('archive', '--format=tar', `--output=${file}`, commit, '.');
  if (status !== 0) throw new Error(`git archive ${commit}: ${stderr}`);
  return file;
}

function git(...args) {
  return spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
}
