import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LogFile } from './log-file.js';

test('a log goes on where it ended, is for its owner only, and keeps to its bound', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daifa-logs-'));
  try {
    const first = new LogFile(join(folder, 'logs'), 'orders-1');
    first.write('one');
    first.close();
    const second = new LogFile(join(folder, 'logs'), 'orders-1');
    second.write('two');
    expect(readFileSync(second.path, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(second.path).mode & 0o077).toBe(0);
    const megabyte = 'x'.repeat(1_000_000);
    for (let n = 0; n < 25; n++) second.write(megabyte);
    second.close();
    expect(statSync(second.path).size).toBeLessThan(6_000_000);
    expect(readFileSync(`${second.path}.old`, 'utf8').startsWith('one\ntwo\n')).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
