// What every command of the README needs first: a Node that is new enough, the packages of the lock file, a current build.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_MIN = [20, 19];

export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(`Daifa needs Node ${NODE_MIN.join('.')} or newer, this is ${version}: install a newer Node and try again. (需要 Node ${NODE_MIN.join('.')} 或更高版本)`);
}

/** Installs exactly what the lock file says, once for each lock file. */
export function install() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const mark = join(root, 'node_modules', '.daifa-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  console.log('Installing packages (once, about a minute) … 正在安装依赖');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(mark, lock);
}

/** Compiles what changed; the Nx cache remembers the rest. */
export function build() {
  run(process.execPath, [join(root, 'node_modules', 'nx', 'bin', 'nx.js'), 'run-many', '-t', 'build', '--outputStyle=static'], { quiet: true });
}

export function run(command, args, { quiet = false, env = {} } = {}) {
  const windows = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', shell: windows && command === 'npm', env: { ...process.env, NX_DAEMON: 'false', ...env }, maxBuffer: 1 << 28 });
  if (status === 0) return;
  if (quiet) process.stderr.write(`${stdout}${stderr}`);
  fail(`\`${command === process.execPath ? 'node' : command} ${args.map((arg) => arg.replace(`${root}/`, '')).join(' ')}\` failed: see the lines above.`);
}

export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
