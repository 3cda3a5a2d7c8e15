import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ordersConfig } from '../config.js';
import { ChannelRefused } from '../connectors/connector.js';
import { openChannels } from '../simulators/open-channels.js';
import { TEST_CONFIG, TestShops } from '../test-shops.js';

let shops: TestShops;
beforeAll(async () => {
  shops = await TestShops.open({ ...TEST_CONFIG, polling: true, pollMs: 1_000 });
});
afterAll(() => shops.close());

async function until<Value>(look: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    await shops.host.world.ports.timers.sleep(50);
  }
}

test('PDD-17 DY-11 F-IN-01 once a factory is bound and the shop authorised, orders come in by themselves, and yesterday is reconciled', async () => {
  const shop = await shops.shop('DOUYIN', 'by-itself', { backfillDays: 2 });
  await shop.behave({ messages: false });
  const [old = ''] = await shop.place(2, { spreadMinutes: 25 * 60 });
  const [lost = ''] = await shop.place(2, { spreadMinutes: 25 * 60, hidden: true });
  const [no = ''] = await shop.place(1);
  for (const each of [old, no, lost]) await until(() => shop.events(each), (events) => events.includes('OrderImported'));
  const { items } = await until(() => shops.done('GET', `${shop.path}/reconciliations`), (page) => page.items.length > 0);
  expect(items).toMatchObject([{ missing: expect.arrayContaining([lost]), healed: expect.arrayContaining([lost]), extra: [], alarm: true }]);
});

test('F-IN-09 DXM-01 an authorisation that is over is an alarm within one reading by itself', async () => {
  const shop = await shops.shop('PDD', 'expires-by-itself');
  await shop.platform('DELETE', '/tokens');
  expect(await until(() => shops.done('GET', shop.path), ({ state }) => state !== 'ACTIVE')).toMatchObject({ state: 'AUTH_EXPIRED', alarms: ['SHOP_AUTH_EXPIRED'] });
});

test('F-IN-04 the simulated channels refuse what the real ones do', async () => {
  const channels = openChannels(shops.host.world.databaseUrl, shops.host.world.ports);
  const shop = { channel: 'PDD', shopId: 'strict' } as const;
  await channels.books.issueToken(shop, 'sim-strict-token', new Date('2100-01-01T00:00:00Z'));
  const ask = (parameters: Record<string, number>) => channels.api.call({ ...shop, token: 'sim-strict-token' }, 'pdd.order.number.list.increment.get', { start_updated_at: 0, end_updated_at: 1_799, page: 1, page_size: 100, ...parameters });
  await expect(ask({})).resolves.toContain('total_count');
  await expect(ask({ end_updated_at: 1_800 })).rejects.toThrow(ChannelRefused);
  await expect(ask({ page_size: 101 })).rejects.toThrow(ChannelRefused);
  await expect(ask({ page: 0 })).rejects.toThrow(ChannelRefused);
  await channels.close();
});

test('every limit has its default and its bounds', () => {
  expect(ordersConfig({})).toEqual({ polling: true, pollMs: 60_000, windowMs: 1_800_000, pageItems: 100, overlapMs: 120_000, settleMs: 5_000, backfillDaysMax: 30, messageAgeMs: 300_000, uploads: true, uploadBackOff: { firstMs: 2_000, longestMs: 900_000, attemptsMax: 20 } });
  expect(() => ordersConfig({ CHANNEL_WINDOW_MS: '1800001', CHANNEL_PAGE_ITEMS: '101', CHANNEL_OVERLAP_MS: '60000' })).toThrow(/CHANNEL_WINDOW_MS[\s\S]*CHANNEL_PAGE_ITEMS[\s\S]*CHANNEL_OVERLAP_MS/);
});
