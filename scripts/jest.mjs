// Runs the tests of one project folder, or one file: node scripts/jest.mjs libs/decider [jest options]
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const config = fileURLToPath(new URL('../jest.config.mjs', import.meta.url));
const [folder = '', ...options] = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, '-c', config, '--maxWorkers=2', ...options, folder.endsWith('.ts') ? folder : `${folder}/src/`],
  // The counts stand in .results under the project's name, where Nx looks for the output of its test target. Colours are for
  // terminals: where CI is set some libraries think otherwise.
  { stdio: 'inherit', env: { ...process.env, ...(process.argv.some((argument) => argument.includes('.full.')) && { TEST_FULL: 'true' }), FORCE_COLOR: undefined, NO_COLOR: '1', TEST_PROJECT: basename(folder) } },
);
process.exit(status ?? 1);
