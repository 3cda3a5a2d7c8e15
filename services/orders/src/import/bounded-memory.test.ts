import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';
import type { MemoryProbe } from './memory-probe.js';
import { OPEN_ORDERS_MAX } from './open-orders.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const NODE_MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const ROWS = 100_000;
const HEAP_MIB_MAX = 96;
const HEAP_GROWTH_BYTES_MAX = 64 * 1024 * 1024;

let compiled: string;

/** A process of its own, because its heap is the thing under test; compiled here, because nothing may be built yet. */
beforeAll(() => {
  compiled = mkdtempSync(join(tmpdir(), 'daifa-memory-'));
  symlinkSync(NODE_MODULES, join(compiled, 'node_modules'), 'junction');
  writeFileSync(join(compiled, 'package.json'), '{"type":"module"}');
  for (const file of readdirSync(HERE).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    const { code } = transformSync(readFileSync(join(HERE, file), 'utf8'), { filename: file, jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } });
    writeFileSync(join(compiled, file.replace(/\.ts$/, '.js')), code);
  }
});

afterAll(() => rmSync(compiled, { recursive: true, force: true }));

test.each([['PDD', ROWS], ['DOUYIN', ROWS / 2]])('a %s export of a hundred thousand rows is read within a small heap', async (channel, orders) => {
  const script = `const { probeMemory } = await import('./memory-probe.js'); console.log(JSON.stringify(await probeMemory('${channel}', ${orders})));`;
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${HEAP_MIB_MAX}`, '--input-type=module', '-e', script], { cwd: compiled });
  const probe = JSON.parse(stdout) as MemoryProbe;
  expect(probe.orders).toBe(orders);
  expect(probe.rows).toBeGreaterThan(ROWS * 0.9);
  expect(probe.ordersHeldMost).toBeLessThanOrEqual(OPEN_ORDERS_MAX);
  expect(probe.heapGrowthBytes).toBeLessThan(HEAP_GROWTH_BYTES_MAX);
});
