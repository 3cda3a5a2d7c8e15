import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPostgresStore } from '@daifa/event-store/postgres';
import { systemPorts } from '@daifa/ports/system';
import pg from 'pg';
import { allDone, done } from '../client/answers.js';
import { childEnvironment, workspace } from '../client/config.js';
import type { Answer } from '../client/http.js';
import { startWorld, type OwnWorld } from '../client/world.js';
import { bound, order } from '../stories/fresh.js';
import { programs } from './process-settings.js';
import { blocks, chapters, run, runbookText, type Outcome } from './runbook.js';

describe('the runbook', () => {
  test('says in every chapter of an alert what is seen, when it helped, and which test does it', () => {
    for (const { title, text } of chapters.filter((chapter) => /^\*\*Seen:\*\*/m.test(chapter.text))) expect([title, text.includes('**Helped when:**'), text.includes('**Tested:**')]).toEqual([title, true, true]);
  });

  test('names tests that are there, and links that lead somewhere', () => {
    const named = [...runbookText.matchAll(/`([a-z0-9-]+\/[^`\s]+\.(?:test\.ts|yml|md))`/g)].map(([, file = '']) => file);
    expect(named.length).toBeGreaterThan(10);
    expect([...new Set(named)].filter((file) => !existsSync(join(workspace, file)))).toEqual([]);
    const anchors = chapters.map(({ title }) => title.toLowerCase().replaceAll(' ', '-'));
    expect([...runbookText.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor).filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  test('names processes that are there', () => {
    const named = [...runbookText.matchAll(/(?:deploy\/|hpa )daifa-([a-z-]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect([...new Set(named)].filter((name) => !programs.includes(name))).toEqual([]);
    expect(/^for name in (.*); do$/m.exec(runbookText)?.[1]?.split(' ').sort()).toEqual(programs.filter((name) => name !== 'standalone'));
  });

  test('names each of its blocks once, and this test runs them all', () => {
    const names = blocks.flatMap(({ name }) => name ?? []);
    const source = readFileSync(join(workspace, 'e2e', 'src', 'deploy', 'runbook.test.ts'), 'utf8');
    expect(names.filter((name, at) => names.indexOf(name) !== at || !source.includes(`type('${name}'`))).toEqual([]);
  });
});

describe('on the embedded world', () => {
  let world: OwnWorld;
  let home: string;
  let backup: string;

  beforeAll(async () => {
    backup = mkdtempSync(join(tmpdir(), 'daifa-backup-'));
    world = await startWorld();
    ({ home } = world);
    await bound(world);
  });
  afterAll(async () => {
    await world.close();
    rmSync(backup, { recursive: true, force: true });
  });

  const type = (name: string, more: Readonly<Record<string, string>> = {}): Promise<Outcome> => run(name, { DAIFA_HOME: home, DAIFA_URL: world.running.url, DATABASE_URL: world.running.databaseUrl, BACKUP: backup, ...more });
  const sql = async (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const client = new pg.Client({ connectionString: world.running.databaseUrl });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  /** What a list has once it has everything there is. */
  const listed = async (): Promise<readonly string[]> => done(await world.merchant.orders('?limit=100')).items.map(({ orderId, revision }) => `${orderId} ${revision}`).sort();
  const taken = async (count = 1): Promise<readonly string[]> => allDone(await world.merchant.importOrders(Array.from({ length: count }, () => order()))).map(({ orderId }) => orderId);
  const letterOf = (shown: Outcome): { readonly GROUP: string; readonly ID: string } => {
    const line = shown.stdout.split('\n').find((one) => one.includes('order-')) ?? '';
    return { GROUP: line.trim().split(/\s+/)[0] ?? '', ID: /[0-9a-f-]{36}\s*$/.exec(line)?.[0].trim() ?? '' };
  };
  /** Until the list of dead letters is as expected: a record is tried a few times before it becomes one. */
  const lettersUntil = async (code: number): Promise<Outcome> => {
    for (;;) {
      const shown = await type('dead-letter-list');
      if (shown.code === code) return shown;
    }
  };

  test('a look at groups, database and history finds all well', async () => {
    await taken(3);
    expect(await type('groups')).toMatchObject({ code: 0, stdout: expect.stringMatching(/factory\s+running/) });
    expect(await type('activity')).toMatchObject({ code: 0, stderr: '' });
    expect(await type('durability')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^on\|on\|on\|false\|/) });
    expect(await type('checkpoints')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^factory\|0\|\d+\|0\|/m) });
    expect(await type('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 violations') });
  });

  test('F-OP-03: a dead letter is found, looked at, replayed in vain and, its cause mended, for good', async () => {
    expect(await type('dead-letter-list')).toMatchObject({ code: 0 });
    const [before] = await taken();
    await listed();
    await sql(`alter table orders.order_row add constraint broken_handler check (order_id = '${before}' or imported_at < now() - interval '1 hour') not valid`);
    const [poisoned] = await taken();
    const letter = letterOf(await lettersUntil(1));
    expect(letter).toEqual({ GROUP: 'orders', ID: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await type('groups')).toMatchObject({ code: 1 });
    expect(await type('dead-letter-show', letter)).toMatchObject({ code: 0, stdout: expect.stringMatching(/broken_handler/) });
    expect(await type('dead-letter-replay', letter)).toMatchObject({ code: 1, stdout: expect.stringContaining('stays parked') });
    await sql('alter table orders.order_row drop constraint broken_handler');
    expect(await type('dead-letter-replay', letter)).toMatchObject({ code: 0, stdout: expect.stringContaining('has been applied') });
    expect(await type('dead-letter-list')).toMatchObject({ code: 0 });
    expect((await listed()).join()).toContain(poisoned);
  });

  test('F-OP-03: a dead letter is left out for good, with a reason', async () => {
    await sql(`alter table orders.order_row add constraint broken_handler check (imported_at < now() - interval '1 hour') not valid`);
    const [poisoned] = await taken();
    const letter = letterOf(await lettersUntil(1));
    await sql('alter table orders.order_row drop constraint broken_handler');
    expect(await type('dead-letter-discard', { ...letter, REASON: 'written by a test' })).toMatchObject({ code: 0 });
    expect(await type('dead-letter-list')).toMatchObject({ code: 0 });
    expect(await type('groups')).toMatchObject({ code: 0 });
    expect(done(await world.connection.ask(world.keys.platform, 'GET', `/v1/operations/dead-letters/orders/${letter.ID}`))).toMatchObject({ stream: `order-${poisoned}`, state: 'discarded', discardReason: 'written by a test', waiting: 0 });
  });

  test('a rebuild fills a list again', async () => {
    const before = await listed();
    await sql('delete from orders.order_row');
    expect(await type('rebuild', { GROUP: 'orders' })).toMatchObject({ code: 0 });
    expect(await listed()).toEqual(before);
  });

  test('a simulated carrier is recharged', async () => {
    expect(await type('simulated-recharge', { CARRIER: 'YTO', DAIFA_KEY: world.keys.platform })).toMatchObject({ code: 0, stdout: expect.stringContaining('"balance":100000') });
  });

  test('a tenant and its key are made, and the key opens what its role may see', async () => {
    const made = spawnSync(process.execPath, ['--input-type=module', '-', '运营', 'platform'], {
      cwd: workspace, encoding: 'utf8', input: readFileSync(join(workspace, 'deploy', 'make-key.mjs')),
      env: childEnvironment({ DATABASE_URL: world.running.databaseUrl, DAIFA_SECRET: 'not used for keys, but asked for as ever', DAIFA_ENVIRONMENT: 'local' }),
    });
    expect(made).toMatchObject({ status: 0, stderr: '' });
    const { key }: { readonly key: string } = JSON.parse(made.stdout);
    expect(await type('groups', { DAIFA_KEY: key })).toMatchObject({ code: 0 });
    expect((await world.connection.ask(key, 'GET', '/v1/sender-addresses')).status).toBe(403);
  });

  test('F-OP-09: what was backed up is there again after a restore, in every list and without a violation', async () => {
    await world.stop();
    expect(await type('backup')).toMatchObject({ code: 0, stderr: '' });
    world = await startWorld({ home });
    const before = await listed();
    await taken(2);
    await world.stop();
    expect(await type('restore')).toMatchObject({ code: 0, stderr: '' });
    world = await startWorld({ home });
    expect(await listed()).toEqual(before);
    expect(await type('verify')).toMatchObject({ code: 0 });
    const [after] = await taken();
    expect((await listed()).join()).toContain(after);
  });

  test('an event of a newer version stops the lists before it, is told of, and keeps nobody else from working', async () => {
    const [order1, order2] = await taken(2);
    await listed();
    const store = await openPostgresStore({ url: world.running.databaseUrl, ports: systemPorts });
    const stream = `order-${order1}`;
    const last = (await store.read(stream)).at(-1);
    const meta = { ...JSON.parse(last?.meta ?? ''), eventId: randomUUID() };
    await store.append({ stream, expectedRevision: last?.revision ?? 0, records: [{ type: 'OrderTeleported', meta: JSON.stringify(meta), data: '{}' }] });
    await store.close();
    const stopped = async (): Promise<Outcome> => {
      for (;;) {
        const shown = await type('groups');
        if (/orders\s+stopped/.test(shown.stdout)) return shown;
      }
    };
    expect(await stopped()).toMatchObject({ code: 1, stdout: expect.stringContaining('unknown event OrderTeleported') });
    const held = (orderId: string | undefined): Promise<Answer<unknown>> => world.merchant.hold(orderId ?? '', { effect: 'SUSPEND', reason: 'a test' });
    expect(await held(order1)).toMatchObject({ ok: false, status: 503, problem: { code: 'READER_OUTDATED' } });
    expect(await held(order2)).toMatchObject({ ok: true });
  });
});
