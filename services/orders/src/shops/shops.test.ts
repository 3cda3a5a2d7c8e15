import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findCanaries } from '@daifa/personal-data/canary';
import { DataSource } from 'typeorm';
import { TestShops } from '../test-shops.js';

let shops: TestShops;
beforeAll(async () => {
  shops = await TestShops.open();
});
afterAll(() => shops.close());

const wish = (shopId: string) => ({ channel: 'PDD', shopId, name: '晨光小店旗舰店' });

describe('DXM-01 a shop', () => {
  test('is registered once, told its secret once, and read only when it is authorised', async () => {
    const first = await shops.done('POST', '/v1/shops', wish('mall-1'));
    expect(first).toMatchObject({ state: 'AWAITING_AUTHORISATION', backfillDays: 0, approve: 'RULE', alarms: [], messageSecret: expect.stringMatching(/^[0-9a-f]{64}$/), messagePath: `/v1/channels/messages/${first.shopKey}` });
    expect(await shops.done('POST', '/v1/shops', wish('mall-1'))).toMatchObject({ shopKey: first.shopKey, messageSecret: null });
    expect((await shops.ask('POST', `/v1/shops/${first.shopKey}/sync`)).body.code).toBe('SHOP_NOT_AUTHORISED');
    expect((await shops.ask('POST', `/v1/shops/${first.shopKey}/pause`)).body.code).toBe('SHOP_NOT_AUTHORISED');
    expect((await shops.ask('POST', `/v1/shops/${first.shopKey}/authorization`, { token: 'sim-not-a-token' })).body.code).toBe('SHOP_TOKEN_INVALID');
    const { token } = await shops.done('POST', '/v1/channels/PDD/simulator/mall-1/tokens', {}, 'platform');
    expect(await shops.done('POST', `/v1/shops/${first.shopKey}/authorization`, { token })).toMatchObject({ state: 'ACTIVE' });
  });
  test('that is paused is not read; what was missed is fetched when it is resumed', async () => {
    const shop = await shops.shop('PDD', 'paused');
    await shop.behave({ messages: false });
    expect(await shops.done('POST', `${shop.path}/pause`)).toMatchObject({ state: 'PAUSED' });
    const [no = ''] = await shop.place(1);
    expect((await shops.ask('POST', `${shop.path}/sync`)).body.code).toBe('SHOP_PAUSED');
    await shops.done('POST', `${shop.path}/resumption`);
    await shop.sync();
    expect(await shop.events(no)).toContain('OrderImported');
  });
  test('PDD-17 of a merchant without a factory is not read; from the binding on it is, and nothing from before', async () => {
    const registered = await shops.done('POST', '/v1/shops', wish('unbound'), 'otherMerchant');
    const { token } = await shops.done('POST', '/v1/channels/PDD/simulator/unbound/tokens', {}, 'platform');
    await shops.done('POST', `/v1/shops/${registered.shopKey}/authorization`, { token }, 'otherMerchant');
    expect((await shops.ask('POST', `/v1/shops/${registered.shopKey}/sync`, undefined, 'otherMerchant')).body.code).toBe('SHOP_NOT_BOUND');
    expect(await shops.done('GET', `/v1/shops/${registered.shopKey}`, undefined, 'otherMerchant')).toMatchObject({ alarms: ['SHOP_NOT_BOUND'] });
    await shops.done('PUT', '/v1/channels/PDD/simulator/unbound', { messages: false }, 'platform');
    await shops.done('POST', '/v1/channels/PDD/simulator/unbound/orders', { count: 2, spreadMinutes: 600 }, 'platform');
    await shops.bind('otherMerchant');
    expect((await shops.done('POST', `/v1/shops/${registered.shopKey}/sync`, undefined, 'otherMerchant')).orders).toMatchObject({ seen: 1, imported: 1 });
  });
  test('is its merchant’s: to others there is none', async () => {
    const shop = await shops.shop('DOUYIN', 'mine');
    for (const [method, path, body] of [['GET', '', undefined], ['POST', '/sync', undefined], ['POST', '/pause', undefined], ['POST', '/authorization', { token: 'sim-any-token' }], ['GET', '/quarantine', undefined], ['POST', '/reconciliations', { day: '2026-11-11' }]] as const) {
      expect((await shops.ask(method, `${shop.path}${path}`, body, 'otherMerchant')).body.code).toBe('SHOP_NOT_FOUND');
    }
    const keys = ({ items }: { items: { shopKey: string }[] }): readonly string[] => items.map(({ shopKey }) => shopKey);
    expect(keys(await shops.done('GET', '/v1/shops'))).toContain(shop.of.shopKey);
    expect(keys(await shops.done('GET', '/v1/shops', undefined, 'platform'))).toContain(shop.of.shopKey);
    expect(keys(await shops.done('GET', '/v1/shops', undefined, 'otherMerchant'))).not.toContain(shop.of.shopKey);
    expect((await shops.ask('GET', '/v1/shops', undefined, 'factory')).status).toBe(403);
    expect((await shops.ask('POST', `${shop.simulator}/orders`, { count: 1 })).status).toBe(403);
  });
  test.each([[{ channel: 'TAOBAO' }, '/channel'], [{ shopId: '样 本' }, '/shopId'], [{ backfillDays: 31 }, '/backfillDays'], [{ name: '' }, '/name']])('like %j is refused', async (wrong, pointer) => {
    const { body } = await shops.ask('POST', '/v1/shops', { ...wish('wrong'), ...wrong });
    expect([body.code, body.errors[0].pointer]).toEqual(['VALIDATION_FAILED', pointer]);
  });
});

test('neither token nor secret, nor anybody who buys, lies in clear in our tables', async () => {
  const shop = await shops.shop('PDD', 'sealed');
  await shop.place(3);
  const { token } = await shops.done('POST', `${shop.simulator}/tokens`, {}, 'platform');
  await shops.done('POST', `${shop.path}/authorization`, { token });
  const database = await new DataSource({ type: 'postgres', url: shops.host.world.databaseUrl }).initialize();
  const rows: readonly { readonly text: string }[] = await database.query('select s::text as text from orders.shop s union all select o::text from orders.order_row o union all select p::text from channel_simulator.placed_order p union all select t::text from channel_simulator.token t');
  await database.destroy();
  expect(findCanaries(Buffer.from(JSON.stringify(rows)), [token, shop.of.messageSecret])).toEqual([]);
  expect(JSON.stringify(rows)).not.toMatch(/1\d{2}0000\d{4}\D|样本|示例街/);
});
