import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testHost, type TestHost } from '@daifa/service-shell/test-host';
import { allocationService } from '../service.js';
import { BINDING, TestShops } from '../test-shops.js';

let host: TestHost;
let shops: TestShops;
beforeAll(async () => {
  host = await testHost([allocationService]);
  shops = new TestShops(host);
});
afterAll(() => host.close());

/** Answers for each cause of F-BI-02: more than a thousand in all. */
const SAMPLES = 340;

const answer = (tenant: 'merchant' | 'otherMerchant' | 'factory' | 'otherFactory', id: string, what: string, body?: object) =>
  what === 'unbind' ? host.ask(tenant, 'DELETE', `/v1/bindings/${id}`) : host.ask(tenant, 'POST', `/v1/bindings/${id}/${what}`, body);

describe('DY-10 a binding', () => {
  test('F-BI-03 F-BI-04 PDD-16 DY-09: lives: asked for, accepted, unbound, and asked for again as a new one', async () => {
    const asked = await shops.request('factory');
    const { bindingId } = asked.body;
    expect([asked.status, asked.body.state, asked.headers.get('etag')]).toEqual([201, 'PENDING', '"0"']);
    expect((await shops.request('factory')).body).toMatchObject({ code: 'BINDING_EXISTS', guards: [{ facts: { bindingId, state: 'PENDING' } }] });
    expect((await answer('merchant', bindingId, 'acceptance')).status).toBe(403);
    expect((await answer('factory', bindingId, 'acceptance')).body.state).toBe('ACTIVE');
    expect((await answer('factory', bindingId, 'acceptance')).headers.get('etag')).toBe('"1"');
    expect((await answer('factory', bindingId, 'rejection', { reason: '产能不足' })).body.code).toBe('BINDING_NOT_ACTIVE');
    expect((await answer('merchant', bindingId, 'withdrawal')).body.code).toBe('BINDING_NOT_ACTIVE');
    expect((await shops.request('factory')).body.code).toBe('BINDING_EXISTS');
    expect((await answer('merchant', bindingId, 'unbind')).body.state).toBe('UNBOUND');
    expect((await answer('factory', bindingId, 'unbind')).body.state).toBe('UNBOUND');
    const again = await shops.request('factory');
    expect(again.body).toMatchObject({ state: 'PENDING', bindingId: bindingId.replace(/\.1$/, '.2') });
    expect((await answer('factory', bindingId, 'acceptance')).body.code).toBe('BINDING_NOT_FOUND'); // an old one is over
    await answer('factory', again.body.bindingId, 'acceptance');
    expect((await answer('factory', again.body.bindingId, 'unbind')).body.state).toBe('UNBOUND');
  });

  test('F-BI-03: rejected or withdrawn it is over, and may be asked for anew', async () => {
    const { bindingId } = (await shops.request('otherFactory')).body;
    expect((await answer('otherFactory', bindingId, 'rejection', {})).status).toBe(400);
    expect((await answer('otherFactory', bindingId, 'rejection', { reason: '产能不足' })).body.state).toBe('REJECTED');
    expect((await answer('otherFactory', bindingId, 'acceptance')).body.code).toBe('BINDING_REJECTED');
    expect((await answer('merchant', bindingId, 'unbind')).body.code).toBe('BINDING_NOT_ACTIVE');
    const second = (await shops.request('otherFactory')).body.bindingId;
    expect((await answer('merchant', second, 'withdrawal')).body.state).toBe('WITHDRAWN');
    expect((await answer('otherFactory', second, 'acceptance')).body.code).toBe('BINDING_WITHDRAWN');
  });

  test('F-BI-03 F-SP-07: of others answers as one that does not exist', async () => {
    const { bindingId } = (await shops.request('otherFactory')).body;
    const answers = await Promise.all([
      answer('factory', bindingId, 'acceptance'), answer('factory', bindingId, 'rejection', { reason: '产能不足' }), answer('otherMerchant', bindingId, 'withdrawal'), answer('otherMerchant', bindingId, 'unbind'),
      answer('otherFactory', 'nonsense', 'acceptance'), answer('otherFactory', '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1', 'acceptance'), answer('otherFactory', `${bindingId}0`, 'acceptance'),
    ]);
    expect(answers.map(({ status, body }) => `${status} ${body.code}`)).toEqual(Array(7).fill('404 BINDING_NOT_FOUND'));
    await answer('merchant', bindingId, 'withdrawal');
  });

  test('F-BI-03: ten requests at once are one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => shops.request('factory')));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    await answer('merchant', answers.find(({ status }) => status === 201)?.body.bindingId, 'withdrawal');
  });
});

