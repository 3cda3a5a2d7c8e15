import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { ewaybillSettings } from '../config.js';
import { logisticsServiceWith } from '../service.js';
import { TestParcels } from '../test-parcels.js';

let parcels: TestParcels;
let wide: TestHost;

beforeAll(async () => {
  parcels = await TestParcels.open();
  wide = await testHost([logisticsServiceWith({ addressesMax: 2, branchScope: 'ADDRESS_AND_CARRIER', required: true, agreement: '2027-01' })]);
});

afterAll(async () => {
  await wide.close();
  await parcels.close();
});

/** Where the binding's sender is: 浙江省义乌市. */
const YIWU = { name: '晨光小店', phone: '13900000000', province: '浙江', city: '金华', district: '义乌市', detail: '北苑街道春风大道1号' };
const XIHU = { ...YIWU, province: '浙江省', city: '杭州市', district: '西湖区', detail: '文三路1号' };
const CONTACT = { name: '欧阳经理', phone: '13900001234' };

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, tenant: TestTenant = 'merchant', host = parcels.host): Promise<Answer> => host.ask(tenant, method, `/v1${path}`, body);
const addressAt = async (where: object, tenant: TestTenant = 'merchant', host = parcels.host): Promise<string> => String((await ask('POST', '/sender-addresses', where, tenant, host)).body.addressId);
const branchAt = async (carrier: string, addressId: string, host = parcels.host): Promise<string> => String((await ask('GET', `/carrier-branches?carrier=${carrier}&addressId=${addressId}`, undefined, 'merchant', host)).body.items[0]?.branchId);
const apply = async (carrier: string, addressId: string, changes: object = {}, host = parcels.host): Promise<Answer> =>
  ask('POST', '/carrier-services', { carrier, addressId, branchId: await branchAt(carrier, addressId, host), contact: CONTACT, agreementVersion: '2026-01', ...changes }, 'merchant', host);
const review = (serviceId: string, decision: string, reason = ''): Promise<Answer> => ask('POST', `/carrier-services/${serviceId}/review`, { merchantId: parcels.merchantId, decision, reason }, 'platform');
const close = (serviceId: string): Promise<Answer> => ask('DELETE', `/carrier-services/${serviceId}`);

test('F-EW-01 EWB-03: only the branches of the district of the address can be chosen', async () => {
  const [yiwu, xihu] = [await addressAt(YIWU), await addressAt(XIHU)];
  const { body } = await ask('GET', `/carrier-branches?carrier=STO&addressId=${yiwu}`);
  expect(body).toEqual({ items: [{ branchId: 'STO-330782-1', name: '申通快递义乌市一部' }, { branchId: 'STO-330782-2', name: '申通快递义乌市二部' }], region: { code: '330782', province: '浙江省', city: '金华市', district: '义乌市' }, code: null });
  expect((await apply('STO', xihu, { branchId: 'STO-330782-1' })).body).toMatchObject({ code: 'BRANCH_NOT_IN_AREA', status: 422 });
  const taipei = await addressAt({ ...YIWU, province: '台湾省', city: '台北市', district: '' });
  expect((await ask('GET', `/carrier-branches?carrier=STO&addressId=${taipei}`)).body).toMatchObject({ items: [], code: 'NO_BRANCH' });
  expect((await apply('STO', taipei)).body.code).toBe('NO_BRANCH');
});

test('F-EW-01 EWB-02 EWB-05 EWB-08 EWB-09: applied for, in review, opened, suspended, given up', async () => {
  const addressId = await addressAt(YIWU);
  expect((await apply('STO', addressId, { agreementVersion: '2020-01' })).body).toMatchObject({ code: 'AGREEMENT_REQUIRED', status: 422 });
  expect((await apply('STO', addressId, { agreementVersion: undefined })).body.code).toBe('AGREEMENT_REQUIRED');
  const { status, body } = await apply('STO', addressId);
  expect([status, body]).toEqual([201, expect.objectContaining({ carrier: 'STO', state: 'IN_REVIEW', addressId, addressVersion: 1, branchId: 'STO-330782-1', agreementVersion: '2026-01', appliedAt: expect.any(String) })]);
  expect((await ask('GET', '/carrier-services?state=IN_REVIEW')).body.items).toEqual([body]);
  expect((await review(body.serviceId, 'SUSPEND')).body.code).toBe('SERVICE_STATE');
  expect((await review(body.serviceId, 'APPROVE')).body.state).toBe('OPENED');
  expect((await review(body.serviceId, 'SUSPEND', '欠费')).body).toMatchObject({ state: 'SUSPENDED', reason: '欠费' });
  expect((await review(body.serviceId, 'RESUME')).body.state).toBe('OPENED');
  expect((await ask('DELETE', `/sender-addresses/${addressId}`)).body).toMatchObject({ code: 'ADDRESS_IN_USE', status: 409 });
  expect((await close(body.serviceId)).body.state).toBe('CLOSED');
  expect((await ask('DELETE', `/sender-addresses/${addressId}`)).status).toBe(204);
});

test('F-EW-02 EWB-11: of two who apply for one address at once, one is taken', async () => {
  const addressId = await addressAt(YIWU);
  const answers = await Promise.all([apply('STO', addressId), apply('ZTO', addressId), apply('YTO', addressId)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.code)).toEqual(['ADDRESS_BRANCH_EXISTS', 'ADDRESS_BRANCH_EXISTS']);
  const taken = answers.find(({ status }) => status === 201)?.body;
  await review(taken.serviceId, 'REJECT', '证件不清');
  const again = await apply('ZTO', addressId);
  expect(again.status).toBe(201);
  await close(again.body.serviceId);
});

