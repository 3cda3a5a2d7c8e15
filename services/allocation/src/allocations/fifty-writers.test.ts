import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPostgresStore } from '@daifa/event-store/postgres';
import { openAfterSale } from '@daifa/order-domain/after-sales';
import { allocateLines } from '@daifa/order-domain/allocation';
import { asAfterSaleId, asFactoryId, asMerchantId, bindingPairOf, type FactoryId, type OrderId } from '@daifa/order-domain/ids';
import type { Refusal } from '@daifa/order-domain/refusals';
import { binding, imported, shirt } from '@daifa/order-domain/samples';
import { openAggregates, type Aggregates } from '@daifa/order-store/orders';
import { systemPorts } from '@daifa/ports/system';
import { testHost, type Answer, type TestHost } from '@daifa/service-shell/test-host';
import { allocationService } from '../service.js';
import { TestShops } from '../test-shops.js';

/** Fifty writers on one order, on PostgreSQL: through one process, and through ten that know nothing of each other. */
const WRITERS = 50;
const PROCESSES = 10;

let host: TestHost;
let shops: TestShops;
let factories: readonly FactoryId[];
const processes: { readonly aggregates: Aggregates; readonly close: () => Promise<void> }[] = [];
beforeAll(async () => {
  host = await testHost([allocationService]);
  shops = new TestShops(host);
  factories = await Promise.all(Array.from({ length: WRITERS }, (_, n) => bound(n)));
  for (let n = 0; n < PROCESSES; n += 1) {
    const store = await openPostgresStore({ url: host.world.databaseUrl, ports: systemPorts, allowNotDurable: true });
    processes.push({ aggregates: openAggregates({ store, ports: systemPorts }), close: () => store.close() });
  }
});
afterAll(async () => {
  for (const { close } of processes) await close();
  await host.close();
});

async function bound(n: number): Promise<FactoryId> {
  const { tenantId } = await host.world.access.createTenant({ name: `factory ${n}`, roles: ['factory'] });
  const [merchantId, factoryId] = [asMerchantId(host.tenants.merchant.tenantId), asFactoryId(tenantId)];
  const { bindingId, sender, merchantAlias } = binding;
  const events = [{ type: 'BindingRequested', bindingId, merchantId, factoryId, merchantAlias, sender, serviceType: 'PRINT_ONLY', fenced: true, at: imported.at }, { type: 'BindingAccepted', bindingId, at: imported.at }] as const;
  await host.world.aggregates.bindings.transact(bindingPairOf(merchantId, factoryId), shops.context(), () => ({ kind: 'accepted', events }));
  return factoryId;
}

const ordered = (quantity: number): Promise<OrderId> => shops.order({ lines: imported.lines.map((line) => ({ ...line, quantity })) });
const outcome = ({ body }: Answer): string => body.results[0].problem?.code ?? body.results[0].status;

/** One allocation by a writer that is a process of its own; who loses five times in a row is told so. */
async function allocate(writer: number, orderId: OrderId, quantity: number): Promise<string> {
  const { orders } = processes[writer % PROCESSES]?.aggregates ?? host.world.aggregates;
  const factoryId = factories[writer] ?? asFactoryId('');
  const command = { orderId, merchantId: asMerchantId(host.tenants.merchant.tenantId), factoryId, lines: [{ lineId: shirt, quantity }], binding, at: imported.at };
  const done = orders.transact<Refusal>(orderId, shops.context(), (order) => allocateLines(command, order));
  return done.then((told) => (told.kind === 'refused' ? told.refusals[0].code : told.kind), (error: Error) => error.name);
}

/** The units of the shirt that are promised, and that all numbers of its epochs are different. */
async function promised(orderId: OrderId): Promise<number> {
  const { state } = await host.world.aggregates.orders.load(orderId);
  const epochs = state.allocations.filter(({ lineId }) => lineId === shirt).map(({ epoch }) => epoch);
  expect(epochs).toEqual(epochs.map((_, n) => n + 1));
  return state.allocations.filter(({ lineId, state: of }) => lineId === shirt && of.kind !== 'cancelled').reduce((sum, { quantity }) => sum + quantity, 0);
}

const writers = Array.from({ length: WRITERS }, (_, n) => n);

describe('fifty at once', () => {
  test('F-AL-04: of 50 requests that allocate one line to 50 factories one is done, 49 are ALREADY_ALLOCATED', async () => {
    const orderId = await ordered(2);
    const told = await Promise.all(factories.map((factoryId) => shops.allocate([{ orderId, factoryId, lines: [{ lineId: shirt, quantity: 2 }] }])));
    expect(told.map(outcome).sort()).toEqual([...Array(WRITERS - 1).fill('ALREADY_ALLOCATED'), 'done']);
    expect(await promised(orderId)).toBe(2);
  });

  test('F-AL-04 F-AL-10: nor do ten processes allocate a line twice; epochs rise one by one', async () => {
    const orderId = await ordered(2);
    const told = await Promise.all(writers.map((writer) => allocate(writer, orderId, 2)));
    expect(told.filter((one) => one === 'accepted')).toHaveLength(1);
    expect(told.filter((one) => one !== 'accepted' && one !== 'ALREADY_ALLOCATED' && one !== 'TooManyConflicts')).toEqual([]);
    expect(await promised(orderId)).toBe(2);
  });

  test('F-AL-06 F-AL-04: 50 who want a piece each of a line of 20 pieces get 20 pieces together', async () => {
    const orderId = await ordered(20);
    const told = await Promise.all(factories.map((factoryId) => shops.allocate([{ orderId, factoryId, lines: [{ lineId: shirt, quantity: 1 }] }])));
    expect(told.map(outcome).sort()).toEqual([...Array(WRITERS - 20).fill('ALREADY_ALLOCATED'), ...Array(20).fill('done')]);
    expect(await promised(orderId)).toBe(20);
  });

  test('F-AL-06: pieces of different sizes from ten processes never sum up to more than was ordered, and who asks again fills it', async () => {
    const orderId = await ordered(20);
    await Promise.all(writers.map((writer) => allocate(writer, orderId, 1 + (writer % 3))));
    const sum = await promised(orderId);
    expect(sum).toBeLessThanOrEqual(20);
    for (const writer of writers) await allocate(writer, orderId, 1);
    expect(await promised(orderId)).toBe(20);
  });

  test('F-AL-05 X-04: a refund among 49 allocations leaves nothing promised', async () => {
    const orderId = await ordered(49);
    const merchantId = asMerchantId(host.tenants.merchant.tenantId);
    const refund = { merchantId, afterSaleId: asAfterSaleId(host.world.ports.ids.uuid()), afterSaleType: 'REFUND_ONLY', version: 1, lines: [], platformLines: [], at: imported.at } as const;
    const hold = () => host.world.aggregates.orders.transact<Refusal>(orderId, shops.context(), (order) => openAfterSale(refund, order));
    const told = await Promise.all(factories.map((factoryId, n) => (n === 25 ? hold() : shops.allocate([{ orderId, factoryId, lines: [{ lineId: shirt, quantity: 1 }] }]).then(outcome))));
    expect(told.filter((one) => one === 'ORDER_HAS_AFTERSALE').length).toBeGreaterThan(0);
    expect(await promised(orderId)).toBe(0);
  });
});
