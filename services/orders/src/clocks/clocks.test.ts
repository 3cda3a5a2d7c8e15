import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asAllocationId, asFactoryId, asOrderId } from '@daifa/order-domain/ids';
import type { OrderEvent } from '@daifa/order-domain/events';
import { allocated, shirt } from '@daifa/order-domain/samples';
import { digest } from '@daifa/projection/digest';
import { manualPorts } from '@daifa/ports/manual';
import { testHost, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { DataSource } from 'typeorm';
import { ordersService } from '../service.js';
import { orderBody, shirt as shirtBody, TestOrders } from '../test-orders.js';
import { ClockWatch } from './clock-watch.js';

let host: TestHost;
let orders: TestOrders;
let database: DataSource;
beforeAll(async () => {
  host = await testHost([ordersService]);
  orders = new TestOrders(host);
  database = await new DataSource({ type: 'postgres', url: host.world.databaseUrl }).initialize();
});
afterAll(async () => {
  await database.destroy();
  await host.close();
});

const HOUR_MS = 3_600_000;
const ago = (ms: number): string => new Date(Date.parse(now()) - ms).toISOString();
const now = (): string => host.world.ports.clock.now().toISOString();
const clocks = async (query: string, tenant: TestTenant = 'merchant') => (await host.ask(tenant, 'GET', `/v1/clocks?limit=100&${query}`)).body.items;
const missedIn = async (orderId: string) => (await orders.history(orderId)).filter((type) => type.endsWith('Missed'));
/** Another process that watches the same orders at another time: the clock is handed in. */
const watchAt = (start: string): ClockWatch => new ClockWatch({ ...host.world, ports: { ...host.world.ports, clock: manualPorts({ start }).clock } }, database);
/** One line and a promise of its own, so that a test says itself when it is due. */
const promised = (platformOrderNo: string, ms: number, changes: object = {}) => orders.taken(platformOrderNo, { paidAt: now(), promisedShipAt: ago(-ms), lines: [shirtBody], ...changes });

async function happens(orderId: string, ...events: readonly OrderEvent[]): Promise<void> {
  const context = { commandId: host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: now() } as const;
  await host.world.aggregates.orders.transact(asOrderId(orderId), context, () => ({ kind: 'accepted', events }));
}

async function allocates(orderId: string): Promise<OrderEvent> {
  const factoryId = asFactoryId(host.tenants.factory.tenantId);
  const event = { ...allocated(shirt), allocationId: asAllocationId(`${orderId}.1.1`), factoryId, at: now() };
  await happens(orderId, event);
  return event;
}

describe('F-SL-01 F-SL-02: the list of clocks', () => {
  test('shows what runs, what is at risk, what is missed and what nobody knows', async () => {
    const [running, unknown, late] = [await promised('list-1', 5 * HOUR_MS), await orders.taken('list-2'), await promised('list-3', -HOUR_MS, { paidAt: ago(2 * HOUR_MS) })];
    const risky = await promised('list-4', HOUR_MS, { paidAt: ago(9 * HOUR_MS) });
    await host.settled();
    const stateOf = async (orderId: string) => (await clocks(`orderId=${orderId}&stage=SHIP_BY`)).map(({ state }: { state: string }) => state);
    expect([await stateOf(running), await stateOf(unknown), await stateOf(late), await stateOf(risky)]).toEqual([['RUNNING'], ['UNKNOWN'], ['MISSED'], ['AT_RISK']]);
    for (const [state, orderId] of [['RUNNING', running], ['UNKNOWN', unknown], ['MISSED', late], ['AT_RISK', risky]] as const) {
      expect((await clocks(`state=${state}&stage=SHIP_BY`)).map((item: { orderId: string }) => item.orderId)).toContain(orderId);
      expect((await clocks(`state=${state}`)).every((item: { state: string }) => item.state === state)).toBe(true);
    }
    expect(await clocks(`orderId=${running}`, 'otherMerchant')).toEqual([]);
    expect(await clocks(`orderId=${running}`, 'platform')).toHaveLength(2);
  });

  test('gives a factory its own turns, page by page', async () => {
    const orderId = await promised('list-factory', 5 * HOUR_MS);
    await allocates(orderId);
    await host.settled();
    expect((await clocks(`orderId=${orderId}`, 'factory')).map(({ stage, owner }: { stage: string; owner: string }) => [stage, owner])).toEqual([['ACCEPT', 'FACTORY']]);
    expect(await clocks(`orderId=${orderId}`, 'otherFactory')).toEqual([]);
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await host.ask('merchant', 'GET', `/v1/clocks?limit=1&orderId=${orderId}${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...body.items.map(({ stage }: { stage: string }) => stage));
      next = body.next;
    }
    expect(seen.sort()).toEqual(['ACCEPT', 'ALLOCATE', 'SHIP_BY']);
  });

  test('forgets the clocks of what nobody waits for', async () => {
    const orderId = await promised('list-gone', 5 * HOUR_MS);
    await orders.take([orderBody('list-gone', { status: 'CLOSED', paidAt: now(), lines: [shirtBody], updatedAt: '2026-11-12T00:00:00.000Z' })]);
    await host.settled();
    expect(await clocks(`orderId=${orderId}`)).toEqual([]);
  });
});

describe('F-SL-02: the watch', () => {
  test('records what is missed by its clock, and each deadline once, however many watch', async () => {
    const orderId = await promised('watch-1', 3 * HOUR_MS);
    await allocates(orderId);
    await host.settled();
    await watchAt(ago(-HOUR_MS)).look();
    expect(await missedIn(orderId)).toEqual([]);
    await Promise.all([watchAt(ago(-2.5 * HOUR_MS)).look(), watchAt(ago(-2.5 * HOUR_MS)).look()]);
    expect(await missedIn(orderId)).toEqual(['StageMissed']);
    await host.settled();
    await Promise.all([watchAt(ago(-4 * HOUR_MS)).look(), watchAt(ago(-5 * HOUR_MS)).look()]);
    expect(await missedIn(orderId)).toEqual(['StageMissed', 'ShipByMissed']);
    await host.settled();
    await watchAt(ago(-6 * HOUR_MS)).look();
    expect(await missedIn(orderId)).toEqual(['StageMissed', 'ShipByMissed']);
    expect((await clocks(`orderId=${orderId}&stage=ACCEPT`))[0].missedAt).not.toBeNull();
  });

  test('of the running program looks by itself', async () => {
    const orderId = await promised('watch-2', -1_000, { paidAt: ago(2_000) });
    for (let seen: readonly string[] = []; !seen.includes('ShipByMissed'); seen = await missedIn(orderId)) await host.world.ports.timers.sleep(50);
    const { body } = await host.ask('merchant', 'GET', `/v1/orders/${orderId}/history`);
    expect(body.events.at(-1)).toMatchObject({ type: 'ShipByMissed', actor: { kind: 'system', id: 'orders.clocks' }, ruleVersion: '0' });
  });

  test('has the targets of the rules the order lives by', async () => {
    const { body: { policies } } = await host.ask('merchant', 'GET', '/v1/shipping-rules');
    await host.ask('merchant', 'PUT', '/v1/shipping-rules', { policies, targets: [{ stage: 'ACCEPT', bindingId: null, minutes: 600 }] });
    const orderId = await promised('watch-3', 24 * HOUR_MS);
    await allocates(orderId);
    await host.settled();
    const [{ startedAt, dueAt }] = await clocks(`orderId=${orderId}&stage=ACCEPT`);
    expect(Date.parse(dueAt) - Date.parse(startedAt)).toBe(10 * HOUR_MS);
    await watchAt(ago(-5 * HOUR_MS)).look();
    expect(await missedIn(orderId)).toEqual([]);
  });

  test('looks between its timers, and ends when it is stopped', async () => {
    const ports = manualPorts({ start: now() });
    let looks = 0;
    const watch = new ClockWatch({ ...host.world, ports: { ...host.world.ports, clock: { ...ports.clock, now: () => ((looks += 1), ports.clock.now()) }, timers: ports.timers } }, database);
    const running = watch.start();
    while (looks < 3) {
      await ports.advance(5_000);
      await host.world.ports.timers.sleep(5);
    }
    await watch.stop();
    await expect(running).resolves.toBeUndefined();
  });
});

describe('F-SL-03: liability', () => {
  test('is judged from the order’s own events, for those who may see the order', async () => {
    const orderId = await promised('fault-1', -HOUR_MS, { paidAt: ago(2 * HOUR_MS) });
    await allocates(orderId);
    const { status, body } = await host.ask('merchant', 'GET', `/v1/orders/${orderId}/liability`);
    expect([status, body]).toMatchObject([200, { orderId, state: 'LATE', faults: [{ kind: 'LATE_SHIPMENT', liableToPlatform: 'MERCHANT', causedBy: 'PLATFORM', because: 'OVERRAN_MOST' }], segments: [{ owner: 'PLATFORM', turn: 'IMPORT', minutes: 120, allowedMinutes: 30, overrunMinutes: 90 }, {}, {}].slice(0, body.segments.length) }]);
    expect((await host.ask('otherMerchant', 'GET', `/v1/orders/${orderId}/liability`)).body.code).toBe('ORDER_NOT_FOUND');
    expect((await host.ask('merchant', 'GET', '/v1/orders/nonsense/liability')).body.code).toBe('ORDER_NOT_FOUND');
    expect((await host.ask('merchant', 'GET', `/v1/orders/${await orders.taken('fault-2')}/liability`)).body).toMatchObject({ state: 'UNKNOWN', faults: [] });
  });
});

test('F-AU-01: built again from the first event, every clock is the same', async () => {
  await host.settled();
  const live = await digest(database, 'orders.clock_row');
  expect(live).not.toMatch(/^0:/);
  await host.world.groups.get('orders.clocks')?.bus.rebuild(['clock_row']);
  expect(await digest(database, 'orders.clock_row')).toBe(live);
});
