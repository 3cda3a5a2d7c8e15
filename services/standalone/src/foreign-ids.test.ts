import { readFileSync } from 'node:fs';
import { testHost, type Answer, type TestHost, type TestTenant } from '@daifa/service-shell/test-host';
import { services } from './services.js';

/** Requirements, section 4, precondition (iii): for somebody else's ids every route answers exactly as for ids that nobody has. */

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Operation = { readonly method: Method; readonly path: string; readonly roles: readonly string[]; readonly body: object | undefined };

const document: { readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-roles': readonly string[]; readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: object }>> } }>>>> } =
  JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));
const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { requestBody, 'x-roles': roles }]) => ({ method: method.toUpperCase() as Method, path, roles, body: requestBody?.content['application/json']?.example })),
);
const exampleOf = (method: string, path: string): object => operations.find((operation) => operation.method === method && operation.path === path)?.body ?? {};

/** The order all examples speak of; its id is also in the ids of its allocations, permits and labels. */
const EXAMPLE_ORDER = '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f';
/** A sender address in examples: there the stranger may use one of their own. */
const EXAMPLE_ADDRESS = '2f3a7f0e-0f7e-4a83-9d9a-2f0e4f7e1a11';
const NOBODYS = '11111111-2222-5333-8444-555555555555';

/** Ids of a merchant's and a factory's things by their parameter, found in what was stored about them. */
type Ids = Readonly<Record<string, string>>;

let host: TestHost;
let theirs: Ids;
let strangersAddress: string;
beforeAll(async () => {
  host = await testHost(services);
  theirs = await aLife(host);
  strangersAddress = (await host.ask('otherMerchant', 'POST', '/v1/sender-addresses', exampleOf('POST', '/v1/sender-addresses'))).body.addressId;
});
afterAll(() => host.close());

/** An order from its import to an intercept: everything that can have an id. */
async function aLife({ ask, settled, tenants, world }: TestHost): Promise<Ids> {
  const done = async (tenant: TestTenant, method: Method, path: string, body: object): Promise<Answer> => {
    const answer = await ask(tenant, method, path, body);
    const refused = Array.isArray(answer.body?.results) && answer.body.results.some(({ status }: { readonly status: string }) => status !== 'done');
    if (answer.status >= 300 || refused) throw new Error(`${method} ${path}: ${answer.text}`);
    await settled();
    return answer;
  };
  const factoryId = tenants.factory.tenantId;
  await done('merchant', 'POST', '/v1/orders', exampleOrder());
  const [imported] = await world.store.readAll(0, 1);
  const orderId = imported?.stream.slice('order-'.length) ?? '';
  const about = (path: string, change: object = {}): object => ({ ...JSON.parse(JSON.stringify(exampleOf('POST', path)).replaceAll(EXAMPLE_ORDER, orderId)), ...change });
  const held = await done('merchant', 'POST', `/v1/orders/${orderId}/holds`, about('/v1/orders/{orderId}/holds'));
  const holdId = JSON.stringify(held.body).match(/"holdId":"([^"]+)"/)?.[1] ?? '';
  await ask('merchant', 'DELETE', `/v1/orders/${orderId}/holds/${holdId}`);
  const { body: { bindingId } } = await done('merchant', 'POST', '/v1/bindings', about('/v1/bindings', { factoryShopId: tenants.factory.factoryShopId }));
  await done('factory', 'POST', `/v1/bindings/${bindingId}/acceptance`, {});
  await done('merchant', 'POST', '/v1/allocations', { items: [{ orderId, factoryId, lines: [{ lineId: '1', quantity: 2 }] }] });
  const { body: { addressId } } = await done('merchant', 'POST', '/v1/sender-addresses', about('/v1/sender-addresses'));
  await done('factory', 'POST', '/v1/waybills', about('/v1/waybills'));
  const { body: { items: [branch] } } = await ask('merchant', 'GET', `/v1/carrier-branches?carrier=STO&addressId=${addressId}`);
  const { body: { serviceId } } = await done('merchant', 'POST', '/v1/carrier-services', about('/v1/carrier-services', { addressId, branchId: branch.branchId }));
  const { body: { printJobId } } = await done('factory', 'POST', '/v1/factory/print-jobs', { printJobId: 'line-2-0001', items: [{ allocationId: `${orderId}.1.1` }] });
  const { body: { items: [waybill] } } = await ask('factory', 'GET', '/v1/waybills');
  await done('factory', 'POST', '/v1/factory/waybill-returns', { items: [{ allocationIds: [`${orderId}.1.1`], carrier: waybill.carrier, waybillNo: waybill.waybillNo, extraWaybillNos: [] }] });
  await done('merchant', 'POST', '/v1/shipments', { items: [{ orderId }], returnAddressId: addressId });
  const { body: { reshipmentId } } = await done('merchant', 'POST', '/v1/reshipments', { originalOrderId: orderId, reason: 'DAMAGED_REFUSED', evidence: '照片', lines: [{ lineId: '1', quantity: 1 }] });
  const { body: { afterSaleId } } = await done('merchant', 'POST', '/v1/after-sales', { orderId, type: 'REFUND_ONLY', lines: [{ lineId: '1', quantity: 1 }], reason: '不想要了', version: 1 });
  const { body: { items: [intercept] } } = await ask('merchant', 'GET', '/v1/intercepts');
  const { body: { statementId } } = await done('merchant', 'POST', '/v1/statements', { factoryId, from: new Date(Date.now() - 7_200_000).toISOString(), to: new Date(Date.now() - 3_600_000).toISOString() });
  return { statementId, reshipmentId, waybillNo: waybill.waybillNo, orderId, labelId: `${orderId}.L1`, serviceId, bindingId, addressId, printJobId, holdId, afterSaleId, interceptId: intercept?.interceptId, ...(await aShop(done)), ...(await aShortage(done, factoryId)) };
}

