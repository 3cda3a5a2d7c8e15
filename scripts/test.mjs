// npm test: lint, types, unit, property, contract and e2e tests of every project, and one line with their sum.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkNode, install, nx, root } from './prepare.mjs';

checkNode();
install();
const folder = join(root, '.results');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const { status } = spawnSync(
  process.execPath,
  [nx, 'run-many', '-t', 'build', 'lint', 'test', '--parallel=2', '--nxBail=false', '--outputStyle=static', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NX_DAEMON: 'false' } },
);

const projects = readdirSync(folder).sort().map((file) => ({ name: basename(file, '.json'), ...JSON.parse(readFileSync(join(folder, file), 'utf8')) }));
const sum = (kind) => projects.reduce((total, project) => total + project[kind], 0);
const skippedText = (skipped) => (skipped > 0 ? `, ${skipped} skipped` : '');
console.log('');
for (const { name, passed, failed, skipped } of projects) console.log(`${name.padEnd(18)} ${String(passed).padStart(5)} passed, ${failed} failed${skippedText(skipped)}`);
const failedTests = sum('failed');
if (status !== 0 && failedTests === 0) console.error('\nSomething outside the tests failed (build or lint): see above. It counts as one failure.');
console.log(`\n${sum('passed')} passed, ${status !== 0 && failedTests === 0 ? 1 : failedTests} failed${skippedText(sum('skipped'))}`);
process.exit(status ?? 1);
