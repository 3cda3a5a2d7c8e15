import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type ManualPorts, manualPorts } from '@daifa/ports/manual';
import { launch } from './launch.js';
import type { Program } from './program.js';
import { Supervised } from './supervised.js';

const folder = mkdtempSync(join(tmpdir(), 'daifa-supervised-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program of a few words, run as the real ones are. */
function program(name: string, code: string): Program {
  const script = join(folder, `${name}.mjs`);
  writeFileSync(script, code);
  return { name, replica: 1, script, words: [], environment: { PORT: '0' } };
}

const LISTENS = `process.on('SIGTERM', () => process.exit(0)); setInterval(() => undefined, 1_000_000); process.send({ listening: 'http://127.0.0.1:' + (process.env.PORT === '0' ? 4711 : process.env.PORT + '/again') });`;

type Kept = { readonly one: Supervised; readonly said: readonly string[]; readonly lines: readonly string[]; readonly ports: ManualPorts; readonly changes: () => Promise<void> };

function kept(what: Program): Kept {
  const said: string[] = [];
  const lines: string[] = [];
  const ports = manualPorts();
  let changed = (): void => undefined;
  const one = new Supervised({ program: what, ports, stopMsMax: 60_000, say: (line) => void said.push(line), changed: () => changed(), launch: (started) => launch(started, (line) => void lines.push(line)) });
  return { one, said, lines, ports, changes: () => new Promise((resolve) => (changed = resolve)) };
}

async function until(ports: ManualPorts, holds: () => boolean): Promise<void> {
  while (!holds()) {
    await ports.advance(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function pidOf({ one }: Kept): number {
  if (one.running === null) throw new Error('it does not run');
  return one.running.pid;
}

describe('a program that is kept running', () => {
  test('is known by its address and process id, and ends in order', async () => {
    const it = kept(program('orders', LISTENS));
    expect(it.one.running).toBeNull();
    expect(await it.one.start()).toBe('http://127.0.0.1:4711');
    expect(it.one.running).toEqual({ name: 'orders', replica: 1, pid: expect.any(Number), url: 'http://127.0.0.1:4711' });
    const pid = pidOf(it);
    expect(await it.one.stop()).toBe(true);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(it.said).toEqual([]);
  });

  test('comes back on its port when it is killed, which is said in one line', async () => {
    const it = kept(program('factory', LISTENS));
    await it.one.start();
    const first = pidOf(it);
    process.kill(first, 'SIGKILL');
    await until(it.ports, () => it.one.running !== null && it.one.running.pid !== first);
    expect(it.said).toEqual(['factory-1 ended (SIGKILL) and is started again. (factory-1 已退出，正在自动重启)']);
    expect(it.one.running?.url).toBe('http://127.0.0.1:4711');
    expect(await it.one.stop()).toBe(true);
  });

  test('is started again later and later when it ends each time, up to a bound', async () => {
    const it = kept(program('logistics', `if (process.env.PORT !== '0') process.exit(7); ${LISTENS}`));
    await it.one.start();
    process.kill(pidOf(it), 'SIGKILL');
    const waits: number[] = [];
    for (let n = 1; n <= 9; n++) {
      await until({ ...it.ports, advance: async () => undefined }, () => it.said.length === n && it.one.running === null);
      let waitedMs = 0;
      for (; it.one.running === null && waitedMs < 10_000; waitedMs += 100) await it.ports.advance(100);
      waits.push(waitedMs);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
    await it.one.stop();
  });

  test('that ends while it is being stopped is not started again', async () => {
    const it = kept(program('relay', LISTENS));
    await it.one.start();
    expect(await it.one.stop()).toBe(true);
    await it.ports.advance(60_000);
    expect([it.said, it.one.running === null || !isAlive(it.one.running.pid)]).toEqual([[], true]);
  });

  test('that does not heed a stop is killed after its bound', async () => {
    const it = kept(program('deaf', `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1_000_000); process.send({ listening: 'http://127.0.0.1:1' });`));
    await it.one.start();
    let clean: boolean | null = null;
    void it.one.stop().then((well) => (clean = well));
    await it.ports.advance(59_990);
    await new Promise((resolve) => setImmediate(resolve));
    expect(clean).toBeNull();
    await until(it.ports, () => clean !== null);
    expect(clean).toBe(false);
  });
});

describe('a program that does not come up', () => {
  test('is told of in its own words', async () => {
    const it = kept(program('edge', `process.stderr.write('The port is taken. (端口已被占用)\\n', () => process.exit(1));`));
    await expect(it.one.start()).rejects.toThrow(/^edge-1: The port is taken\. \(端口已被占用\)$/);
    expect(it.lines).toEqual(['The port is taken. (端口已被占用)']);
    await it.one.stop();
  });

  test('is told of in ours where it said nothing', async () => {
    const it = kept(program('edge', 'process.exit(3)'));
    await expect(it.one.start()).rejects.toThrow('edge-1 ended (code 3) before it served. (edge-1 未能启动)');
    await it.one.stop();
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
