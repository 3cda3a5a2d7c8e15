// Runs one program of the workspace with everything it needs in place: node scripts/run.mjs services/cli/dist/main.js [arguments]
import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { build, checkNode, install, root } from './prepare.mjs';

const [program, ...args] = process.argv.slice(2);
checkNode();
install();
build(basename(program.split('/dist/')[0])); // services/standalone/dist/main.js is of the project standalone
// A larger young generation: requests leave much that is garbage at once (15 to 20 % less processor time, measured).
const child = spawn(process.execPath, ['--enable-source-maps', '--no-warnings', '--max-semi-space-size=64', join(root, program), ...args], { stdio: 'inherit', env: { ...process.env, DAIFA_HOME: process.env.DAIFA_HOME ?? root } });
// Ctrl-C and a closed terminal reach the child by themselves; this process only waits for its orderly end.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => child.kill('SIGTERM'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
// A signal for npm ends the shell between npm and us, and tells us nothing: that our parent has changed tells.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 300).unref();
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
