import { migrateEventStore, openPostgresStore } from '@daifa/event-store/postgres';
import { startPostgres } from '@daifa/local-postgres/postgres';
import { masterKeyFile, type KeyWrapper } from '@daifa/personal-data/master-key';
import type { Ports } from '@daifa/ports/ports';
import { openShell } from '@daifa/service-shell/bootstrap';
import { hostServices, type Host } from '@daifa/service-shell/host';
import type { StandaloneConfig } from './config.js';
import { secretFrom } from './secret-file.js';
import { services } from './services.js';

export type EmbeddedWorld = Pick<Host, 'world' | 'listen' | 'stop'> & { readonly databaseUrl: string };

/**
 * Opens the embedded world: its own PostgreSQL unless another is given, the event store in it, and all services in this
 * process. Not listening yet. `stop` ends the database last, when nothing needs it any more. A failure leaves nothing running.
 *
 * @throws whatever is in the way; start-failure.ts has a sentence for it
 */
export async function openEmbeddedWorld(config: StandaloneConfig, ports: Ports): Promise<EmbeddedWorld> {
  const masterKey = await masterKeyFile({ path: config.masterKeyFile, dataDir: config.dataDir, random: ports.random, onCreated: () => undefined });
  const secret = secretFrom(config.secretFile, ports.random);
  const database = await databaseOf(config);
  try {
    const { world, listen, stop } = await hostOn(config, { databaseUrl: database.url, secret, masterKey, ports });
    let stopped: Promise<boolean> | null = null;
    const stopAll = async (): Promise<boolean> => {
      try {
        return await stop();
      } finally {
        await database.stop();
      }
    };
    return { world, listen, stop: () => (stopped ??= stopAll()), databaseUrl: database.url };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

function databaseOf({ databaseUrl, dataDir, postgresPort }: StandaloneConfig): Promise<{ readonly url: string; stop(): Promise<void> }> {
  if (databaseUrl === null) return startPostgres({ dataDir, port: postgresPort, durable: true });
  return Promise.resolve({ url: databaseUrl, stop: async () => undefined });
}

async function hostOn(config: StandaloneConfig, on: { readonly databaseUrl: string; readonly secret: string; readonly masterKey: KeyWrapper; readonly ports: Ports }): Promise<Host> {
  const { databaseUrl, masterKey, ports } = on;
  await migrateEventStore(databaseUrl);
  const shell = await openShell({ name: 'daifa', ports, config: config.shell(on) });
  try {
    const store = await openPostgresStore({ url: databaseUrl, ports });
    return await hostServices({ shell, store, masterKey, services });
  } catch (error) {
    await shell.close();
    throw error;
  }
}
