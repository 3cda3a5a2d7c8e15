import { digest } from '@daifa/projection/digest';
import { DataSource } from 'typeorm';
import { TestParcels } from '../test-parcels.js';

let parcels: TestParcels;

beforeAll(async () => {
  parcels = await TestParcels.open();
});

afterAll(() => parcels.close());

beforeEach(async () => {
  for (const code of ['YTO', 'ZTO', 'STO', 'SF']) await parcels.behave(code);
});

const listed = async (tenant: 'factory' | 'otherFactory' | 'merchant' | 'otherMerchant', query = ''): Promise<readonly { readonly labelId: string; readonly waybillNo: string | null; readonly state: string }[]> => {
  await parcels.host.settled();
  const { status, body } = await parcels.host.ask(tenant, 'GET', `/v1/waybills?limit=100${query}`);
  expect(status).toBe(200);
  return body.items;
};

describe('asking for a number', () => {
  test('F-EW-05: gives it at once, with what the label needs beside it', async () => {
    const { orderId, shirt } = await parcels.allocated();
    const { status, result } = await parcels.ask([shirt]);
    expect(status).toBe('done');
    expect(result).toEqual({
      labelId: `${orderId}.L1`, orderId, allocationIds: [shirt], state: 'issued', carrier: 'YTO', waybillNo: expect.stringMatching(/^YT8800\d{9}$/),
      sortCode: expect.stringMatching(/^330-106-\d\d$/), packageCenter: '浙江01转运中心', markDestination: '浙江 0106', revision: expect.any(Number),
    });
    expect(await parcels.events(orderId)).toEqual(expect.arrayContaining(['LabelRequested', 'LabelIssued']));
    expect(await parcels.sold(`${orderId}.L1`)).toBe(1);
    for (const tenant of ['factory', 'merchant'] as const) expect(await listed(tenant, `&orderId=${orderId}`)).toMatchObject([{ waybillNo: result.waybillNo, state: 'ISSUED' }]);
  });

  test('F-EW-05: again gives the same number, under the same key and under another', async () => {
    const { orderId, shirt } = await parcels.allocated();
    const first = await parcels.ask([shirt], { key: `buy-${orderId}` });
    expect(await parcels.ask([shirt], { key: `buy-${orderId}` })).toEqual(first);
    expect((await parcels.ask([shirt])).result.waybillNo).toBe(first.result.waybillNo);
    expect(await parcels.sold(`${orderId}.L1`)).toBe(1);
  });

  test('puts allocations of one order into one parcel', async () => {
    const { orderId, shirt, socks } = await parcels.allocated();
    expect((await parcels.ask([shirt, socks], { carrier: 'SF' })).result).toMatchObject({ allocationIds: [shirt, socks], waybillNo: expect.stringMatching(/^SF/) });
    expect(await parcels.sold(`${orderId}.L1`)).toBe(1);
  });

  test('for ninety-nine good parcels and a bad one answers each for itself', async () => {
    const orders = await Promise.all(Array.from({ length: 99 }, () => parcels.allocated()));
    const items = [...orders.map(({ shirt }) => ({ allocationIds: [shirt], carrier: 'ZTO' })), { allocationIds: ['no such thing'], carrier: 'ZTO' }];
    const { body } = await parcels.host.ask('factory', 'POST', '/v1/waybills', { items });
    const done = body.results.filter(({ status }: { status: string }) => status === 'done');
    expect(new Set(done.map(({ result }: { result: { waybillNo: string } }) => result.waybillNo)).size).toBe(99);
    expect(body.results[99]).toMatchObject({ status: 'refused', problem: { code: 'ALLOCATION_NOT_FOUND' } });
  });

  test('is refused for two orders on one label, for an unknown carrier, and for what is not the caller\'s', async () => {
    const [one, two] = await Promise.all([parcels.allocated(), parcels.allocated()]);
    expect((await parcels.ask([one.shirt, two.shirt])).problem.code).toBe('VALIDATION_FAILED');
    expect((await parcels.ask([one.shirt], { carrier: 'EMS' })).problem.code).toBe('CARRIER_UNKNOWN');
    expect((await parcels.ask([one.shirt], { tenant: 'otherFactory' })).problem).toMatchObject({ code: 'ALLOCATION_NOT_FOUND', status: 404 });
    expect((await parcels.ask([`${one.orderId}.1.9`])).problem.code).toBe('ALLOCATION_NOT_FOUND');
    expect((await parcels.host.ask('merchant', 'POST', '/v1/waybills', { items: [{ allocationIds: [one.shirt], carrier: 'YTO' }] })).status).toBe(403);
    expect(await parcels.events(one.orderId)).not.toContain('LabelRequested');
  });

  test('F-FP-02 R-05: of a blocked order is refused, and the carrier never hears of it', async () => {
    const { orderId, shirt } = await parcels.allocated();
    await parcels.suspend(orderId);
    expect((await parcels.ask([shirt])).problem.code).toBe('PRINT_BLOCKED');
    const refunded = await parcels.allocated();
    await parcels.refund(refunded.orderId);
    expect((await parcels.ask([refunded.shirt])).problem.code).toBe('ALLOCATION_CANCELLED');
    expect(await parcels.sold(`${orderId}.L1`)).toBe(0);
  });
});

