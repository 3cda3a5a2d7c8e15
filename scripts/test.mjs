// npm test: lint, types, unit, property, contract and e2e tests of every project, and one line with their sum.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, install, nx, root } from './prepare.mjs';
import { sumOf } from './results.mjs';

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

sumOf(folder, status);
process.exit(status ?? 1);