test('F-EW-02 F-EW-03 EWB-11 EWB-12: read the other way a branch of each courier; the number of addresses is a setting', async () => {
  const addressId = await addressAt(YIWU, 'merchant', wide);
  const agreed = { agreementVersion: '2027-01' };
  expect((await apply('STO', addressId, agreed, wide)).status).toBe(201);
  expect((await apply('ZTO', addressId, agreed, wide)).status).toBe(201);
  expect((await apply('STO', addressId, agreed, wide)).body.code).toBe('ADDRESS_BRANCH_EXISTS');
  await addressAt(XIHU, 'merchant', wide);
  expect((await ask('POST', '/sender-addresses', YIWU, 'merchant', wide)).body.code).toBe('ADDRESS_LIMIT');
  expect(ewaybillSettings({})).toEqual({ addressesMax: 100, branchScope: 'ADDRESS', required: false, agreement: '2026-01' });
  expect(() => ewaybillSettings({ EWAYBILL_BRANCH_SCOPE: 'CITY' })).toThrow('EWAYBILL_BRANCH_SCOPE');
});

test('F-EW-04 EWB-07 EWB-09: a number is bought from the district the service was opened for, once it is opened', async () => {
  const [there, here] = [await addressAt(XIHU), await addressAt(YIWU)];
  const elsewhere = (await apply('ZTO', there)).body.serviceId;
  const { orderId, shirt } = await parcels.allocated();
  expect((await parcels.ask([shirt], { carrier: 'ZTO' })).problem).toMatchObject({ code: 'EWAYBILL_NOT_OPENED', status: 409 });
  await review(elsewhere, 'APPROVE');
  const { problem } = await parcels.ask([shirt], { carrier: 'ZTO' });
  expect(problem).toMatchObject({ code: 'SENDER_ADDRESS_MISMATCH', status: 409 });
  expect(problem.guards[0].facts).toEqual({ chosen: expect.objectContaining({ code: '330782', district: '义乌市' }), opened: [expect.objectContaining({ code: '330106', district: '西湖区' })] });
  expect(await parcels.events(orderId)).not.toContain('LabelRequested');
  expect((await parcels.ask([shirt], { carrier: 'ZTO', tenant: 'otherFactory' })).problem.code).toBe('ALLOCATION_NOT_FOUND');
  const right = (await apply('ZTO', here)).body.serviceId;
  await review(right, 'APPROVE');
  expect((await parcels.ask([shirt], { carrier: 'ZTO' })).result).toMatchObject({ state: 'issued' });
  await Promise.all([elsewhere, right].map(close));
});

test('EWB-06: a changed address is a new version, and the service keeps the one it was approved for', async () => {
  const addressId = await addressAt(YIWU);
  const { serviceId } = (await apply('STO', addressId)).body;
  expect((await ask('PUT', `/sender-addresses/${addressId}`, { ...XIHU })).body).toMatchObject({ addressId, district: '西湖区', version: 2 });
  expect((await ask('GET', '/carrier-services?state=IN_REVIEW')).body.items).toMatchObject([{ serviceId, addressVersion: 1, region: { code: '330782' } }]);
  expect((await ask('PUT', '/sender-addresses/nothing', YIWU)).body.code).toBe('ADDRESS_NOT_FOUND');
  await close(serviceId);
});

test('EWB-04: the contact is sealed for its purpose, shown masked, and nobody else reads it', async () => {
  const addressId = await addressAt(YIWU);
  const { body, text } = await apply('STO', addressId);
  expect(body.contact).toMatch(/^欧.*139/);
  const records = await parcels.host.world.store.read(`carrierservice-${parcels.merchantId}`);
  const stored = JSON.stringify(records);
  for (const clear of [CONTACT.name, CONTACT.phone]) for (const where of [stored, text]) expect(where).not.toContain(clear);
  const { contact } = JSON.parse(records.findLast(({ type }) => type === 'ServiceApplied')?.data ?? '{}');
  expect(contact).toMatchObject({ purpose: 'EWAYBILL_CONTACT', subjectKeyId: body.serviceId });
  const of = { tenantId: parcels.merchantId, subjectId: body.serviceId };
  expect(JSON.parse(await parcels.host.world.seals.openText(contact.sealed, { ...of, field: 'EWAYBILL_CONTACT' }))).toEqual(CONTACT);
  await expect(parcels.host.world.seals.openText(contact.sealed, { ...of, field: 'ANYTHING_ELSE' })).rejects.toThrow();
  for (const tenant of ['factory', 'otherFactory', 'analyst', 'platform'] as const) expect((await ask('GET', '/carrier-services', undefined, tenant)).status).toBe(403);
  expect((await ask('GET', '/carrier-services', undefined, 'otherMerchant')).body.items).toEqual([]);
  expect((await ask('DELETE', `/carrier-services/${body.serviceId}`, undefined, 'otherMerchant')).body).toMatchObject({ code: 'SERVICE_NOT_FOUND', status: 404 });
  expect((await ask('POST', `/carrier-services/${body.serviceId}/review`, { merchantId: parcels.merchantId, decision: 'APPROVE' })).status).toBe(403);
  await close(body.serviceId);
});
