import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CanarySearch } from '@daifa/personal-data/canary';
import iconv from 'iconv-lite';
import pg from 'pg';
import { planted, type Planted } from './canary/planted.js';
import { searchFolder } from './canary/search-files.js';
import { done, oneDone } from './client/answers.js';
import { workspace } from './client/config.js';
import type { Exchange } from './client/http.js';
import { startWorld, type OwnWorld } from './client/world.js';
import { bound, order } from './stories/fresh.js';
import { allocates, comesIn, labels, prints, refunds } from './stories/moves.js';
import { Stage } from './stories/stage.js';

/**
 * Invented people go in, as JSON, as a file and in mistakes; a story is played with them. Then they are looked for in
 * everything the system wrote or said: files and log of its database, every row of every table, its own log, every answer
 * but the labels, which are made to be read.
 */
const said: Exchange[] = [];
const people: readonly Planted[] = Array.from({ length: 60 }, (_, n) => planted(n));
const search = new CanarySearch(people.flatMap(({ needles }) => needles));
let world: OwnWorld;
let rows: Buffer;
const toldToCallerAlone = new Set<string>();

beforeAll(async () => {
  world = await startWorld({ settings: { LOG_LEVEL: 'debug' }, observe: (exchange) => void said.push(exchange) });
  await bound(world);
  await plant();
  rows = await everyRow(world.running.databaseUrl);
  await world.stop();
}, 120_000);

afterAll(() => world.close());

const person = (n: number): Planted => {
  const found = people[n];
  if (!found) throw new RangeError(`nobody is number ${n}`);
  return found;
};

async function plant(): Promise<void> {
  const { merchant, factory, platform } = world;
  const [told, mistaken] = [person(0).receiver, person(1).receiver];
  const words = `请打 ${told.phone} 联系`;
  await Promise.all(people.slice(2, 40).map(async ({ receiver }) => oneDone(await merchant.importOrders([order({ receiver, buyerMessage: `电话${receiver.phone}`, sellerNote: words })]))));
  expect(done(await merchant.importExport('shop-canary', exportOf(people.slice(40, 50))))).toMatchObject({ imported: 10 });
  const stage = new Stage(world);
  const orderId = await comesIn(stage, { receiver: person(50).receiver, buyerMessage: words });
  const allocationId = await allocates(stage);
  await labels(stage, allocationId);
  await prints(stage, allocationId);
  done(await merchant.changeReceiver(orderId, person(51).receiver));
  await refunds(stage);
  done(await merchant.history(orderId));
  done(await merchant.orders('?limit=100'));
  done(await factory.workList('?limit=100'));
  done(await factory.feed(0));
  // Mistakes: each of these is refused, and quotes nothing back.
  const refused = [
    await merchant.importOrders([{ ...order({ receiver: mistaken }), payableFen: -1 }]),
    await merchant.importOrders([order({ receiver: { ...mistaken, phone: `${mistaken.phone}x${mistaken.name}` } })]),
    await merchant.changeReceiver('0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f', mistaken),
    await merchant.hold(orderId, { effect: 'SUSPEND', reason: `${mistaken.name} ${mistaken.phone}` }),
    await world.connection.ask(world.keys.merchant, 'POST', '/v1/orders', Buffer.from(`{"items":[{"receiver":${JSON.stringify(mistaken)},`)),
    await world.connection.ask(null, 'POST', '/v1/orders', { items: [{ receiver: mistaken }] }),
    await merchant.importExport('shop-canary', Buffer.from(`收货人,电话\n${mistaken.name},${mistaken.phone}\n`)),
  ];
  // An id or the name of a field that a caller made up is repeated to him alone, so that he finds it; it goes nowhere else.
  const repeated = [
    await platform.openAfterSale({ orderId, type: 'REFUND_ONLY', reason: '', lines: [{ lineId: mistaken.phone, quantity: 1 }] }),
    await world.connection.ask(world.keys.merchant, 'POST', '/v1/orders', { items: [], [mistaken.name]: mistaken.phone }),
    await world.connection.ask(world.keys.merchant, 'GET', `/v1/orders/${encodeURIComponent(mistaken.address)}`),
  ];
  for (const { correlationId } of repeated) toldToCallerAlone.add(correlationId);
  expect([...refused, ...repeated].filter(({ ok }) => ok).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  await merchant.orders(`?platformOrderNo=${mistaken.phone}`);
}

/** The fixture of a Pinduoduo export that still tells receivers, with other people in it, as GBK. */
function exportOf(others: readonly Planted[]): Buffer {
  const [header = '', , row = ''] = readFileSync(join(workspace, 'services', 'orders', 'fixtures', 'pdd-receiver-columns.csv'), 'utf8').split(/\r?\n/);
  const names = header.split(',');
  const written = others.map(({ receiver }, n) => {
    const cells = row.split(',');
    const set = (name: string, value: string): void => void (cells[names.indexOf(name)] = value);
    set('订单号', `261101-0000090000${String(n).padStart(5, '0')}`);
    set('收货人', receiver.name);
    set('收货人电话', receiver.phone);
    set('收货地址', receiver.address);
    return cells.join(',');
  });
  return iconv.encode([header, ...written, ''].join('\r\n'), 'gb18030');
}

/** Every row of every table as text, also where the files hold it packed. */
async function everyRow(url: string): Promise<Buffer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ readonly name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
    const texts: string[] = [];
    for (const { name } of tables.rows) texts.push(name, ...(await client.query<{ readonly row: string }>(`select t::text as row from ${name} t`)).rows.map(({ row }) => row));
    return Buffer.from(texts.join('\n'));
  } finally {
    await client.end();
  }
}

describe('nobody is found', () => {
  test('the search finds them where they are: in what was sent', () => {
    for (const { receiver, needles } of people) {
      const found = new Set(search.find(Buffer.from(JSON.stringify(receiver))).map(({ canary }) => canary));
      expect([...needles].filter((needle) => !found.has(needle))).toEqual([]);
    }
    expect(search.find(iconv.encode(person(40).receiver.name, 'gbk'))).not.toEqual([]);
  });

  test('F-SP-01 F-SP-05: in any row of any table', () => {
    expect(rows.includes('OrderImported') && rows.includes('order_row')).toBe(true);
    expect(search.find(rows)).toEqual([]);
  });

  test('F-SP-05: in the files of the database, its log of changes, and the secrets', () => {
    const { hits, bytes } = searchFolder(world.home, search);
    expect(hits.slice(0, 10)).toEqual([]);
    expect(bytes).toBeGreaterThan(20 << 20);
  });

  test('F-SP-01: in the log of the program, which said everything', () => {
    expect(world.output().length).toBeGreaterThan(1_000);
    expect(search.find(Buffer.from(world.output()))).toEqual([]);
  });

  test('F-SP-01 F-SP-04: in any answer, good or bad, but the labels', () => {
    const answers = said.filter(({ path, correlationId }) => !path.includes('/labels') && !toldToCallerAlone.has(correlationId));
    expect(answers.length).toBeGreaterThan(60);
    const leaks = answers.filter(({ bytes, headers }) => search.find(bytes).length + search.find(Buffer.from(JSON.stringify(headers))).length > 0);
    expect(leaks.map(({ method, path, status }) => `${method} ${decodeURIComponent(path)} ${status}`)).toEqual([]);
  });
});
