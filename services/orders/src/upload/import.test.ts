import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { ordersOfSample, SAMPLES } from '../import/fixture-samples.js';
import { ordersService } from '../service.js';
import { answerOf, expectedItems, fixture, sendImport } from './import-client.js';

let host: TestHost;
beforeAll(async () => {
  host = await testHost([ordersService]);
});
afterAll(() => host.close());

const importable = SAMPLES.filter(({ file }) => file !== 'TAOBAO_LINES').map((sample) => [sample.name, sample.lines] as const);

/** Events of orders so far; not counted are those of the watch, which sees by itself that old orders in the files are late. */
const told = async (): Promise<number> => (await host.world.store.readAll(0, 10_000)).filter(({ type }) => type !== 'ShipByMissed' && type !== 'StageMissed').length;

describe.each(importable)('%s', (name, lines) => {
  const sent = { fields: { shopId: name }, file: fixture(name), ...(lines !== undefined && { lines: fixture(lines) }) };
  const items = expectedItems(name);
  const orders = items.filter(({ kind }) => kind === 'order');
  const badLines = lines === undefined ? [] : expectedItems(lines).filter(({ kind }) => kind === 'bad-row');
  const bad = items.filter(({ kind }) => kind === 'bad-row').slice(badLines.length); // those of the lines stand first
  const rows = orders.reduce((sum, order) => sum + (order.rows?.length ?? 0), bad.length);

  test('F-IN-06 is taken in whole, its bad rows told, and twice is once', async () => {
    const first = await sendImport(host, sent);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ rows, orders: orders.length, imported: orders.length, updated: 0, unchanged: 0, refused: 0, badRows: bad.length + badLines.length });
    const reported: readonly { readonly file: string; readonly row: number; readonly code: string }[] = first.body.bad.rows;
    expect(reported.filter(({ file }) => file === 'orders').map(({ row, code }) => `${row} ${code}`)).toEqual(bad.map(({ row, code }) => `${row} ${code}`));
    expect(reported.filter(({ file }) => file === 'lines')).toHaveLength(badLines.length);

    const before = await told();
    const again = await sendImport(host, sent);
    expect(again.body).toMatchObject({ rows, orders: orders.length, imported: 0, updated: 0, unchanged: orders.length, badRows: first.body.badRows, position: null });
    expect(await told()).toBe(before);
  });

  test('stands in the list of its merchant, and in nobody else’s', async () => {
    const { body } = await sendImport(host, { ...sent, fields: { shopId: `${name}.listed` } });
    const seen = await host.ask('merchant', 'GET', '/v1/orders?limit=100', undefined, { 'daifa-position': String(body.position) });
    expect(seen.body.items.filter(({ shopId }: { shopId: string }) => shopId === `${name}.listed`)).toHaveLength(orders.length);
    expect((await host.ask('otherMerchant', 'GET', '/v1/orders')).body.items).toEqual([]);
  });
});

test.each(SAMPLES.filter(({ people, file }) => people !== 'masked' && file !== 'TAOBAO_LINES'))('of the people in $name nothing stands in the answer, nor in any event', async (sample) => {
  const { lines, name } = sample;
  const { text } = await sendImport(host, { fields: { shopId: `${name}.people` }, file: fixture(name), ...(lines !== undefined && { lines: fixture(lines) }) });
  const people = ordersOfSample(sample).flatMap(({ receiver }) => [receiver.name, receiver.phone, receiver.address, receiver.buyer].filter((value) => value !== null));
  const stored = JSON.stringify(await host.world.store.readAll(-1, 10_000));
  expect(people.length).toBeGreaterThan(0);
  for (const value of people) for (const told of [text, stored]) expect(told.includes(value)).toBe(false);
});

test('the same file twice at once is one import', async () => {
  const sent = { fields: { shopId: 'at-once' }, file: fixture('pdd-utf8.csv') };
  const answers = await Promise.all([sendImport(host, sent), sendImport(host, sent)]);
  expect(answers.map(({ body }) => [body.orders, body.refused, body.badRows])).toEqual([[8, 0, 0], [8, 0, 0]]);
  await host.settled();
  const { body } = await host.ask('merchant', 'GET', '/v1/orders?limit=100');
  const ids = body.items.filter(({ shopId }: { shopId: string }) => shopId === 'at-once').map(({ orderId }: { orderId: string }) => orderId);
  expect(ids).toHaveLength(8);
  for (const id of ids) expect((await host.world.store.read(`order-${id}`)).filter(({ type }) => type === 'OrderImported')).toHaveLength(1);
});

test('a Taobao import leaves nothing staged', async () => {
  await sendImport(host, { fields: { shopId: 'staged' }, file: fixture('taobao-orders-gbk.csv'), lines: fixture('taobao-lines-gbk.csv') });
  expect(await stagedRows()).toBe(0);
  await sendImport(host, { fields: { shopId: 'staged' }, file: fixture('pdd-utf8.csv').slice(0, 40), lines: fixture('taobao-lines-gbk.csv') });
  expect(await stagedRows()).toBe(0);
});

