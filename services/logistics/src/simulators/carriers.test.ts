import { TestParcels } from '../test-parcels.js';

let parcels: TestParcels;

beforeAll(async () => {
  parcels = await TestParcels.open();
});

afterAll(() => parcels.close());

test('everybody with a key sees the carriers', async () => {
  for (const tenant of ['merchant', 'factory', 'platform', 'analyst'] as const) {
    const { status, body } = await parcels.host.ask(tenant, 'GET', '/v1/carriers');
    expect(status).toBe(200);
    expect(body.items.map(({ code }: { code: string }) => code)).toEqual(['YTO', 'ZTO', 'STO', 'SF']);
    expect(body.items[0]).toMatchObject({ name: { zh: '圆通速递', en: 'YTO Express' }, waybillPattern: '^YT\\d{13}$', labelsPerRequestMax: 10 });
  }
  expect((await parcels.host.ask(null, 'GET', '/v1/carriers')).status).toBe(401);
});

test('the platform changes how a simulated carrier behaves; what is left out is well behaved', async () => {
  const settings = { latencyMs: 20, failBeforeRate: 0.1, failAfterRate: 0.2, refuseRate: 0.3, balance: 40, voidRatioMax: 0.5, contactRate: 0.1, pickupAfterMs: 60_000 };
  expect((await parcels.host.ask('platform', 'PUT', '/v1/carriers/YTO/simulator', settings)).body).toMatchObject({ code: 'YTO', ...settings });
  expect((await parcels.host.ask('platform', 'GET', '/v1/carriers/YTO/simulator')).body).toMatchObject({ ...settings, bought: 0, voided: 0 });
  expect((await parcels.host.ask('platform', 'GET', '/v1/carriers/ZTO/simulator')).body).toMatchObject({ latencyMs: 0, balance: null });
  expect((await parcels.host.ask('platform', 'PUT', '/v1/carriers/YTO/simulator', {})).body).toMatchObject({ latencyMs: 0, failAfterRate: 0, refuseRate: 0, balance: null, voidRatioMax: 1, pickupAfterMs: null });
});

test('it counts what it sold and voided', async () => {
  const { orderId, shirt } = await parcels.allocated();
  await parcels.ask([shirt], { carrier: 'SF' });
  await parcels.refund(orderId);
  await parcels.until(orderId, 'voided');
  expect((await parcels.host.ask('platform', 'GET', '/v1/carriers/SF/simulator')).body).toMatchObject({ bought: 1, voided: 1 });
});

test.each([[{ latencyMs: -1 }], [{ latencyMs: 60_001 }], [{ failAfterRate: 1.1 }], [{ balance: -1 }], [{ voidRatioMax: 2 }], [{ latency: 1 }]])('settings like %j are refused', async (settings) => {
  expect((await parcels.host.ask('platform', 'PUT', '/v1/carriers/YTO/simulator', settings)).status).toBe(400);
});

test('of an unknown carrier, and for anybody else, there is no simulator', async () => {
  expect((await parcels.host.ask('platform', 'GET', '/v1/carriers/EMS/simulator')).body.code).toBe('CARRIER_UNKNOWN');
  expect((await parcels.host.ask('merchant', 'GET', '/v1/carriers/YTO/simulator')).status).toBe(403);
  expect((await parcels.host.ask('factory', 'PUT', '/v1/carriers/YTO/simulator', {})).status).toBe(403);
});
