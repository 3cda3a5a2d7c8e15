import { join } from 'node:path';
import { systemPorts } from '@daifa/ports/system';
import { stopOnSignals } from '@daifa/service-shell/stopping';
import { assertListenable } from '../listenable.js';
import { removeRunning, writeRunning } from '../running-file.js';
import { screenOf } from '../screen.js';
import { fullConfig, type FullConfig } from './config.js';
import { FullWorld, Interrupted, type Started } from './full-world.js';
import { processRows, tryNext } from './processes-shown.js';
import { Progress } from './progress.js';
import { startSentence } from './start-sentence.js';

/** The full world on one machine: a process for everything, one screen, data that stays. */
const { clock } = systemPorts;
const startedAt = clock.monotonicMs();
// A terminal that went away takes no more lines; that must not keep us from stopping in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const progress = new Progress((text) => process.stdout.write(text));
let started: Started | null = null;
let world: FullWorld | null = null;

stopOnSignals(stop, process);
start().catch((error: unknown) => {
  if (error instanceof Interrupted) return; // by a signal, which ends the process
  progress.end();
  process.stderr.write(`${startSentence(error)}\n`, () => process.exit(1));
});

async function start(): Promise<void> {
  const config = fullConfig();
  await assertListenable(config);
  world = new FullWorld({ config, ports: systemPorts, say, progress: (step) => progress.step(step), changed: () => note(config) });
  started = await world.start();
  progress.end();
  note(config);
  process.stdout.write(screen(config, started, world));
}

function say(line: string): void {
  progress.end();
  process.stderr.write(`${line}\n`);
}

/** Keeps what other commands read up to date; nothing before everything is up, so that they find a whole system or none. */
function note({ dataDir, store }: FullConfig): void {
  if (started === null || world === null) return;
  const { url, databaseUrl } = started;
  writeRunning(dataDir, { url, databaseUrl, eventStoreUrl: store?.url ?? null, pid: process.pid, processes: world.running });
}

function screen({ dataDir, masterKeyFile, databaseUrl: given }: FullConfig, { url, databaseUrl, brokers, keys }: Started, { running }: FullWorld): string {
  return screenOf({
    url, databaseUrl, masterKeyFile, demo: keys, dataDir: given === null ? dataDir : null, startedMs: clock.monotonicMs() - startedAt,
    full: { brokers, logFolder: join(dataDir, 'logs'), processes: processRows(running), next: tryNext(running) },
  });
}

async function stop(): Promise<boolean> {
  progress.end();
  process.stdout.write('Stopping … 正在停止\n');
  started = null;
  const clean = (await world?.stop()) ?? true;
  removeRunning(fullConfig().dataDir);
  process.stdout.write('Stopped 已停止\n');
  return clean;
}
