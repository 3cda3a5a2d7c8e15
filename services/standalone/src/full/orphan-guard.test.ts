import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const GUARD = fileURLToPath(new URL('../../dist/full/orphan-guard.js', import.meta.url));
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a process whose launcher is killed ends in order by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'daifa-orphan-'));
  const told = (name: string): string => join(folder, name);
  writeFileSync(told('child.mjs'), `import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(told('ended'))}, 'in order'); process.exit(0); });
    setInterval(() => undefined, 1_000_000);
    writeFileSync(${JSON.stringify(told('up'))}, '');`);
  writeFileSync(told('launcher.mjs'), `import { spawn } from 'node:child_process';
    spawn(process.execPath, ['--import', ${JSON.stringify(GUARD)}, ${JSON.stringify(told('child.mjs'))}], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });`);
  const launcher = spawn(process.execPath, [told('launcher.mjs')]);
  while (!existsSync(told('up'))) await tick();
  launcher.kill('SIGKILL');
  while (!existsSync(told('ended'))) await tick();
  expect(readFileSync(told('ended'), 'utf8')).toBe('in order');
  rmSync(folder, { recursive: true });
});

test('a process that has nothing left to do is not kept by its guard', async () => {
  const child = spawn(process.execPath, ['--import', GUARD, '-e', ''], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
