import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { testDatabase } from '@daifa/local-postgres/test-database';
import { masterKey } from '@daifa/personal-data/master-key';
import type { Ports } from '@daifa/ports/ports';
import { systemPorts } from '@daifa/ports/system';
import { openShell } from './bootstrap.js';
import { type HostOptions, hostServices } from './host.js';
import { createLogger } from './logging.js';
import type { ObservabilityConfig } from './observability-config.js';
import type { OpenObservability } from './observability-open.js';
import type { Observability } from './observability.js';
import type { Role } from './policy.js';
import { routesOf, type Route } from './routes.js';
import type { Service, World } from './world.js';

/** Services on a real PostgreSQL for a test: real HTTP through `ask`, real bus, throw-away database. */
export type TestHost = {
  readonly world: World;
  readonly observability: Observability;
  /** For what `ask` cannot do, such as streams. */
  readonly url: string;
  /** Every route of the application, for tests that try them all. */
  readonly routes: readonly Route[];
  readonly tenants: Readonly<Record<TestTenant, { readonly tenantId: string; readonly key: string; readonly factoryShopId: string | null }>>;
  /** One request as a tenant; `body` is sent as JSON. */
  ask(tenant: TestTenant | null, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Waits until every group has applied the whole log, also what processes have appended meanwhile. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export type TestTenant = 'merchant' | 'otherMerchant' | 'factory' | 'otherFactory' | 'platform' | 'analyst';

/** `body` is what the JSON says; tests look into it freely. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: ReturnType<typeof JSON.parse>; readonly text: string };

const ROLES: Readonly<Record<TestTenant, Role>> = { merchant: 'merchant', otherMerchant: 'merchant', factory: 'factory', otherFactory: 'factory', platform: 'platform', analyst: 'analyst' };
const SETTLE_MS_MAX = 20_000;

export type TestHostOptions = {
  /** Another clock than the machine's, where a test says what time it is. */
  readonly ports?: Ports;
  /** For tests that look at metrics and traces; nothing watches otherwise. */
  readonly observability?: ObservabilityConfig;
} & Pick<OpenObservability, 'exporter'> & Pick<HostOptions, 'busOf'>;

export async function testHost(services: readonly Service[], { ports = systemPorts, observability, exporter, busOf }: TestHostOptions = {}): Promise<TestHost> {
  const database = await testDatabase();
  await migrateEventStore(database.url);
  const config = { host: '127.0.0.1', port: 0, databaseUrl: database.url, secret: 'a secret of thirty-two characters', environment: 'test', logLevel: 'silent', requestMs: 30_000, drainMs: 0, inFlightMs: 5_000, observability } as const;
  const shell = await openShell({ name: 'test', ports, config, logger: createLogger({ name: 'test', level: 'silent' }), exporter });
  const store = await openPostgresStore({ url: database.url, ports, allowNotDurable: true });
  const { app, world, listen, stop } = await hostServices({ shell, store, masterKey: masterKey(Buffer.alloc(32, 7), ports.random), services, ...(busOf && { busOf }) });
  const url = await listen();
  const tenants = Object.fromEntries(await Promise.all(Object.entries(ROLES).map(async ([name, role]) => {
    const { tenantId, factoryShopId } = await world.access.createTenant({ name, roles: [role] });
    const { key } = await world.access.createKey({ tenantId, label: 'test' });
    return [name, { tenantId, key, factoryShopId }] as const;
  }))) as TestHost['tenants'];
  return {
    world, url, tenants,
    observability: shell.observability,
    routes: routesOf(app),
    ask: async (tenant, method, path, body, headers = {}) => {
      const sent = new Headers(headers);
      if (tenant !== null) sent.set('authorization', `Bearer ${tenants[tenant].key}`);
      if (body !== undefined) sent.set('content-type', 'application/json');
      const response = await fetch(`${url}${path}`, { method, headers: sent, ...(body !== undefined && { body: JSON.stringify(body) }) });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : null, text };
    },
    settled: async () => {
      for (let head = -1; head !== (await store.headPosition()); ) {
        head = await store.headPosition();
        for (const { bus } of world.groups.values()) if (!(await bus.waitFor(head, SETTLE_MS_MAX))) throw new Error(`group ${bus.group} did not reach ${head}`);
      }
    },
    close: async () => {
      await stop();
      await database.stop();
    },
  };
}
