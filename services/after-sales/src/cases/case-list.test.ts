import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digest } from '@daifa/projection/digest';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { afterSalesService } from '../service.js';
import { TestCases } from '../test-cases.js';

let host: TestHost;
let cases: TestCases;
beforeAll(async () => {
  host = await testHost([afterSalesService]);
  cases = new TestCases(host);
});
afterAll(() => host.close());

const UNKNOWN = '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f';

describe('what is told', () => {
  test('F-UI-03 TB-25: a list that names the position of the write shows the case', async () => {
    const orderId = await cases.order();
    for (let n = 0; n < 5; n += 1) {
      const opened = await cases.open({ orderId, platformAfterSaleNo: `ryw-${n}` });
      const position = opened.headers.get('daifa-position') ?? '';
      const seen = await host.ask('merchant', 'GET', `/v1/after-sales/${opened.body.afterSaleId}`, undefined, { 'daifa-position': position });
      expect(seen.body).toMatchObject({ orderId, state: 'OPENED' });
      const { state } = await host.world.aggregates.cases.load(opened.body.afterSaleId);
      expect(state.orderId).toBe(orderId);
      const [record] = await host.world.store.read(`aftersale-${opened.body.afterSaleId}`);
      expect(Number(position)).toBe(record?.position);
    }
  });

  test('pages go on where the last one ended, filtered and unfiltered', async () => {
    const orderId = await cases.order();
    const ids = await Promise.all(Array.from({ length: 5 }, async (_, n) => (await cases.open({ orderId, platformAfterSaleNo: `page-${n}` })).body.afterSaleId));
    await host.ask('merchant', 'POST', `/v1/after-sales/${ids[0]}/withdrawal`, {});
    await host.settled();
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await host.ask('merchant', 'GET', `/v1/after-sales?orderId=${orderId}&limit=2${cursor}`);
      seen.push(...body.items.map(({ afterSaleId }: { afterSaleId: string }) => afterSaleId));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect([...seen].sort()).toEqual([...ids].sort());
    expect((await host.ask('merchant', 'GET', `/v1/after-sales?orderId=${orderId}&state=WITHDRAWN`)).body.items).toHaveLength(1);
    expect((await host.ask('merchant', 'GET', '/v1/after-sales?cursor=nonsense')).body.code).toBe('CURSOR_INVALID');
  });

  test('F-SP-01: a person in the reason is masked before it is stored: a case is never refused for its words', async () => {
    const opened = await cases.open({ orderId: await cases.order(), reason: '打我电话 13900000005' });
    expect(opened.status).toBe(201);
    const records = JSON.stringify(await host.world.store.read(`aftersale-${opened.body.afterSaleId}`));
    expect(records).not.toContain('13900000005');
    expect(records).toContain('[电话]');
  });

  test('F-AU-01: built again from the first event, every row is the same', async () => {
    await host.settled();
    const database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
    const live = await digest(database, 'after_sales.after_sale_row');
    expect(live).not.toMatch(/^0:/);
    await host.world.groups.get('after-sales')?.bus.rebuild(['after_sale_row']);
    expect(await digest(database, 'after_sales.after_sale_row')).toBe(live);
    await database.destroy();
  });

  test('text that no database keeps does not stop the list', async () => {
    const { body } = await cases.open({ orderId: await cases.order(), reason: '一\u0000二\ud83d' });
    await host.settled();
    expect((await host.ask('merchant', 'GET', `/v1/after-sales/${body.afterSaleId}`)).body.reason).toMatch(/^一/);
  });

  test.each([
    ['no type', { type: undefined }, '/type'], ['a type nobody knows', { type: 'REGRET' }, '/type'], ['neither id nor number', { orderId: undefined }, '/orderId'],
    ['a quantity of zero', { lines: [{ lineId: '1', quantity: 0 }] }, '/lines/0/quantity'], ['a version of zero', { version: 0 }, '/version'], ['an id that is none', { orderId: 'x' }, '/orderId'],
  ])('%s: the place that is wrong', async (_, change, pointer) => {
    const { status, body } = await cases.open({ orderId: UNKNOWN, ...change });
    expect(status).toBe(400);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });
});
