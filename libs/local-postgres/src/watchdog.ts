import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Runs in a process of its own, as plain text because tests run from TypeScript sources. Its stdin closes when the test
 * process ends, however it ends: then the server of the folder is killed and the folder removed.
 */
const PROGRAM = `
const { readFileSync, rmSync } = require('node:fs');
const folder = process.argv[1];
process.stdin.resume().on('end', async () => {
  try { process.kill(parseInt(readFileSync(folder + '/cluster/postmaster.pid', 'utf8')), 'SIGQUIT'); } catch {}
  for (let attempt = 0; attempt < 50; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    try { rmSync(folder, { recursive: true, force: true }); return; } catch {}
  }
});`;

/** Watches over a throw-away cluster from now on. @returns ends the watch at once, which kills and removes too */
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