/** The order of the examples, paid in a far future: its deadline is after this test, so that no clock writes to it while strangers ask. */
const exampleOrder = (change: (text: string) => string = (text) => text): object => JSON.parse(change(JSON.stringify(exampleOf('POST', '/v1/orders')).replace(/"(paidAt|promisedShipAt)":"2026/g, '"$1":"2196')));

/** An order of something the factory has none of. */
async function aShortage(done: (tenant: TestTenant, method: Method, path: string, body: object) => Promise<Answer>, factoryId: string): Promise<Ids> {
  const { body } = await done('merchant', 'POST', '/v1/orders', exampleOrder((text) => text.replaceAll('2150000112233445566', '2150000112233449999').replaceAll('TS-W-L', 'NONE-1')));
  const { orderId } = body.results[0].result;
  await done('factory', 'POST', '/v1/factory/stock/counts', { items: [{ sku: 'NONE-1', onHand: 0 }] });
  await done('merchant', 'POST', '/v1/allocations', { items: [{ orderId, factoryId }] });
  return { shortageId: `${orderId}.S1` };
}

/** A shop on a simulated channel, and a record of it that could not be read. */
async function aShop(done: (tenant: TestTenant, method: Method, path: string, body: object) => Promise<Answer>): Promise<Ids> {
  const { body: { shopKey } } = await done('merchant', 'POST', '/v1/shops', exampleOf('POST', '/v1/shops'));
  const simulator = '/v1/channels/PDD/simulator/mall-100001';
  const { body: { token } } = await done('platform', 'POST', `${simulator}/tokens`, {});
  await done('merchant', 'POST', `/v1/shops/${shopKey}/authorization`, { token });
  await done('platform', 'POST', `${simulator}/orders`, { count: 1, broken: 'STATUS' });
  const { body: { items: [setAside] } } = await host.ask('merchant', 'GET', `/v1/shops/${shopKey}/quarantine`);
  return { shopKey, quarantineId: setAside.quarantineId };
}

const STRANGERS = { merchant: 'otherMerchant', factory: 'otherFactory' } as const;
const inPath = ({ path }: Operation): readonly string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
const cases = operations.flatMap((operation) =>
  (['merchant', 'factory'] as const)
    .filter((role) => operation.roles.includes(role) && (inPath(operation).length > 0 || JSON.stringify(operation.body ?? '').includes(EXAMPLE_ORDER)))
    .map((role) => [`${operation.method} ${operation.path} as another ${role}`, operation, STRANGERS[role]] as const),
);

test.each(cases)('F-SP-07: %s', async (_, operation, stranger) => {
  const before = await host.world.store.headPosition();
  const answers = [];
  for (const idOf of [(name: string): string => theirs[name] ?? '', (): string => NOBODYS]) {
    const ids = inPath(operation).map(idOf);
    expect(ids).not.toContain('');
    const path = inPath(operation).reduce((filled, name, index) => filled.replace(`{${name}}`, ids[index] ?? ''), operation.path);
    const body = operation.body && JSON.parse(JSON.stringify(operation.body).replaceAll(EXAMPLE_ORDER, idOf('orderId')).replaceAll(EXAMPLE_ADDRESS, strangersAddress));
    const { status, text } = await host.ask(stranger, operation.method, path, body);
    const neutral = [...ids, idOf('orderId')].reduce((left, id) => left.replaceAll(id, 'ID'), text).replaceAll(/"correlationId":"[^"]*"/g, '');
    answers.push({ status, text: neutral });
  }
  const [foreign, unknown] = answers;
  expect(foreign).toEqual(unknown);
  expect(foreign?.text).toMatch(/_NOT_FOUND|VALIDATION_FAILED/);
  expect(foreign?.text).not.toContain('"done"');
  // What a clock does meanwhile is its own.
  const left = (await host.world.store.readAll(before, 10)).filter(({ meta }) => JSON.parse(meta).actor.kind !== 'system');
  expect(left.map(({ type, stream }) => `${type} ${stream}`)).toEqual([]);
});
