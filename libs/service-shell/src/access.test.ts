import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@daifa/local-postgres/test-database';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import type { DataSource } from 'typeorm';
import { AccessGuard } from './access-guard.js';
import { Access, accessSchema } from './access.js';
import { keyIdOf, mintKey } from './access/api-key.js';
import { openDataSource } from './database.js';
import { steeredPorts } from './test-app.js';

const ports = steeredPorts();
let server: TestDatabase;
let database: DataSource;
let access: Access;

beforeAll(async () => {
  server = await testDatabase();
  database = await openDataSource({ url: server.url, applicationName: 'access test', onPoolError: () => undefined, ...accessSchema });
  access = new Access(database, ports, 'test');
});
afterAll(async () => {
  await database.destroy();
  await server.stop();
});

const keyOf = async (roles: Parameters<Access['createTenant']>[0]['roles'] = ['merchant'], expiresAt?: Date): Promise<{ tenantId: string; keyId: string; key: string }> => {
  const { tenantId } = await access.createTenant({ name: '南风小铺', roles });
  return { tenantId, ...(await access.createKey({ tenantId, label: 'erp', ...(expiresAt && { expiresAt }) })) };
};

describe('an API key', () => {
  test('opens for its holder', async () => {
    const { tenantId, keyId, key } = await keyOf(['merchant', 'analyst']);
    expect(key).toMatch(/^daifa_test_[a-z2-9]{12}_[a-z2-9]{58}$/);
    expect(await access.authenticate(key)).toEqual({ tenantId, keyId, roles: ['merchant', 'analyst'], name: '南风小铺', factoryShopId: null });
  });

  test('is shown once: the database holds its hash and no part of the secret', async () => {
    const { keyId, key } = await keyOf();
    const rows: unknown = await database.query('select api_key::text from access.api_key where key_id = $1', [keyId]);
    const secret = key.split('_')[3] ?? '';
    for (let at = 0; at + 8 <= secret.length; at += 1) expect(JSON.stringify(rows)).not.toContain(secret.slice(at, at + 8));
  });

  test('with one letter changed, cut, of another environment or made up opens nothing', async () => {
    const { key } = await keyOf();
    const changed = key.slice(0, -8) + (key.at(-8) === 'a' ? 'b' : 'a') + key.slice(-7);
    for (const wrong of [changed, key.slice(0, -1), key.replace('_test_', '_live_'), `${key}x`, '', key.toUpperCase(), mintKey('test', ports.random).key]) expect(await access.authenticate(wrong)).toBeNull();
  });

  test('with the id of another key and a valid checksum opens nothing', async () => {
    const { key, keyId } = await keyOf();
    const minted = mintKey('test', ports.random);
    expect(keyIdOf(minted.key, 'test')).toBe(minted.keyId);
    await database.query('update access.api_key set key_id = $1 where key_id = $2', [minted.keyId, keyId]);
    expect(await access.authenticate(minted.key)).toBeNull();
    expect(await access.authenticate(key)).toBeNull();
  });

  test('is dead at once when revoked, and revoking twice is once', async () => {
    const { tenantId, keyId, key } = await keyOf();
    expect(await access.authenticate(key)).not.toBeNull();
    expect(await access.revokeKey(tenantId, keyId)).toBe(true);
    expect(await access.authenticate(key)).toBeNull();
    expect(await access.revokeKey(tenantId, keyId)).toBe(true);
  });

  test('of somebody else cannot be revoked', async () => {
    const [mine, theirs] = [await keyOf(), await keyOf()];
    expect(await access.revokeKey(mine.tenantId, theirs.keyId)).toBe(false);
    expect(await access.authenticate(theirs.key)).not.toBeNull();
  });

  test('revoked in another process is dead here after five seconds', async () => {
    const { tenantId, keyId, key } = await keyOf();
    expect(await access.authenticate(key)).not.toBeNull();
    await new Access(database, ports, 'test').revokeKey(tenantId, keyId);
    await ports.advance(5_001);
    expect(await access.authenticate(key)).toBeNull();
  });

  test('revoked while it is being looked up is not remembered as good', async () => {
    const { tenantId, keyId, key } = await keyOf();
    const other = database.createQueryRunner();
    await other.startTransaction();
    await other.query('lock table access.tenant in access exclusive mode');
    const looking = access.authenticate(key); // has read the key, waits for its tenant
    while ((await database.query(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length === 0);
    await access.revokeKey(tenantId, keyId);
    await other.rollbackTransaction();
    await other.release();
    await looking;
    expect(await access.authenticate(key)).toBeNull();
  });

  test('ends when it expires, cached or not', async () => {
    const { key } = await keyOf(['merchant'], new Date(ports.clock.now().getTime() + 1_000));
    expect(await access.authenticate(key)).not.toBeNull();
    await ports.advance(1_000);
    expect(await access.authenticate(key)).toBeNull();
  });
});

describe('a tenant', () => {
  test('that is a factory has a shop id, which finds it', async () => {
    const factory = await access.createTenant({ name: '云山制衣', roles: ['factory'] });
    expect(factory.factoryShopId).toMatch(/^F\d{8}$/);
    expect(await access.findFactory(factory.factoryShopId ?? '')).toEqual({ tenantId: factory.tenantId, name: '云山制衣', roleSelected: true });
    expect(await access.findFactory('F00000000')).toBeNull();
  });

  test('F-BI-01 PDD-18: that gives up the factory role is still found, as one that has not selected it', async () => {
    const { tenantId, factoryShopId } = await access.createTenant({ name: '云山制衣二厂', roles: ['factory'] });
    await access.setRoles(tenantId, ['merchant']);
    expect(await access.findFactory(factoryShopId ?? '')).toMatchObject({ roleSelected: false });
  });

  test('F-BI-01 PDD-15: whose roles change has them at its next request', async () => {
    const { tenantId, key } = await keyOf([]);
    expect((await access.authenticate(key))?.roles).toEqual([]);
    await access.setRoles(tenantId, ['factory']);
    expect(await access.authenticate(key)).toMatchObject({ roles: ['factory'], factoryShopId: expect.stringMatching(/^F\d{8}$/) });
  });

  test('created again with its id stays as it was', async () => {
    const tenantId = ports.ids.uuid();
    await access.createTenant({ tenantId, name: '一号店', roles: ['merchant'] });
    expect(await access.createTenant({ tenantId, name: '二号店', roles: ['platform'] })).toMatchObject({ name: '一号店', roles: ['merchant'] });
  });

  test('is named by its id, and an unknown id has no name', async () => {
    const { tenantId } = await access.createTenant({ name: '三号店', roles: [] });
    expect(await access.tenantNames([tenantId, tenantId, ports.ids.uuid()])).toEqual(new Map([[tenantId, '三号店']]));
    expect(await access.tenantNames([])).toEqual(new Map());
  });

  test('with a role nobody knows is refused by the database', async () => {
    await expect(database.query(`insert into access.tenant values (gen_random_uuid(), 'x', array['root'], null, now())`)).rejects.toThrow('check');
  });
});

test('a route without a policy is closed at run time too', async () => {
  class Forgotten {
    open(): void {}
  }
  const guard = new AccessGuard(new Reflector(), access);
  await expect(guard.canActivate(new ExecutionContextHost([{ headers: {} }, {}], Forgotten, Forgotten.prototype.open))).rejects.toThrow('FORBIDDEN');
});