describe('a carrier that behaves badly', () => {
  test('F-EW-05: and loses its answer after it sold a number has sold one', async () => {
    await parcels.behave('YTO', { failAfterRate: 1 });
    const { orderId, shirt } = await parcels.allocated();
    const { result } = await parcels.ask([shirt]);
    expect(result.state).toBe('issued');
    expect(await parcels.sold(result.labelId)).toBe(1);
    expect((await parcels.label(orderId)).waybillNo).toBe(result.waybillNo);
  });

  test('DXM-06 F-EW-05: and cannot be reached leaves the label requested, and it is issued when the carrier is back', async () => {
    await parcels.behave('STO', { failBeforeRate: 1 });
    const { orderId, shirt } = await parcels.allocated();
    expect((await parcels.ask([shirt], { carrier: 'STO' })).result).toMatchObject({ state: 'requested', waybillNo: null });
    expect((await parcels.ask([shirt], { carrier: 'STO' })).result).toMatchObject({ state: 'requested' });
    expect(await listed('factory', `&orderId=${orderId}`)).toMatchObject([{ state: 'REQUESTED', waybillNo: null }]);
    await parcels.behave('STO');
    const { waybillNo } = await parcels.until(orderId, 'issued');
    expect(await listed('factory', `&orderId=${orderId}`)).toMatchObject([{ state: 'ISSUED', waybillNo }]);
    expect(await parcels.sold(`${orderId}.L1`)).toBe(1);
  });

  test('and hangs keeps nobody else waiting', async () => {
    await parcels.behave('STO', { latencyMs: 4_000 });
    const [slow, quick] = await Promise.all([parcels.allocated(), parcels.allocated()]);
    const asking = parcels.ask([slow.shirt], { carrier: 'STO' });
    expect((await parcels.ask([quick.shirt])).result.state).toBe('issued');
    await parcels.suspend(quick.orderId).then(() => parcels.refund(quick.orderId));
    await parcels.until(quick.orderId, 'voided');
    expect((await asking).result.state).toBe('requested');
    await parcels.behave('STO');
    await parcels.until(slow.orderId, 'issued');
    expect(await parcels.sold(`${slow.orderId}.L1`)).toBe(1);
  });

  test('and has no numbers left says so, and the order can be labelled later', async () => {
    await parcels.behave('YTO', { balance: 0 });
    const { orderId, shirt } = await parcels.allocated();
    expect((await parcels.ask([shirt])).problem).toMatchObject({ code: 'WAYBILL_BALANCE_EMPTY', status: 409 });
    expect(await listed('factory', `&orderId=${orderId}`)).toMatchObject([{ state: 'FAILED', waybillNo: null, reason: 'WAYBILL_BALANCE_EMPTY' }]);
    await parcels.behave('YTO', { balance: 1 });
    expect((await parcels.ask([shirt])).result).toMatchObject({ labelId: `${orderId}.L2`, state: 'issued' });
  });

  test('and refuses the parcel is told to the factory', async () => {
    await parcels.behave('YTO', { refuseRate: 1 });
    const { orderId, shirt } = await parcels.allocated();
    expect((await parcels.ask([shirt])).problem).toMatchObject({ code: 'CARRIER_REFUSED', status: 422 });
    expect((await parcels.label(orderId)).state).toBe('failed');
  });
});

describe('a block while the carrier has the request', () => {
  test('F-AS-02 makes the number an orphan: voided, and shown to nobody (R-04)', async () => {
    await parcels.behave('YTO', { failBeforeRate: 1 });
    const { orderId, shirt } = await parcels.allocated();
    expect((await parcels.ask([shirt])).result.state).toBe('requested');
    await parcels.refund(orderId);
    expect((await parcels.ask([shirt])).problem.code).toBe('ALLOCATION_CANCELLED');
    await parcels.behave('YTO');
    const { waybillNo } = await parcels.until(orderId, 'voided');
    expect(waybillNo).toMatch(/^YT/);
    expect(await parcels.events(orderId)).toEqual(expect.arrayContaining(['LabelOrphaned', 'LabelVoidRequested', 'LabelVoided']));
    for (const tenant of ['factory', 'merchant'] as const) expect(await listed(tenant, `&orderId=${orderId}`)).toEqual([]);
    expect(await parcels.sold(`${orderId}.L1`)).toBe(1);
  });

  test('while the factory waits for its answer is the answer', async () => {
    await parcels.behave('YTO', { latencyMs: 300 });
    const { orderId, shirt } = await parcels.allocated();
    const asking = parcels.ask([shirt]);
    await parcels.eventually(async () => ((await parcels.events(orderId)).includes('LabelRequested') ? true : null));
    await parcels.refund(orderId);
    expect((await asking).problem.code).toBe('ALLOCATION_CANCELLED');
    await parcels.behave('YTO');
    await parcels.until(orderId, 'voided');
  });

  test('by a new address makes the old number an orphan, and the new one is for the new address (X-09)', async () => {
    await parcels.behave('YTO', { failBeforeRate: 1 });
    const { orderId, shirt } = await parcels.allocated();
    await parcels.ask([shirt]);
    await parcels.move(orderId);
    expect((await parcels.ask([shirt])).problem.code).toBe('PRINT_BLOCKED');
    await parcels.behave('YTO');
    await parcels.until(orderId, 'voided');
    const { result } = await parcels.ask([shirt]);
    expect(result).toMatchObject({ labelId: `${orderId}.L2`, state: 'issued' });
    const { state } = await parcels.host.world.aggregates.orders.load(orderId);
    expect(state.labels.map(({ addressVersion, state: of }) => [addressVersion, of])).toEqual([[1, 'voided'], [2, 'issued']]);
  });
});