describe('PDD-18 whoever tries factory ids learns nothing', () => {
  test('F-BI-02 DY-09: every id that is no factory’s has one answer', async () => {
    const { merchant, analyst } = host.tenants;
    const ids = ['F00000000', 'x', '', `${host.tenants.factory.factoryShopId} `, analyst.factoryShopId ?? 'none', merchant.factoryShopId ?? 'none'];
    const answers = await Promise.all(ids.map((factoryShopId) => host.ask('merchant', 'POST', '/v1/bindings', { ...BINDING, factoryShopId })));
    expect(answers.map(({ status, body }) => [status, body.code, body.messages.zh, body.guards[0].facts])).toEqual(Array(ids.length).fill([422, 'FACTORY_ID_INVALID', '请输入正确的厂家店铺ID', {}]));
  });

  test('F-BI-02 PDD-18: unknown, ill-formed, of a shop that is no factory, and of one that has not chosen: not a byte tells them apart', async () => {
    const unchosen = await host.world.access.createTenant({ name: '未选择身份', roles: [] });
    const merchantOnly = await host.world.access.createTenant({ name: '只是商家', roles: ['merchant'] });
    const ids = ['F00000000', 'not-there', unchosen.factoryShopId ?? 'none', merchantOnly.factoryShopId ?? 'none', '\u0000'];
    const answers = await Promise.all(ids.map((factoryShopId) => host.ask('merchant', 'POST', '/v1/bindings', { ...BINDING, factoryShopId })));
    expect(new Set(answers.map(({ text }) => Buffer.byteLength(text))).size).toBe(1);
    const told = answers.map(({ body: { correlationId: _id, instance: _where, ...rest }, headers }) => JSON.stringify([rest, [...headers.keys()].sort()]));
    expect(new Set(told).size).toBe(1);
  });

  // One look-up by one index whatever the id is: there is nothing that a cause could do faster. Times themselves are measured, never asserted.
  test('F-BI-02: every id is looked up, the same one way, before anything else is decided', async () => {
    const looked: string[] = [];
    const { access } = host.world;
    const find = access.findFactory.bind(access);
    access.findFactory = (id) => { looked.push(id); return find(id); };
    const ids = ['F00000000', 'x', '', host.tenants.merchant.factoryShopId ?? 'none'];
    for (const factoryShopId of ids) await host.ask('merchant', 'POST', '/v1/bindings', { ...BINDING, factoryShopId });
    access.findFactory = find;
    expect(looked).toEqual(ids);
  });

  test('F-BI-01 PDD-15: only a merchant asks, and only a factory answers', async () => {
    const { factoryShopId } = host.tenants.otherFactory;
    for (const tenant of ['factory', 'analyst', 'platform'] as const) expect((await host.ask(tenant, 'POST', '/v1/bindings', { ...BINDING, factoryShopId })).status).toBe(403);
    for (const what of ['acceptance', 'rejection'] as const) expect((await answer('merchant', '0c1f5b6e-8f5c-5d7a-9d0e-4a1b2c3d4e5f.1', what, { reason: 'x' })).status).toBe(403);
    const nobody = await host.world.access.createTenant({ name: '未选择身份', roles: [] });
    const { key } = await host.world.access.createKey({ tenantId: nobody.tenantId, label: 'test' });
    const response = await fetch(`${host.url}/v1/bindings`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ ...BINDING, factoryShopId }) });
    expect(await response.json()).toMatchObject({ status: 403, code: 'ROLE_NOT_SELECTED' });
  });

  test('F-BI-02 PDD-18: the answer is the same to the byte, whatever the cause', async () => {
    const gaveUp = await host.world.access.createTenant({ name: '曾是厂家', roles: ['factory'] });
    await host.world.access.setRoles(gaveUp.tenantId, ['merchant']);
    const causes = ['F00000000', gaveUp.factoryShopId, 'no shop id'] as const;
    const told: string[] = [];
    const took = causes.map((): number[] => []);
    for (let n = 0; n < SAMPLES; n += 1) {
      for (const [cause, factoryShopId] of causes.entries()) {
        const before = performance.now();
        const { status, text, body, headers } = await host.ask('merchant', 'POST', '/v1/bindings', { ...BINDING, factoryShopId });
        took[cause]?.push(performance.now() - before);
        told.push(JSON.stringify([status, headers.get('content-length'), text.replaceAll(body.correlationId, 'id')]));
      }
    }
    expect([...new Set(told)]).toEqual([told[0]]);
    expect(told[0]).toContain('FACTORY_ID_INVALID');
    const medians = took.map((times) => times.sort((one, other) => one - other)[SAMPLES / 2]?.toFixed(2));
    process.stdout.write(`F-BI-02: medians of ${SAMPLES} answers each for an unknown id, a shop that is no factory, no id at all: ${medians.join(' ms, ')} ms\n`);
  });

  test('F-BI-01 PDD-12: a tenant may be a merchant and a factory', async () => {
    const both = await host.world.access.createTenant({ name: '又买又造', roles: ['merchant', 'factory'] });
    const { key } = await host.world.access.createKey({ tenantId: both.tenantId, label: 'test' });
    const asBoth = (path: string, body: object) => fetch(`${host.url}/v1/bindings${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await asBoth('', { ...BINDING, factoryShopId: host.tenants.otherFactory.factoryShopId })).status).toBe(201);
    const { body } = await host.ask('merchant', 'POST', '/v1/bindings', { ...BINDING, factoryShopId: both.factoryShopId });
    expect(await (await asBoth(`/${body.bindingId}/acceptance`, {})).json()).toMatchObject({ state: 'ACTIVE' });
    await answer('merchant', body.bindingId, 'unbind');
  });

  test('F-BI-01 PDD-12 DY-06: a shop cannot be bound to itself', async () => {
    const both = await host.world.access.createTenant({ name: '自产自销', roles: ['merchant', 'factory'] });
    const { key } = await host.world.access.createKey({ tenantId: both.tenantId, label: 'test' });
    const response = await fetch(`${host.url}/v1/bindings`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ ...BINDING, factoryShopId: both.factoryShopId }) });
    expect(await response.json()).toMatchObject({ status: 422, code: 'BINDING_SELF' });
  });
});

test('F-BI-05 PDD-14: a sender said anew is that of later allocations; what was allocated before keeps the sender it was allocated with', async () => {
  const factoryId = await shops.bound('factory');
  const [before, later] = [await shops.order(), await shops.order()];
  await shops.allocated(before, factoryId);
  const { body } = await host.ask('merchant', 'GET', '/v1/bindings?state=ACTIVE&limit=100', undefined, { 'daifa-position': String(await host.world.store.headPosition()) });
  await answer('merchant', body.items.find((item: { factoryId: string }) => item.factoryId === factoryId).bindingId, 'unbind');
  const moved = { ...BINDING.sender, address: '浙江省杭州市滨江区样例路2号' };
  const anew = await host.ask('merchant', 'POST', '/v1/bindings', { ...BINDING, merchantAlias: '晨光二店', sender: moved, factoryShopId: host.tenants.factory.factoryShopId });
  await answer('factory', anew.body.bindingId, 'acceptance');
  await shops.allocated(later, factoryId);
  const told = async (orderId: typeof before) => (await host.world.aggregates.orders.load(orderId)).state.allocations.map(({ sender, merchantAlias }) => [merchantAlias, sender]);
  expect(await told(before)).toEqual(Array(2).fill(['晨光小店', BINDING.sender]));
  expect(await told(later)).toEqual(Array(2).fill(['晨光二店', moved]));
  await answer('merchant', anew.body.bindingId, 'unbind');
});

test('DY-13 F-SP-07: each side lists its own bindings, a page at a time, and nobody else’s', async () => {
  const ids: string[] = [];
  for (const factory of ['factory', 'otherFactory'] as const) {
    const { body, headers } = await shops.request(factory);
    ids.push(body.bindingId);
    const seen = await host.ask('merchant', 'GET', '/v1/bindings?state=PENDING', undefined, { 'daifa-position': headers.get('daifa-position') ?? '' });
    expect(seen.body.items.map(({ bindingId }: { bindingId: string }) => bindingId)).toContain(body.bindingId);
  }
  const first = (await host.ask('merchant', 'GET', '/v1/bindings?state=PENDING&limit=1')).body;
  const second = (await host.ask('merchant', 'GET', `/v1/bindings?state=PENDING&limit=1&cursor=${encodeURIComponent(first.next)}`)).body;
  expect([first.items[0].bindingId, second.items[0].bindingId].sort()).toEqual([...ids].sort());
  expect(second.next).toBeNull();
  expect((await host.ask('factory', 'GET', '/v1/bindings?state=PENDING')).body.items.map(({ bindingId }: { bindingId: string }) => bindingId)).toEqual([ids[0]]);
  expect((await host.ask('otherMerchant', 'GET', '/v1/bindings')).body.items).toEqual([]);
});
