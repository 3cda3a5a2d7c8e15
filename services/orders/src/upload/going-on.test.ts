import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StoreUnavailable, type EventStore } from '@daifa/event-store/port';
import { asMerchantId } from '@daifa/order-domain/ids';
import { openAggregates } from '@daifa/order-store/orders';
import type { Problem } from '@daifa/service-shell/problems';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import type { World } from '@daifa/service-shell/world';
import { DataSource } from 'typeorm';
import type { ExportedOrder } from '../import/exported-order.js';
import { exportBytes, PLAIN_LOOK, type ExportLook } from '../import/fixture-generator.js';
import { believableOrder } from '../import/fixture-orders.js';
import { OPEN_ORDERS_MAX } from '../import/open-orders.js';
import { ordersService } from '../service.js';
import { sendImport } from './import-client.js';
import { importSteps, type ImportStep } from './import-steps.js';
import { PAGE_ORDERS_MAX } from './page.js';

let host: TestHost;
let database: DataSource;
beforeAll(async () => {
  host = await testHost([ordersService]);
  database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await host.close();
});

function exported(channel: 'PDD' | 'DOUYIN', count: number, look: Partial<ExportLook> = {}): Buffer[] {
  const orders: ExportedOrder[] = Array.from({ length: count }, (_, n) => believableOrder({ channel, seed: 5, people: 'canary' }, n));
  return [...exportBytes(channel, orders, { ...PLAIN_LOOK, ...look })];
}

const whole = (chunks: readonly Buffer[]): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.concat(chunks));

function steps(world: World, shopId: string, chunks: readonly Buffer[], onRead: (bytes: number) => void = () => undefined): AsyncGenerator<ImportStep, void> {
  const merchantId = asMerchantId(host.tenants.merchant.tenantId);
  const context = { commandId: world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'merchant', id: merchantId }, occurredAt: '2026-11-11T02:00:00.000Z' } as const;
  async function* bytes(): AsyncGenerator<Buffer> {
    let read = 0;
    for (const chunk of chunks) {
      yield chunk;
      read += chunk.length;
      onRead(read);
    }
  }
  async function* files(): AsyncGenerator<{ readonly name: 'file'; readonly bytes: AsyncIterable<Buffer> }> {
    yield { name: 'file', bytes: bytes() };
  }
  return importSteps(world, database, { merchantId, context }, { settings: { shopId }, files: files() });
}

/** The real store until it has taken so many appends; then nobody answers any more. */
function failingAfter(appends: number): World {
  let left = appends;
  const store: EventStore = {
    ...host.world.store,
    append: (append) => ((left -= 1) >= 0 ? host.world.store.append(append) : Promise.reject(new StoreUnavailable('gone'))),
  };
  return { ...host.world, store, aggregates: openAggregates({ store, ports: host.world.ports }) };
}

test('an import that the store leaves half-way says how far it came; again it goes on, and nothing is lost or doubled', async () => {
  const chunks = exported('PDD', 1_300);
  const seen: ImportStep[] = [];
  const failing = (async (): Promise<void> => {
    for await (const step of steps(failingAfter(700), 'interrupted', chunks)) seen.push(step);
  })();
  const problem: Problem = await failing.then(() => Promise.reject(new Error('it did not fail')), (error: Problem) => error);
  expect(problem.guards.map(({ code }) => code)).toEqual(['IMPORT_INTERRUPTED', 'STORE_UNAVAILABLE']);
  expect(problem.guards[0].facts).toMatchObject({ orders: 700, imported: 700 });
  expect(seen).toMatchObject([{ kind: 'progress', orders: PAGE_ORDERS_MAX }]);
  const { body } = await sendImport(host, { fields: { shopId: 'interrupted' }, file: whole(chunks) });
  expect(body).toMatchObject({ orders: 1_300, imported: 600, unchanged: 700, badRows: 0 });
  await host.settled();
  expect(await rowsOf('interrupted')).toBe(1_300);
});

test('the file is read no faster than its orders are stored', async () => {
  const chunks = exported('PDD', 4_000);
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  let read = 0;
  const ahead: number[] = [];
  for await (const step of steps(host.world, 'slowly', chunks, (bytes) => (read = bytes))) ahead.push(read / total - step.orders / 4_000);
  expect(ahead.length).toBe(4_000 / PAGE_ORDERS_MAX + 1);
  expect(Math.max(...ahead)).toBeLessThan((2 * PAGE_ORDERS_MAX) / 4_000);
});

test('what a file says of one order twice is taken in one after the other', async () => {
  const [header = Buffer.alloc(0), row = Buffer.alloc(0), other = Buffer.alloc(0)] = exported('PDD', 2);
  const changed = Buffer.from(row.toString().replace(/待发货|已发货|已收货|交易成功|待付款|已取消/, '已发货，待收货'));
  const { body } = await sendImport(host, { fields: { shopId: 'twice' }, file: whole([header, row, other, row, changed]) });
  expect(body).toMatchObject({ rows: 4, orders: 4, imported: 2, refused: 0 });
  expect(body.updated + body.unchanged).toBe(2);
});

test('an order whose rows lie too far apart is held for a person, and the person may let it go', async () => {
  const chunks = exported('DOUYIN', OPEN_ORDERS_MAX + 50, { interleaved: OPEN_ORDERS_MAX + 50 });
  const { body } = await sendImport(host, { fields: { shopId: 'scattered' }, file: whole(chunks) });
  const scattered: readonly { readonly code: string; readonly platformOrderNo: string }[] = body.bad.rows.filter(({ code }: { code: string }) => code === 'ROW_SCATTERED');
  expect(scattered.length).toBeGreaterThan(0);
  const listed = await host.ask('merchant', 'GET', `/v1/orders?platformOrderNo=${scattered[0]?.platformOrderNo}`, undefined, { 'daifa-position': String(body.position) });
  const { orderId, summary } = listed.body.items[0];
  const hold = summary.holds.find(({ type }: { type: string }) => type === 'APP');
  expect(hold).toMatchObject({ effect: 'SUSPEND', causeId: 'import-row-scattered' });
  expect((await host.ask('merchant', 'DELETE', `/v1/orders/${orderId}/holds/${hold.holdId}`)).body.effects).toEqual(['HoldReleased']);
  await sendImport(host, { fields: { shopId: 'scattered' }, file: whole(chunks) });
  expect((await host.ask('merchant', 'GET', `/v1/orders/${orderId}`)).body.held).toBe(false);
});

test('more bad rows than anybody reads are counted, and the first thousand told', async () => {
  const [header = Buffer.alloc(0), row = Buffer.alloc(0)] = exported('PDD', 1);
  const { body } = await sendImport(host, { fields: { shopId: 'bad' }, file: whole([header, ...Array<Buffer>(1_200).fill(Buffer.from('261111-1,x\r\n')), row]) });
  expect(body).toMatchObject({ rows: 1_201, imported: 1, badRows: 1_200, bad: { count: 1_200 } });
  expect(body.bad.rows).toHaveLength(1_000);
});

test('ten thousand orders pass through a heap of 192 MiB', async () => {
  const probe = fileURLToPath(new URL('../../dist/upload/import-probe.js', import.meta.url)); // built before tests run, as nx.json says
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=192', probe, '10000']);
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'summary', orders: 10_000, imported: 10_000, badRows: 0 });
}, 240_000);

async function rowsOf(shopId: string): Promise<number> {
  const [row] = await database.query<{ count: string }[]>('select count(*) as count from orders.order_row where shop_id = $1', [shopId]);
  return Number(row?.count);
}
