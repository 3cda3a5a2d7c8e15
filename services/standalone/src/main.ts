import { systemPorts } from '@daifa/ports/system';
import { stopOnSignals } from '@daifa/service-shell/stopping';
import { standaloneConfig, type StandaloneConfig } from './config.js';
import { ensureDemoTenants, type DemoKey } from './demo-tenants.js';
import { openEmbeddedWorld, type EmbeddedWorld } from './embedded-world.js';
import { assertListenable } from './listenable.js';
import { removeRunning, writeRunning } from './running-file.js';
import { screenOf } from './screen.js';
import { sentenceOf } from '@daifa/service-shell/start-failure';

/** The embedded world: one process, one screen, data that stays. */
const { clock } = systemPorts;
const startedAt = clock.monotonicMs();
// A terminal that went away takes no more lines; that must not keep us from stopping in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const starting = start();
stopOnSignals(async () => (await starting).stop(), process);
starting.catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`, () => process.exit(1));
});

type Started = { stop(): Promise<boolean> };

async function start(): Promise<Started> {
  const config = standaloneConfig();
  await assertListenable(config);
  const world = await openEmbeddedWorld(config, systemPorts);
  try {
    return await serve(config, world);
  } catch (error) {
    await world.stop();
    throw error;
  }
}

async function serve(config: StandaloneConfig, { world, listen, stop, databaseUrl }: EmbeddedWorld): Promise<Started> {
  const { dataDir, masterKeyFile } = config;
  const keys: readonly DemoKey[] = config.demo ? await ensureDemoTenants(world.access, config.home) : [];
  const url = await listen();
  writeRunning(dataDir, { url, databaseUrl, eventStoreUrl: null, pid: process.pid });
  const ownData = config.databaseUrl === null ? dataDir : null;
  process.stdout.write(screenOf({ url, databaseUrl, dataDir: ownData, masterKeyFile, demo: config.demo ? keys : null, startedMs: clock.monotonicMs() - startedAt }));
  return {
    stop: async () => {
      process.stdout.write('Stopping … 正在停止\n');
      removeRunning(dataDir);
      const clean = await stop();
      process.stdout.write('Stopped 已停止\n');
      return clean;
    },
  };
}
