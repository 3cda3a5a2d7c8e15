// Makes a tenant and its first API key, which is shown this once: node deploy/make-key.mjs NAME ROLE… (platform, merchant, factory, analyst)
// Runs where a service runs, with its settings; deploy/README.md says how in a cluster.
import { systemPorts } from '@daifa/ports/system';
import { openShell } from '@daifa/service-shell/bootstrap';
import { readConfig, shellConfig } from '@daifa/service-shell/config';
import { isRole } from '@daifa/service-shell/policy';

const [name, ...roles] = process.argv.slice(2);
if (name === undefined || roles.length === 0 || !roles.every(isRole)) {
  console.error('Usage: node deploy/make-key.mjs NAME ROLE… (platform, merchant, factory, analyst)');
  process.exit(2);
}
const shell = await openShell({ name: 'make-key', ports: systemPorts, config: readConfig((read) => ({ ...shellConfig(read), logLevel: 'warn' })) });
try {
  const { tenantId, factoryShopId } = await shell.access.createTenant({ name, roles });
  const { key } = await shell.access.createKey({ tenantId, label: 'first' });
  console.log(JSON.stringify({ tenantId, factoryShopId, key }));
} finally {
  await shell.close();
}
