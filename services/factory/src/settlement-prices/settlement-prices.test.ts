import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digest } from '@daifa/projection/digest';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { factoryService } from '../service.js';

let host: TestHost;
beforeAll(async () => (host = await testHost([factoryService])));
afterAll(() => host.close());

const set = (items: readonly object[], tenant: TestTenant = 'factory', headers = {}): Promise<Answer> => host.ask(tenant, 'POST', '/v1/factory/settlement-prices', { items }, headers);
const withdraw = (items: readonly object[]): Promise<Answer> => host.ask('factory', 'POST', '/v1/factory/settlement-prices/withdrawals', { items });
const verdicts = ({ body }: Answer): readonly string[] => body.results.map((item: { status: string; problem?: { code: string } }) => item.problem?.code ?? item.status);
const listed = async (query: string, after: Answer, tenant: TestTenant = 'factory'): Promise<readonly { priceFen: number | null; effectiveFrom: string; sku: string }[]> =>
  (await host.ask(tenant, 'GET', `/v1/factory/settlement-prices${query}`, undefined, { 'daifa-position': after.headers.get('daifa-position') ?? '0' })).body.items;

describe('F-SE-01 a factory’s price list', () => {
  test('F-SE-01: prices are set from now on, or ahead, withdrawn, and every one stays in the history', async () => {
    const first = await set([{ sku: 'TS-W-L', priceFen: 3100 }, { sku: 'TS-W-L', priceFen: 2900, effectiveFrom: '2099-01-01' }, { item: 'FREIGHT', priceFen: 500 }]);
    expect(verdicts(first)).toEqual(['done', 'done', 'done']);
    expect(verdicts(await set([{ sku: 'TS-W-L', priceFen: 3100 }]))).toEqual(['done']); // so already
    const ended = await withdraw([{ sku: 'TS-W-L', effectiveFrom: '2099-06-01T00:00:00+08:00' }]);
    const entries = await listed('?sku=TS-W-L', ended);
    expect(entries.map(({ priceFen }) => priceFen)).toEqual([null, 2900, 3100]);
    expect(entries.map(({ effectiveFrom }) => effectiveFrom).slice(0, 2)).toEqual(['2099-05-31T16:00:00.000Z', '2098-12-31T16:00:00.000Z']);
    expect((await listed('?item=FREIGHT', ended)).map(({ sku, priceFen }) => [sku, priceFen])).toEqual([['', 500]]);
    expect(await listed('', ended, 'otherFactory')).toEqual([]);
  });

  test.each([-1, 12.5, 1e9, '12.34', 'abc', '', true, [], {}])('PDD-06: %p is PRICE_INVALID, and nothing is appended', async (priceFen) => {
    const before = await host.world.store.headPosition();
    const answer = await set([{ sku: 'BAD', priceFen }]);
    expect(verdicts(answer)).toEqual(['PRICE_INVALID']);
    expect(answer.body.results[0].problem.guards[0].facts).toEqual({ sku: 'BAD', maxFen: 100_000_000 });
    expect(await host.world.store.headPosition()).toBe(before);
  });

  test('F-SE-01: the past is fixed where it had a price; a gap may be filled', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    expect(verdicts(await set([{ sku: 'GAP', priceFen: 700 }, { sku: 'GAP', priceFen: 650, effectiveFrom: yesterday }]))).toEqual(['done', 'done']);
    expect(verdicts(await set([{ sku: 'GAP', priceFen: 600, effectiveFrom: yesterday }]))).toEqual(['PRICE_PAST_FIXED']);
    expect(verdicts(await withdraw([{ sku: 'GAP', effectiveFrom: yesterday }]))).toEqual(['PRICE_PAST_FIXED']);
  });

  test('F-SE-01: what makes no sense is refused item by item, and a SKU twice is said once', async () => {
    expect(verdicts(await set([{ priceFen: 1 }, { item: 'FREIGHT', sku: 'X', priceFen: 1 }, { sku: 'DATE', priceFen: 1, effectiveFrom: '2026-02-30' }, { sku: 'A', priceFen: 1 }, { sku: 'A', priceFen: 2 }]))).toEqual(['VALIDATION_FAILED', 'VALIDATION_FAILED', 'VALIDATION_FAILED', 'done', 'DUPLICATE_IN_BATCH']);
    expect((await set(Array.from({ length: 101 }, (_, n) => ({ sku: `S${n}`, priceFen: 1 })))).body.code).toBe('BATCH_TOO_LARGE');
    expect((await set([{ sku: 'A', priceFen: 1 }], 'merchant')).status).toBe(403);
  });

  test('F-SE-01: of twenty who set one price at once each has effect in turn, and the same key has one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => set([{ sku: 'RACE', priceFen: n }])));
    expect(answers.flatMap(verdicts)).toEqual(Array(20).fill('done'));
    const key = { 'Idempotency-Key': 'price-1' };
    const [one, again] = [await set([{ sku: 'KEY', priceFen: 5 }], 'factory', key), await set([{ sku: 'KEY', priceFen: 5 }], 'factory', key)];
    expect(again.text).toBe(one.text);
    expect(await listed('?sku=KEY', again)).toHaveLength(1);
  });

  test('F-SE-01: a page at a time nothing is left out, and the list built again is the same', async () => {
    await host.settled();
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await host.ask('factory', 'GET', `/v1/factory/settlement-prices?limit=3${cursor}`);
      seen.push(...body.items.map((item: object) => JSON.stringify(item)));
      if (body.next === null) break;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
    const database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
    const live = await digest(database, 'factory.settlement_price_row');
    expect(live.startsWith(`${seen.length}:`)).toBe(true);
    await host.world.groups.get('factory.prices')?.bus.rebuild(['settlement_price_row']);
    expect(await digest(database, 'factory.settlement_price_row')).toBe(live);
    await database.destroy();
  });
});
