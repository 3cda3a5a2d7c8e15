import type { Ports } from '@daifa/ports/ports';
import { LRUCache } from 'lru-cache';
import { type DataSource, In } from 'typeorm';
import { ApiKey } from './access/api-key.entity.js';
import { keyHash, keyIdOf, mintKey, sameHash } from './access/api-key.js';
import { accessMigrations } from './access/migrations.js';
import { Tenant } from './access/tenant.entity.js';
import { definite } from './definite.js';
import type { Role } from './policy.js';

export { Tenant } from './access/tenant.entity.js';

/** What `openDataSource` needs for the schema of tenants and keys. */
export const accessSchema = { schema: 'access', entities: [Tenant, ApiKey], migrations: accessMigrations };

/** Who a key belongs to. */
export type Holder = {
  readonly tenantId: string;
  readonly roles: readonly Role[];
  readonly keyId: string;
  readonly name: string;
  readonly factoryShopId: string | null;
};

type Known = { readonly hash: Buffer; readonly holder: Holder; readonly expiresAt: Date | null };

const KEYS_CACHED_MAX = 10_000;
/** How long a key revoked in another process can still be used in this one. */
const KEY_CACHED_MS = 5_000;
/** Eight digits and a few thousand factories: a second draw is rare, a tenth means something else is wrong. */
const SHOP_ID_DRAWS_MAX = 10;

/** Tenants and their API keys. */
export class Access {
  readonly #known: LRUCache<string, Known>;
  /** Counts changes, so that a row read before a revocation is not cached after it. */
  #changes = 0;

  constructor(private readonly database: DataSource, private readonly ports: Ports, private readonly environment: string) {
    this.#known = new LRUCache({ max: KEYS_CACHED_MAX, ttl: KEY_CACHED_MS, ttlResolution: 0, perf: { now: () => ports.clock.monotonicMs() } });
  }

  /** Asked again with the same id, the tenant stays as it is and is given back. A factory without a shop id is given one. */
  async createTenant(wish: { readonly tenantId?: string; readonly name: string; readonly roles: readonly Role[]; readonly factoryShopId?: string }): Promise<Tenant> {
    const tenants = this.database.getRepository(Tenant);
    const tenantId = wish.tenantId ?? this.ports.ids.uuid();
    const factoryShopId = wish.factoryShopId ?? (wish.roles.includes('factory') ? await this.#freeShopId() : null);
    await tenants.createQueryBuilder().insert().values({ tenantId, name: wish.name, roles: [...wish.roles], factoryShopId, createdAt: this.ports.clock.now() }).orIgnore('tenant_id').execute();
    return tenants.findOneByOrFail(definite({ tenantId }));
  }

  /** Replaces a tenant's roles; it takes effect at once here, and within KEY_CACHED_MS in other processes. */
  async setRoles(tenantId: string, roles: readonly Role[]): Promise<void> {
    const tenants = this.database.getRepository(Tenant);
    const tenant = await tenants.findOneByOrFail(definite({ tenantId }));
    const factoryShopId = tenant.factoryShopId ?? (roles.includes('factory') ? await this.#freeShopId() : null);
    await tenants.update(definite({ tenantId }), { roles: [...roles], factoryShopId });
    this.#forgetAll();
  }

  /** A new key. This is the only moment it can be read: what is stored is its SHA-256. */
  async createKey(wish: { readonly tenantId: string; readonly label: string; readonly expiresAt?: Date }): Promise<{ readonly keyId: string; readonly key: string }> {
    const { keyId, key, hash } = mintKey(this.environment, this.ports.random);
    await this.database.getRepository(ApiKey).insert({ keyId, tenantId: wish.tenantId, label: wish.label, hash, createdAt: this.ports.clock.now(), expiresAt: wish.expiresAt ?? null, revokedAt: null });
    return { keyId, key };
  }

  /** Ends a key of this tenant. Twice is once. False when the tenant has no such key. */
  async revokeKey(tenantId: string, keyId: string): Promise<boolean> {
    const keys = this.database.getRepository(ApiKey);
    const revoked = await keys.createQueryBuilder().update().set({ revokedAt: () => 'coalesce(revoked_at, :now)' }).where('key_id = :keyId and tenant_id = :tenantId').setParameters({ now: this.ports.clock.now(), keyId, tenantId }).execute();
    this.#changes += 1;
    this.#known.delete(keyId);
    return revoked.affected === 1;
  }

  /** Who holds this key; null for a key that is malformed, unknown, expired, revoked or of another environment. */
  async authenticate(key: string): Promise<Holder | null> {
    const keyId = keyIdOf(key, this.environment);
    if (keyId === null) return null;
    const known = this.#known.get(keyId) ?? (await this.#load(keyId));
    if (!known || !sameHash(known.hash, keyHash(key))) return null;
    return known.expiresAt === null || known.expiresAt > this.ports.clock.now() ? known.holder : null;
  }

  /** The tenant with this shop id, whether or not it has selected the factory role: the caller must answer both misses alike. */
  async findFactory(factoryShopId: string): Promise<{ readonly tenantId: string; readonly name: string; readonly roleSelected: boolean } | null> {
    const tenant = await this.database.getRepository(Tenant).findOneBy(definite({ factoryShopId }));
    return tenant && { tenantId: tenant.tenantId, name: tenant.name, roleSelected: tenant.roles.includes('factory') };
  }

  /** Names by tenant id; an unknown id is absent. */
  async tenantNames(tenantIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (tenantIds.length === 0) return new Map();
    const tenants = await this.database.getRepository(Tenant).find({ select: { tenantId: true, name: true }, where: { tenantId: In([...new Set(tenantIds)]) } });
    return new Map(tenants.map((tenant) => [tenant.tenantId, tenant.name]));
  }

  async #load(keyId: string): Promise<Known | null> {
    const changes = this.#changes;
    const row = await this.database.getRepository(ApiKey).findOneBy(definite({ keyId }));
    if (!row || row.revokedAt !== null) return null;
    const { tenantId, roles, name, factoryShopId } = await this.database.getRepository(Tenant).findOneByOrFail(definite({ tenantId: row.tenantId }));
    const known = { hash: row.hash, holder: { tenantId, roles, keyId, name, factoryShopId }, expiresAt: row.expiresAt };
    if (changes === this.#changes) this.#known.set(keyId, known);
    return known;
  }

  async #freeShopId(): Promise<string> {
    for (let draw = 0; draw < SHOP_ID_DRAWS_MAX; draw += 1) {
      const factoryShopId = `F${String(this.ports.random.bytes(4).readUInt32BE() % 100_000_000).padStart(8, '0')}`;
      if (!(await this.findFactory(factoryShopId))) return factoryShopId;
    }
    throw new Error(`no free shop id in ${SHOP_ID_DRAWS_MAX} draws`);
  }

  #forgetAll(): void {
    this.#changes += 1;
    this.#known.clear();
  }
}
