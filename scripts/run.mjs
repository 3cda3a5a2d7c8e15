// Runs one program of the workspace with everything it needs in place: node scripts/run.mjs services/cli/dist/main.js [arguments]
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, checkNode, install, root } from './prepare.mjs';

checkNode();
install();
build();
const [program, ...args] = process.argv.slice(2);
const child = spawn(process.execPath, ['--enable-source-maps', '--no-warnings', join(root, program), ...args], { stdio: 'inherit', env: { ...process.env, DAIFA_HOME: process.env.DAIFA_HOME ?? root } });
// Ctrl-C and a closed terminal reach the child by themselves; this process only waits for its orderly end.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => child.kill('SIGTERM'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
