import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Access } from '@daifa/service-shell/access';
import type { Role } from '@daifa/service-shell/policy';

/** Who the demonstration plays. Their ids are fixed, so that a second start finds them; their keys are random and shown once. */
const DEMO_TENANTS: readonly { readonly label: DemoTenant; readonly tenantId: string; readonly name: string; readonly role: Role; readonly factoryShopId?: string }[] = [
  { label: 'merchant', tenantId: '5b0c1a52-2f3e-4a7e-9d51-0a1b2c3d4e5f', name: '晨光小店', role: 'merchant' },
  { label: 'factory', tenantId: '9a4e7c10-6b1d-4f0e-8a77-112233445566', name: '义乌北苑服饰厂', role: 'factory', factoryShopId: 'F10000001' },
  { label: 'factory2', tenantId: 'c3d2e1f0-1a2b-4c3d-9e8f-aabbccddeeff', name: '杭州下沙针织厂', role: 'factory', factoryShopId: 'F10000002' },
  { label: 'platform', tenantId: '0d9c8b7a-6f5e-4d3c-8b2a-1f0e9d8c7b6a', name: '平台运营', role: 'platform' },
  { label: 'analyst', tenantId: 'e1d2c3b4-a596-4788-8796-a5b4c3d2e1f0', name: '审计分析', role: 'analyst' },
];

export type DemoTenant = 'merchant' | 'factory' | 'factory2' | 'platform' | 'analyst';
export type DemoKey = { readonly label: DemoTenant; readonly name: string; readonly key: string; readonly factoryShopId: string | null };

/** Where the demonstration's keys lie for the command line; beside the data, readable by the owner only. */
export const demoKeysFile = (home: string): string => join(home, 'secrets', 'demo-keys.json');

/** Makes the tenants where they are missing. Answers the new keys, empty when every tenant had one: keys are shown once. */
export async function ensureDemoTenants(access: Access, home: string): Promise<readonly DemoKey[]> {
  const known = knownKeys(home);
  const made: DemoKey[] = [];
  for (const { label, tenantId, name, role, factoryShopId } of DEMO_TENANTS) {
    const tenant = await access.createTenant({ tenantId, name, roles: [role], ...(factoryShopId !== undefined && { factoryShopId }) });
    const stillGood = known[label] !== undefined && (await access.authenticate(known[label])) !== null;
    if (stillGood) continue;
    const { key } = await access.createKey({ tenantId, label: 'demo' });
    made.push({ label, name, key, factoryShopId: tenant.factoryShopId });
  }
  if (made.length > 0) writeKeys(home, { ...known, ...Object.fromEntries(made.map(({ label, key }) => [label, key])) });
  return made;
}

type Keys = Partial<Record<DemoTenant, string>>;

function knownKeys(home: string): Keys {
  try {
    const keys: Keys = JSON.parse(readFileSync(demoKeysFile(home), 'utf8'));
    return keys;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

function writeKeys(home: string, keys: Keys): void {
  mkdirSync(join(home, 'secrets'), { recursive: true, mode: 0o700 });
  writeFileSync(demoKeysFile(home), `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
}
