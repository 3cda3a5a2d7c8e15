// npm test: lint, types, unit, property, contract and e2e tests of every project, and one line with their sum.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, install, root } from './prepare.mjs';

checkNode();
install();
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'nx', 'bin', 'nx.js'), 'run-many', '-t', 'build', 'lint', 'test', '--parallel=2', '--nxBail=false', '--outputStyle=static', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NX_DAEMON: 'false' } },
);
const folder = join(root, '.results');
const runs = existsSync(folder) ? readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))) : [];
const sum = (name) => runs.reduce((total, run) => total + run[name], 0);
const failed = sum('failed') + (status === 0 ? 0 : sum('failed') === 0 ? 1 : 0);
if (status !== 0 && sum('failed') === 0) console.error('Something outside the tests failed (build or lint): see above. It counts as one failure.');
console.log(`\n${sum('passed')} passed, ${failed} failed${sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`);
process.exit(status ?? 1);
