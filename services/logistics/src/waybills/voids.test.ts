import { CarrierUnavailable } from '@daifa/carriers/carrier';
import { systemPorts } from '@daifa/ports/system';
import { openSimulators, type Simulators } from '../simulators/simulators.js';
import { TestParcels } from '../test-parcels.js';

let parcels: TestParcels;
let simulators: Simulators;

beforeAll(async () => {
  parcels = await TestParcels.open();
  simulators = openSimulators(parcels.host.world.databaseUrl, systemPorts);
});

afterAll(async () => {
  await simulators.close();
  await parcels.close();
});

beforeEach(async () => {
  for (const code of ['YTO', 'ZTO', 'STO', 'SF']) await parcels.behave(code);
});

const give = (labelId: string, tenant: 'factory' | 'otherFactory' | 'merchant' | 'otherMerchant' | 'analyst' = 'factory', key?: string) =>
  parcels.host.ask(tenant, 'POST', `/v1/waybills/${labelId}/void`, undefined, key === undefined ? {} : { 'Idempotency-Key': key });
const accepted = async (labelId: string): Promise<readonly string[]> =>
  (await parcels.pool.query<{ kind: string; times: number }>('select kind, times from carrier_simulator.accepted_effect where effect_id = $1 order by kind', [labelId])).rows.map(({ kind, times }) => `${kind} ${times}`);

async function labelled(carrier = 'YTO') {
  const { orderId, shirt } = await parcels.allocated();
  const { result } = await parcels.ask([shirt], { carrier });
  return { orderId, shirt, labelId: String(result.labelId), waybillNo: String(result.waybillNo) };
}

test('F-EW-08: a number is voided and its allocation stays, with a new label at once', async () => {
  const { orderId, shirt, labelId, waybillNo } = await labelled();
  expect((await give(labelId)).body).toEqual({ labelId, orderId, waybillNo, state: 'VOIDED', reason: null, revision: expect.any(Number) });
  expect(await parcels.events(orderId)).not.toContain('AllocationCancelled');
  expect((await parcels.ask([shirt])).result).toMatchObject({ labelId: `${orderId}.L2`, state: 'issued' });
  await parcels.host.settled();
  expect((await parcels.host.ask('merchant', 'GET', `/v1/waybills?orderId=${orderId}&state=VOIDED`)).body.items).toMatchObject([{ labelId, state: 'VOIDED', reason: null }]);
});

test('F-EW-07: asked again it is voided once, by the carrier’s own count (I-8)', async () => {
  const { orderId, labelId } = await labelled();
  await give(labelId, 'factory', `void-${labelId}`);
  for (const again of [`void-${labelId}`, undefined]) expect((await give(labelId, 'factory', again)).body.state).toBe('VOIDED');
  expect((await give(labelId, 'merchant')).body.state).toBe('VOIDED');
  expect((await parcels.events(orderId)).filter((type) => type === 'LabelVoided')).toHaveLength(1);
  expect(await accepted(labelId)).toEqual(['LABEL_BUY 1', 'LABEL_VOID 1']);
});

test('F-EW-07: over the cap of the account the number is kept for its order, and serves it again without a purchase', async () => {
  await parcels.behave('ZTO', { voidRatioMax: 0 });
  const { orderId, shirt, labelId, waybillNo } = await labelled('ZTO');
  expect((await give(labelId)).body).toMatchObject({ state: 'QUARANTINED', reason: 'VOID_RATIO_EXCEEDED' });
  const another = await parcels.allocated();
  expect((await parcels.ask([another.shirt], { carrier: 'ZTO' })).result.waybillNo).not.toBe(waybillNo);
  expect((await parcels.ask([shirt], { carrier: 'ZTO' })).result).toMatchObject({ labelId: `${orderId}.L2`, waybillNo, state: 'issued', sortCode: expect.stringMatching(/^330-106/) });
  expect([await parcels.sold(labelId), await parcels.sold(`${orderId}.L2`)]).toEqual([1, 0]);
  await parcels.host.settled();
  const { items } = (await parcels.host.ask('factory', 'GET', `/v1/waybills?orderId=${orderId}`)).body;
  expect(items.map(({ labelId: id, state, quarantined }: { labelId: string; state: string; quarantined: boolean }) => [id, state, quarantined]).sort()).toEqual([[labelId, 'REUSED', false], [`${orderId}.L2`, 'ISSUED', false]]);
  await parcels.behave('ZTO');
  expect((await give(`${orderId}.L2`)).body).toMatchObject({ state: 'VOIDED', waybillNo });
  expect(await accepted(labelId)).toEqual(['LABEL_BUY 1', 'LABEL_VOID 1']);
});

