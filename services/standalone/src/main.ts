import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemPorts } from '@daifa/ports/system';
import { stopOnSignals } from '@daifa/service-shell/stopping';
import { standaloneConfig, type StandaloneConfig } from './config.js';
import { ensureDemoTenants } from './demo-tenants.js';
import { openEmbeddedWorld } from './embedded-world.js';
import { screenOf } from './screen.js';
import { sentenceOf } from './start-failure.js';

/** The embedded world: one process, one screen, data that stays. */
try {
  await start(standaloneConfig());
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
}

async function start(config: StandaloneConfig): Promise<void> {
  const { clock } = systemPorts;
  const startedAt = clock.monotonicMs();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { host, databaseUrl, ownsDatabase } = await openEmbeddedWorld(config, systemPorts, say);
  const keys = config.demo ? await ensureDemoTenants(host.world.access, config.home) : [];
  const url = await host.listen();
  stopOnSignals(host.stop, process);
  if (ownsDatabase) writeFileSync(join(config.dataDir, 'running.json'), JSON.stringify({ url, databaseUrl, pid: process.pid }), { mode: 0o600 });
  say(screenOf({ url, database: databaseUrl, dataDir: ownsDatabase ? config.dataDir : null, keys, startedMs: clock.monotonicMs() - startedAt }));
}
