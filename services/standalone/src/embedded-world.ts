import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { startPostgres } from '@daifa/local-postgres/postgres';
import { masterKeyFile } from '@daifa/personal-data/master-key';
import type { Ports } from '@daifa/ports/ports';
import { openShell } from '@daifa/service-shell/bootstrap';
import { hostServices, type Host } from '@daifa/service-shell/host';
import type { StandaloneConfig } from './config.js';
import { secretFrom } from './secret-file.js';
import { services } from './services.js';

export type EmbeddedWorld = { readonly host: Host; readonly databaseUrl: string; readonly ownsDatabase: boolean };

/**
 * Opens the embedded world: its own PostgreSQL unless another is given, the event store in it, and all services in this
 * process. Not listening yet.
 *
 * @param notice told what a person should know once, such as where a new key lies
 */
export async function openEmbeddedWorld(config: StandaloneConfig, ports: Ports, notice: (line: string) => void): Promise<EmbeddedWorld> {
  const own = config.databaseUrl === null ? await startPostgres({ dataDir: config.dataDir, port: config.postgresPort, durable: true }) : null;
  const databaseUrl = own?.url ?? config.databaseUrl ?? '';
  try {
    const masterKey = await masterKeyFile({ path: config.masterKeyFile, dataDir: config.dataDir, random: ports.random, onCreated: notice });
    await migrateEventStore(databaseUrl);
    const shell = await openShell({ name: 'daifa', ports, config: config.shell({ databaseUrl, secret: secretFrom(config.secretFile, ports.random) }) });
    if (own) shell.shutdown.onClose('PostgreSQL', () => own.stop());
    const store = await openPostgresStore({ url: databaseUrl, ports });
    const host = await hostServices({ shell, store, masterKey, services });
    return { host, databaseUrl, ownsDatabase: own !== null };
  } catch (error) {
    await own?.stop();
    throw error;
  }
}