test.each([
  ['VOID_AFTER_PICKUP', 'VOID_FAILED', { pickupAfterMs: 0 }], ['CONTACT_CARRIER', 'VOID_FAILED', { contactRate: 1 }], ['VOID_RATIO_EXCEEDED', 'QUARANTINED', { voidRatioMax: 0 }],
])('F-EW-07: a void refused with %s is told as %s and can be asked for again', async (reason, state, settings) => {
  await parcels.behave('STO', settings);
  const { orderId, labelId } = await labelled('STO');
  expect((await give(labelId)).body).toMatchObject({ state, reason });
  await parcels.behave('STO');
  expect((await give(labelId, 'merchant')).body).toMatchObject({ state: 'VOIDED', reason: null });
  expect((await parcels.events(orderId)).filter((type) => type.startsWith('LabelVoid'))).toEqual(['LabelVoidRequested', 'LabelVoidFailed', 'LabelVoidRequested', 'LabelVoided']);
});

test('F-EW-07: a carrier that is away keeps the void pending and nobody waiting for a new label', async () => {
  const { orderId, shirt, labelId } = await labelled('SF');
  await parcels.behave('SF', { failBeforeRate: 1 });
  expect((await give(labelId)).body).toMatchObject({ state: 'VOID_PENDING', reason: null });
  expect((await give(labelId)).body).toMatchObject({ state: 'VOID_PENDING' });
  expect((await parcels.ask([shirt])).result).toMatchObject({ labelId: `${orderId}.L2`, state: 'issued', carrier: 'YTO' });
  await parcels.behave('SF');
  await parcels.eventually(async () => ((await parcels.events(orderId)).includes('LabelVoided') ? true : null));
});

test('F-EW-07: only the account that sold a number takes it back', async () => {
  const { labelId, waybillNo } = await labelled('YTO');
  expect(await simulators.carriers.get('ZTO')?.void(waybillNo, labelId)).toBe('already-used');
  expect(await simulators.carriers.get('YTO')?.void(waybillNo, 'another-purchase')).toBe('already-used');
  expect((await give(labelId)).body.state).toBe('VOIDED');
  expect(await simulators.carriers.get('YTO')?.void(waybillNo, labelId)).toBe('already-voided');
});

test('I-8: the carrier counts what it accepted, also where its answers were lost', async () => {
  const { orderId, labelId } = await labelled('STO');
  await parcels.behave('STO', { failAfterRate: 1 });
  const sto = simulators.carriers.get('STO');
  const { waybillNo } = await parcels.label(orderId);
  for (let n = 0; n < 3; n += 1) await expect(sto?.void(waybillNo ?? '', labelId)).rejects.toBeInstanceOf(CarrierUnavailable);
  expect(await accepted(labelId)).toEqual(['LABEL_BUY 1', 'LABEL_VOID 1']);
});

test('F-EW-07: not after a scan, not for a label that is not there, and for nobody else', async () => {
  const { labelId, waybillNo } = await labelled();
  await parcels.host.settled();
  for (const id of [`${labelId}9`, 'nothing']) expect((await give(id)).body).toMatchObject({ code: 'LABEL_NOT_FOUND', status: 404 });
  for (const tenant of ['otherFactory', 'otherMerchant'] as const) expect((await give(labelId, tenant)).body).toMatchObject({ code: 'LABEL_NOT_FOUND', status: 404 });
  expect((await give(labelId, 'analyst')).status).toBe(403);
  await parcels.host.ask('platform', 'POST', '/v1/tracking', { waybillNo, code: 'PICKED_UP', scannedAt: '2026-11-11T10:00:00+08:00' });
  expect((await give(labelId)).body).toMatchObject({ code: 'VOID_AFTER_PICKUP', status: 409 });
});