test('the same orders in another encoding are the same orders', async () => {
  const utf8 = fixture('pdd-utf8-bom-title.csv');
  await sendImport(host, { fields: { shopId: 'encodings' }, file: utf8 });
  const { body } = await sendImport(host, { fields: { shopId: 'encodings' }, file: fixture('pdd-utf16-tab.csv') });
  expect(body).toMatchObject({ imported: 0, unchanged: 3 });
});

test('with approve PERSON what is paid waits for an approval', async () => {
  const { body } = await sendImport(host, { fields: { shopId: 'by-person', approve: 'PERSON' }, file: fixture('pdd-gbk.csv') });
  const { body: page } = await host.ask('merchant', 'GET', '/v1/orders?limit=100&status=PENDING_REVIEW', undefined, { 'daifa-position': String(body.position) });
  expect(page.items.filter(({ shopId }: { shopId: string }) => shopId === 'by-person').length).toBeGreaterThan(0);
});

test('a file may be the body itself, as curl --data-binary sends it', async () => {
  const headers = { authorization: `Bearer ${host.tenants.merchant.key}`, 'content-type': 'text/csv' };
  const sent = await answerOf(await fetch(`${host.url}/v1/orders/import?shopId=raw&channel=PDD`, { method: 'POST', headers, body: fixture('pdd-gbk.csv') }));
  expect(sent.body).toMatchObject({ orders: 5, imported: 5, badRows: 0 });
  const unnamed = await answerOf(await fetch(`${host.url}/v1/orders/import`, { method: 'POST', headers, body: fixture('pdd-gbk.csv') }));
  expect(unnamed.body).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
});

test('with NDJSON the server tells of each page, and last of the whole', async () => {
  const { text, headers } = await sendImport(host, { fields: { shopId: 'lines' }, file: fixture('pdd-utf8.csv'), accept: 'application/x-ndjson' });
  expect(headers.get('content-type')).toContain('application/x-ndjson');
  const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line));
  expect(lines).toMatchObject([{ kind: 'progress', orders: 8 }, { kind: 'summary', orders: 8, imported: 8, bad: { count: 0, rows: [] } }]);
});

describe('refused as a whole, in both languages, with nothing taken in:', () => {
  const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

  test.each([
    ['a file that is no export', bytes('姓名,年龄\n赵样本,3\n'), 'HEADER_UNKNOWN'],
    ['an empty file', bytes(''), 'EMPTY'],
    ['a spreadsheet', bytes('PK\u0003\u0004 spreadsheet'), 'SPREADSHEET_GIVEN'],
    ['Taobao orders without their lines', fixture('taobao-orders-gbk.csv'), 'LINES_NEEDED'],
  ])('%s', async (_, file, reason) => {
    const before = await told();
    for (const accept of ['application/json', 'application/x-ndjson']) {
      const { status, body, text } = await sendImport(host, { file, accept });
      const told = body ?? JSON.parse(text);
      expect(status).toBe(422);
      expect(told).toMatchObject({ code: 'IMPORT_UNREADABLE', guards: [{ facts: { reason, orders: 0, fromRow: null } }] });
      expect(told.guards[0].facts.zh).toMatch(/\p{Script=Han}/u);
      expect(told.guards[0].facts.en).toMatch(/^[^\p{Script=Han}]/u);
      expect(text).not.toContain('赵样本');
    }
    expect(await told()).toBe(before);
  });

  test('an export of another channel than named', async () => {
    expect((await sendImport(host, { fields: { shopId: 'shop-1', channel: 'DOUYIN' }, file: fixture('pdd-gbk.csv') })).body).toMatchObject({ code: 'IMPORT_UNREADABLE', guards: [{ facts: { reason: 'OTHER_FILE' } }] });
  });

  test.each<[string, Parameters<typeof sendImport>[1], string]>([
    ['no shop', { fields: {}, file: fixture('pdd-gbk.csv') }, '/shopId'],
    ['a shop id that is none', { fields: { shopId: '样 本' }, file: fixture('pdd-gbk.csv') }, '/shopId'],
    ['no file', {}, '/file'],
    ['only lines', { lines: fixture('taobao-lines-gbk.csv') }, '/file'],
    ['a field nobody knows', { fields: { shopId: 'shop-1', colour: 'red' }, file: fixture('pdd-gbk.csv') }, '/colour'],
  ])('%s', async (_, asked, pointer) => {
    const { status, body } = await sendImport(host, asked);
    expect(status).toBe(400);
    expect(body.code).toBe('VALIDATION_FAILED');
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('JSON, and callers who are no merchant', async () => {
    expect((await host.ask('merchant', 'POST', '/v1/orders/import?shopId=shop-1', { items: [] })).body.code).toBe('UNSUPPORTED_MEDIA_TYPE');
    for (const tenant of ['factory', 'platform', 'analyst'] as const) expect((await sendImport(host, { tenant, file: fixture('pdd-gbk.csv') })).status).toBe(403);
  });
});

async function stagedRows(): Promise<number> {
  return Number((await query('select count(*) as count from orders.import_lines'))[0]?.count);
}

async function query(sql: string): Promise<readonly { readonly count: string }[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: host.world.databaseUrl });
  await client.connect();
  try {
    return (await client.query<{ count: string }>(sql)).rows;
  } finally {
    await client.end();
  }
}
