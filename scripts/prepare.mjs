// What every command of the README needs first: a Node that is new enough, the packages of the lock file, a current build.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
const NODE_MIN = [20, 19];

export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(`Daifa needs Node ${NODE_MIN.join('.')} or newer, this is ${version}: install a newer Node and try again. (需要 Node ${NODE_MIN.join('.')} 或更高版本)`);
}

/** Installs exactly what the lock file says, unless that is what npm has installed already. */
export function install() {
  if (isInstalled()) return;
  console.log('Installing packages (once, about a minute) … 正在安装依赖');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** npm notes what it has installed when it is done, so an interrupted installation does not count. */
function isInstalled() {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const there = packagesOf(note);
  const wanted = Object.entries(packagesOf(join(root, 'package-lock.json'))).filter(([path]) => path.startsWith('node_modules/'));
  return wanted.every(([path, { version, optional, devOptional }]) => (there[path] ? there[path].version === version : optional || devOptional));
}

/** Compiles a project and what it stands on, as far as it changed; the Nx cache remembers the rest. */
export function build(project) {
  run(process.execPath, [nx, 'run', `${project}:build`, '--outputStyle=static'], { quiet: true });
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
