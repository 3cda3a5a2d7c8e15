import { asFactoryId } from '@daifa/order-domain/ids';
import { returnWaybill } from '@daifa/order-domain/waybill-return';
import { useWaybill } from '@daifa/order-domain/waybill-number';
import { TestParcels } from '../test-parcels.js';

let parcels: TestParcels;

beforeAll(async () => {
  parcels = await TestParcels.open();
});

afterAll(() => parcels.close());

const scan = (waybillNo: string, at = '2026-11-11T10:00:00+08:00') => parcels.host.ask('platform', 'POST', '/v1/tracking', { waybillNo, code: 'PICKED_UP', scannedAt: at });

async function labelled() {
  const order = await parcels.allocated();
  const { result } = await parcels.ask([order.shirt]);
  await parcels.host.settled();
  return { ...order, waybillNo: String(result.waybillNo) };
}

describe('a scan', () => {
  test('is a fact of the order its number belongs to, once, with its time in UTC', async () => {
    const { orderId, waybillNo } = await labelled();
    expect((await scan(waybillNo)).body).toMatchObject({ orderId, ghost: false });
    expect((await scan(waybillNo, '2026-11-11T02:00:00Z')).body).toMatchObject({ orderId, ghost: false });
    const observed = (await parcels.host.world.store.read(`order-${orderId}`)).filter(({ type }) => type === 'TrackingObserved');
    expect(observed.map(({ data }) => JSON.parse(data).scannedAt)).toEqual(['2026-11-11T02:00:00.000Z']);
  });

  test('R-08: of a voided number tells of a parcel that must not exist (R-08)', async () => {
    const { orderId, waybillNo } = await labelled();
    await parcels.refund(orderId);
    await parcels.until(orderId, 'voided');
    expect((await scan(waybillNo)).body).toMatchObject({ orderId, ghost: true });
    expect(await parcels.events(orderId)).toContain('GhostShipmentRaised');
  });

  test('of an orphan is found too, though no list shows it', async () => {
    await parcels.behave('YTO', { failBeforeRate: 1 });
    const { orderId, shirt } = await parcels.allocated();
    await parcels.ask([shirt]);
    await parcels.refund(orderId);
    await parcels.behave('YTO');
    const { waybillNo } = await parcels.until(orderId, 'voided');
    expect((await scan(waybillNo ?? '')).body).toMatchObject({ orderId, ghost: true });
  });

  test('F-FP-08: of a number nobody uses yet is kept for whoever does, with where it was', async () => {
    expect((await scan('YT9900000000018')).body).toEqual({ orderId: null, ghost: false, revision: 0 });
    await scan('YT9900000000018');
    const delivered = { waybillNo: 'YT9900000000018', code: 'DELIVERED', scannedAt: '2026-11-12T10:00:00+08:00', regionCode: '110101' };
    expect((await parcels.host.ask('platform', 'POST', '/v1/tracking', delivered)).status).toBe(200);
    const { state } = await parcels.host.world.aggregates.waybillNumbers.load('YT9900000000018');
    expect(state.scans).toEqual([{ code: 'PICKED_UP', regionCode: '', scannedAt: '2026-11-11T02:00:00.000Z' }, { code: 'DELIVERED', regionCode: '110101', scannedAt: '2026-11-12T02:00:00.000Z' }]);
  });

  test('of a typed number is a fact of every order in the parcel', async () => {
    const [one, two] = await Promise.all([parcels.allocated(), parcels.allocated()]);
    for (const { orderId } of [one, two]) {
      const use = { waybillNo: 'YT9900000000019', orderId, merchantId: parcels.merchantId, receiverKey: 'k1', regionCode: '', paidAt: null, at: parcels.now() };
      await parcels.host.world.aggregates.waybillNumbers.transact(use.waybillNo, { commandId: parcels.host.world.ports.ids.uuid(), correlationId: 'test', causationId: null, actor: { kind: 'system', id: 'test' }, occurredAt: use.at }, (number) => useWaybill(use, number));
    }
    expect((await scan('YT9900000000019')).body).toMatchObject({ orderId: one.orderId, ghost: false });
    for (const { orderId } of [one, two]) expect(await parcels.events(orderId)).toContain('TrackingObserved');
  });

  test('of what is no number, without a time zone, or by somebody else is refused', async () => {
    expect((await scan('no number')).body).toMatchObject({ code: 'WAYBILL_NOT_FOUND', status: 404 });
    expect((await scan('YT9900000000017', '2026-11-11T10:00:00')).status).toBe(400);
    expect((await scan('YT9900000000017', '2026-13-11T10:00:00Z')).status).toBe(400);
    expect((await parcels.host.ask('merchant', 'POST', '/v1/tracking', {})).status).toBe(403);
  });
});

describe('an intercept', () => {
  async function intercepted() {
    const order = await labelled();
    const factoryId = asFactoryId(parcels.host.tenants.factory.tenantId);
    const { orderId, shirt, waybillNo } = order;
    await parcels.decide(orderId, (now) => returnWaybill({ factoryId, allocationIds: [shirt], carrier: 'YTO', waybillNo, extraWaybillNos: [], at: parcels.now() }, now));
    await parcels.refund(orderId);
    await parcels.host.settled();
    return order;
  }
  const list = async (tenant: 'merchant' | 'otherMerchant', query = ''): Promise<ReturnType<typeof JSON.parse>> => (await parcels.host.ask(tenant, 'GET', `/v1/intercepts${query}`)).body.items;

  test('F-AS-08 PDD-31: of a parcel under way is listed for its merchant until it has an outcome', async () => {
    const { orderId, shirt, waybillNo } = await intercepted();
    const [one] = await list('merchant', `?open=true&orderId=${orderId}`);
    expect(one).toMatchObject({ interceptId: `${orderId}.I1`, orderId, kind: 'STOP', allocationIds: [shirt], carrier: 'YTO', waybillNo, outcome: null, closedAt: null });
    expect(await list('otherMerchant')).toEqual([]);
    const { status, body } = await parcels.host.ask('merchant', 'POST', `/v1/intercepts/${one.interceptId}/outcome`, { outcome: 'INTERCEPTED', note: '网点已退回' });
    expect([status, body.outcome]).toEqual([200, 'INTERCEPTED']);
    const again = await parcels.host.ask('merchant', 'POST', `/v1/intercepts/${one.interceptId}/outcome`, { outcome: 'LOST' });
    expect(again.body.outcome).toBe('INTERCEPTED');
    await parcels.host.settled();
    expect(await list('merchant', `?open=true&orderId=${orderId}`)).toEqual([]);
    expect(await list('merchant', `?open=false&orderId=${orderId}`)).toMatchObject([{ outcome: 'INTERCEPTED', note: '网点已退回', closedAt: expect.any(String) }]);
  });

  test('F-SP-07: that is another merchant\'s, or none at all, is not found', async () => {
    const { orderId } = await intercepted();
    for (const [tenant, id] of [['otherMerchant', `${orderId}.I1`], ['merchant', `${orderId}.I9`], ['merchant', 'nothing']] as const) {
      expect((await parcels.host.ask(tenant, 'POST', `/v1/intercepts/${id}/outcome`, { outcome: 'LOST' })).body).toMatchObject({ status: 404, code: 'INTERCEPT_NOT_FOUND' });
    }
  });

  test('takes no personal data in its note', async () => {
    const { orderId } = await intercepted();
    const { body } = await parcels.host.ask('merchant', 'POST', `/v1/intercepts/${orderId}.I1/outcome`, { outcome: 'LOST', note: '联系13800001234' });
    expect(body.code).toBe('PII_IN_FREE_TEXT');
  });
});
