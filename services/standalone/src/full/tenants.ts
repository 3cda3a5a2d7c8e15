import type { Ports } from '@daifa/ports/ports';
import { Access, accessSchema } from '@daifa/service-shell/access';
import { openDataSource } from '@daifa/service-shell/database';
import { type DemoKey, ensureDemoTenants } from '../demo-tenants.js';

/** Makes the demonstration's tenants and keys, with a connection of its own that is closed again. */
export async function demoTenants(at: { readonly databaseUrl: string; readonly environment: string; readonly home: string }, ports: Ports): Promise<readonly DemoKey[]> {
  const database = await openDataSource({ url: at.databaseUrl, applicationName: 'daifa start', poolMax: 1, onPoolError: () => undefined, ...accessSchema });
  try {
    return await ensureDemoTenants(new Access(database, ports, at.environment), at.home);
  } finally {
    await database.destroy();
  }
}