describe('voiding a number of a blocked order', () => {
  const blocked = async (): Promise<{ readonly orderId: Parameters<TestParcels['refund']>[0] }> => {
    const { orderId, shirt } = await parcels.allocated();
    expect((await parcels.ask([shirt])).result.state).toBe('issued');
    return { orderId };
  };

  test('is done through the carrier that sold it', async () => {
    const { orderId } = await blocked();
    await parcels.refund(orderId);
    await parcels.until(orderId, 'voided');
    expect(await listed('factory', `&orderId=${orderId}`)).toMatchObject([{ state: 'VOIDED' }]);
  });

  test('F-EW-07: that the carrier\'s cap refuses keeps the number aside', async () => {
    const { orderId } = await blocked();
    await parcels.behave('YTO', { voidRatioMax: 0 });
    await parcels.refund(orderId);
    await parcels.until(orderId, 'quarantined');
    expect(await listed('merchant', `&orderId=${orderId}`)).toMatchObject([{ state: 'QUARANTINED', reason: 'VOID_RATIO_EXCEEDED', quarantined: true }]);
  });

  test('F-EW-07: that comes after pickup fails, and frees nobody from acting', async () => {
    const { orderId } = await blocked();
    await parcels.behave('YTO', { pickupAfterMs: 0 });
    await parcels.refund(orderId);
    await parcels.until(orderId, 'void-failed');
    expect(await listed('merchant', `&orderId=${orderId}`)).toMatchObject([{ reason: 'VOID_AFTER_PICKUP', quarantined: false }]);
  });

  test('F-EW-07: whose answer is lost is voided once', async () => {
    const { orderId } = await blocked();
    await parcels.behave('YTO', { failAfterRate: 1 });
    await parcels.refund(orderId);
    await parcels.eventually(async () => {
      const { rows } = await parcels.pool.query<{ state: string }>('select state from carrier_simulator.purchase where request_id = $1', [`${orderId}.L1`]);
      return rows[0]?.state === 'voided' ? true : null;
    });
    await parcels.behave('YTO');
    await parcels.until(orderId, 'voided');
    expect((await parcels.events(orderId)).filter((type) => type === 'LabelVoided')).toHaveLength(1);
  });
});

test('F-SP-07: lists show nobody another\'s waybills, page by page', async () => {
  const orders = await Promise.all(Array.from({ length: 3 }, () => parcels.allocated('otherFactory')));
  for (const { shirt } of orders) await parcels.ask([shirt], { tenant: 'otherFactory' });
  const all = await listed('otherFactory');
  expect(all).toHaveLength(3);
  const paged: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await parcels.host.ask('otherFactory', 'GET', `/v1/waybills?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    paged.push(...body.items.map(({ labelId }: { labelId: string }) => labelId));
    cursor = body.next;
  }
  expect(paged).toEqual(all.map(({ labelId }) => labelId));
  const ids = all.map(({ labelId }) => labelId);
  expect((await listed('factory')).filter(({ labelId }) => ids.includes(labelId))).toEqual([]);
  expect(await listed('otherMerchant')).toEqual([]);
});

test('F-AU-01: a rebuild from zero gives the same rows', async () => {
  await parcels.host.settled();
  const database = await new DataSource({ type: 'postgres', url: parcels.host.world.databaseUrl }).initialize();
  const tables = ['logistics.waybill_row', 'logistics.intercept_row'];
  const live = await Promise.all(tables.map((table) => digest(database, table)));
  expect(live[0]).not.toMatch(/^0:/);
  expect((await parcels.host.ask('platform', 'POST', '/v1/operations/groups/logistics/rebuild')).status).toBe(202);
  expect(await Promise.all(tables.map((table) => digest(database, table)))).toEqual(live);
  await database.destroy();
});
