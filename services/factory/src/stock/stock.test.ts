import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allocationIdOf, asFactoryId, asLineId } from '@daifa/order-domain/ids';
import { at, order1 } from '@daifa/order-domain/samples';
import { deductStock, rebalanceStock, releaseStock, reserveStock } from '@daifa/order-domain/stock';
import { stockItemIdOf } from '@daifa/order-domain/stock-ledger';
import { StockLedgers } from '@daifa/order-store/stock-ledgers';
import { digest } from '@daifa/projection/digest';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { factoryService } from '../service.js';

let host: TestHost;
beforeAll(async () => (host = await testHost([factoryService])));
afterAll(() => host.close());

const count = (items: readonly object[], tenant: TestTenant = 'factory'): Promise<Answer> => host.ask(tenant, 'POST', '/v1/factory/stock/counts', { items });
const receive = (items: readonly object[], headers = {}): Promise<Answer> => host.ask('factory', 'POST', '/v1/factory/stock/receipts', { items }, headers);
const verdicts = ({ body }: Answer): readonly string[] => body.results.map((item: { status: string; problem?: { code: string } }) => item.problem?.code ?? item.status);
const listed = async (query = '', tenant: TestTenant = 'factory'): Promise<readonly Record<string, unknown>[]> => {
  await host.settled();
  return (await host.ask(tenant, 'GET', `/v1/factory/stock${query}`)).body.items;
};
const want = (n: number, quantity: number) => ({ allocationId: allocationIdOf(order1, asLineId('1'), n), quantity, shipBy: null, at });
const command = () => ({ commandId: host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' } as const, occurredAt: at });

describe('F-ST-01 a factory’s stock', () => {
  test('F-ST-01 DXM-12: is counted, and goods come; each SKU once, another factory’s is its own', async () => {
    expect(verdicts(await count([{ sku: 'A-1', onHand: 5 }, { sku: 'B-1', onHand: 0, supply: 'BUY', backorderMax: 2 }, { sku: 'A-1', onHand: 6 }]))).toEqual(['done', 'done', 'DUPLICATE_IN_BATCH']);
    const came = await receive([{ sku: 'A-1', quantity: 3, note: '补货' }, { sku: 'never counted', quantity: 1 }]);
    expect(verdicts(came)).toEqual(['done', 'STOCK_NOT_COUNTED']);
    expect(came.body.results[0].result).toMatchObject({ sku: 'A-1', onHand: 8, free: 8, reserved: 0 });
    expect(await listed()).toMatchObject([{ sku: 'A-1', onHand: 8, supply: 'MAKE', free: 8 }, { sku: 'B-1', onHand: 0, free: 2, supply: 'BUY', backorderMax: 2 }]);
    expect(await listed('', 'otherFactory')).toEqual([]);
  });

  test('F-ST-03: a delivery told again with its key is one delivery', async () => {
    await count([{ sku: 'KEY', onHand: 0 }]);
    const key = { 'idempotency-key': 'delivery-4711' };
    await receive([{ sku: 'KEY', quantity: 7 }], key);
    await receive([{ sku: 'KEY', quantity: 7 }], key);
    expect(await listed('?sku=KEY')).toMatchObject([{ onHand: 7 }]);
  });

  test.each([{ onHand: -1 }, { onHand: 1.5 }, { onHand: '3' }, { onHand: 1_000_000_001 }, {}, { onHand: 1, supply: 'STEAL' }, { onHand: 1, backorderMax: -1 }, { onHand: 1, sku: '' }, { onHand: 1, sku: 'x'.repeat(65) }])('F-ST-01: a count of %p is refused, and nothing is appended', async (wrong) => {
    const before = await host.world.store.headPosition();
    expect((await count([{ sku: 'WRONG', ...wrong }])).body.code).toBe('VALIDATION_FAILED');
    expect(await host.world.store.headPosition()).toBe(before);
  });

  test('F-ST-01: more than a shelf holds, somebody’s phone number, and more than a hundred SKUs are refused; so is who is no factory', async () => {
    expect(verdicts(await count([{ sku: 'WRONG', onHand: 100_000_001 }, { sku: 'NOTE', onHand: 1, note: '请致电 13900000006' }]))).toEqual(['STOCK_TOO_MANY', 'PII_IN_FREE_TEXT']);
    expect((await count(Array.from({ length: 101 }, (_, n) => ({ sku: `S${n}`, onHand: 1 })))).body.code).toBe('BATCH_TOO_LARGE');
    for (const tenant of ['merchant', 'platform', 'analyst'] as const) expect((await count([{ sku: 'X', onHand: 1 }], tenant)).status).toBe(403);
  });

  test('F-ST-01 F-ST-03: the list says what is promised and waited for, and is the same when built again', async () => {
    const factoryId = asFactoryId(host.tenants.factory.tenantId);
    const itemId = stockItemIdOf(factoryId, 'LIST');
    await count([{ sku: 'LIST', onHand: 10 }]);
    const ledgers = new StockLedgers(host.world.aggregates.stock, 6); // pages are turned under way
    for (const [n, quantity] of [[1, 4], [2, 5], [3, 3], [4, 2]] as const) await ledgers.transact(itemId, command(), (ledger) => reserveStock(want(n, quantity), ledger));
    await ledgers.transact(itemId, command(), (ledger) => deductStock(want(1, 4), ledger));
    expect(await listed('?sku=LIST')).toMatchObject([{ onHand: 6, reserved: 5, waiting: 5, free: 1 }]);
    await ledgers.transact(itemId, command(), (ledger) => releaseStock(want(2, 5), ledger));
    await ledgers.transact(itemId, command(), (ledger) => rebalanceStock({ at }, ledger));
    expect(await listed('?sku=LIST')).toMatchObject([{ onHand: 6, reserved: 5, waiting: 0, free: 1 }]);
    expect((await listed('?short=true')).map(({ sku }) => sku)).not.toContain('LIST');
    const database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
    const tables = ['stock_row', 'stock_entry'] as const;
    const digests = () => Promise.all(tables.map((table) => digest(database, `factory.${table}`)));
    const live = await digests();
    await host.world.groups.get('factory.stock')?.bus.rebuild([...tables]);
    expect(await digests()).toEqual(live);
    await database.destroy();
  });
});
