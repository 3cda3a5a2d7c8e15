import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { activeHolds } from '@daifa/order-domain/order';
import { douyinConnector } from '../connectors/douyin-connector.js';
import { pddConnector } from '../connectors/pdd-connector.js';
import { openChannels, type OpenChannels } from '../simulators/open-channels.js';
import { douyinOrderOf, pddOrderOf } from '../simulators/simulated-order.js';
import { TestShops, type TestShop } from '../test-shops.js';

/**
 * The channels at their worst: calls fail and are refused, records and messages are lost, doubled and shuffled, orders change
 * while they are paged through. Everything is in afterwards, once each, as the channel has it.
 */
let shops: TestShops;
let channels: OpenChannels;
beforeAll(async () => {
  shops = await TestShops.open();
  channels = openChannels(shops.host.world.databaseUrl, shops.host.world.ports);
});
afterAll(async () => {
  await channels.close();
  await shops.close();
});

const STORM = { failRate: 0.05, limitRate: 0.05, dropRate: 0.2, doubleRate: 0.2, shiftRate: 0.25, reorder: true };
const ORDERS = 80;

/** A reading that breaks off goes on from where it came to; a storm breaks off some. */
async function syncedThrough(shop: TestShop): Promise<{ readonly orders: { readonly seen: number; readonly quarantined: number; readonly refused: number } }> {
  for (let tries = 0; tries < 20; tries++) {
    const { status, body } = await shops.ask('POST', `${shop.path}/sync`);
    if (status === 200) return body;
    expect(body.code).toBe('SYNC_INTERRUPTED');
    expect(body.guards[0].facts.complete).toBe(false);
  }
  throw new Error('never complete');
}

/** What counts of an order here, and there. */
async function ours(shop: TestShop, no: string): Promise<object> {
  const { platformStatus, receiver, lines, paidFen } = await shop.order(no);
  return { status: platformStatus, receiverKey: receiver?.receiverKey, quantities: lines.map(({ quantity }) => quantity), paidFen };
}

async function theirs(shop: TestShop, no: string): Promise<object> {
  const connector = { PDD: pddConnector, DOUYIN: douyinConnector }[shop.of.channel](channels.api);
  const order = await channels.books.order(shop.of, no);
  const read = order && connector.readOrder(JSON.stringify({ PDD: pddOrderOf, DOUYIN: douyinOrderOf }[shop.of.channel](order)), Date.now());
  if (read?.kind !== 'told') throw new Error(`${no} is not readable`);
  const { status, receiver: { name, phone, address, buyer, province, city, district, town }, lines, amounts } = read.told;
  const plain = { name, phone, address, buyer, province: province ?? '', city: city ?? '', district: district ?? '', ...(town !== null && { town }) };
  return { status, receiverKey: shops.host.world.seals.receiverKey(plain, shops.host.tenants.merchant.tenantId), quantities: lines.map(({ quantity }) => quantity), paidFen: amounts.paidFen };
}

describe.each(['PDD', 'DOUYIN'] as const)('F-IN-02 F-IN-04 a storm on %s', (channel) => {
  test('leaves every order in, once, as the channel has it', async () => {
    const shop = await shops.shop(channel, `storm-${channel}`);
    await shop.behave({ ...STORM, messages: true });
    const orderNos = await shop.place(ORDERS, { spreadMinutes: 100 });
    const [moved = '', reviewed = '', refunded = '', withdrawn = ''] = orderNos;
    await shop.platform('PUT', `/orders/${moved}`, { newReceiver: true });
    await shop.platform('PUT', `/orders/${reviewed}`, { inReview: true });
    await shop.platform('POST', '/after-sales', { orderNo: refunded, state: 'OPEN' });
    const { afterSaleNo } = await shop.platform('POST', '/after-sales', { orderNo: withdrawn, state: 'OPEN' });
    await shop.platform('POST', '/after-sales', { orderNo: withdrawn, afterSaleNo, state: 'WITHDRAWN' });
    const stormy = await syncedThrough(shop);
    expect([stormy.orders.quarantined, stormy.orders.refused]).toEqual([0, 0]);
    await shop.behave({});
    const calm = await shop.sync();
    expect(calm).toMatchObject({ complete: true, refused: [] }); // what changed while the storm was read through is in by now
    for (const no of orderNos) expect((await shop.events(no)).filter((type) => type === 'OrderImported')).toHaveLength(1);
    expect((await shop.sync()).orders).toMatchObject({ imported: 0, updated: 0 });
    for (const no of orderNos) expect(await ours(shop, no)).toEqual(await theirs(shop, no));
    const held = async (no: string) => activeHolds(await shop.order(no)).map(({ type }) => type);
    expect(await held(refunded)).toContain('AFTER_SALE');
    expect(await held(withdrawn)).toEqual([]);
    if (channel === 'PDD') expect(await held(reviewed)).toEqual(['RISK_REVIEW']);
    expect((await shop.order(moved)).receiver?.receiverKey).not.toBe('');
    const { calls, limited, failed } = await shop.platform('GET', '');
    expect(calls > 0 && limited > 0 && failed > 0).toBe(true);
  });
});

test('F-IN-01 ten readings and ten messages at once import an order once', async () => {
  const shop = await shops.shop('PDD', 'at-once');
  await shop.behave({ doubleRate: 1 });
  const [orderNos] = await Promise.all([shop.place(10), ...Array.from({ length: 10 }, () => shops.ask('POST', `${shop.path}/sync`))]);
  await shop.sync();
  for (const no of orderNos) expect((await shop.events(no)).filter((type) => type === 'OrderImported')).toHaveLength(1);
});
