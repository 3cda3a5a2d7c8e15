import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Runs in a process of its own, as plain text because tests run from TypeScript sources. Its stdin closes when the test
 * process ends, however it ends: then the broker of the folder is killed and the folder removed.
 */
const PROGRAM = `
const { readFileSync, rmSync } = require('node:fs');
const folder = process.argv[1];
const startTick = (pid) => { const stat = readFileSync('/proc/' + pid + '/stat', 'utf8'); return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]; };
process.stdin.resume().on('end', async () => {
  try {
    const [pid, tick] = readFileSync(folder + '/broker', 'utf8').split(' ');
    if (tick === undefined || startTick(pid) === tick) process.kill(Number(pid), 'SIGKILL');
  } catch {}
  for (let attempt = 0; attempt < 50; attempt++) {
    try { rmSync(folder, { recursive: true, force: true }); return; } catch {}
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});`;

/** Watches over a throw-away broker's folder from now on. @returns ends the watch at once, which kills and removes too */
export function watchOver(folder: string): () => Promise<void> {
  const watchdog = spawn(process.execPath, ['-e', PROGRAM, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = new Promise<void>((resolve) => watchdog.on('close', () => resolve()));
  watchdog.unref();
  if (watchdog.stdin instanceof Socket) watchdog.stdin.unref();
  return async () => {
    watchdog.ref();
    watchdog.stdin.end();
    await gone;
  };
}
